//! One of several values: radio buttons for a few, a list for more, an input with suggestions for many.

use config_schema::{Choice, Field};

use super::super::address::Part;
use super::super::pen::{Pen, Place};
use crate::i18n::td_string;

/// Up to here every option is in sight.
pub(crate) const MOST_RADIOS: usize = 4;
/// Up to here a list is quicker than typing.
const LONGEST_LIST: usize = 12;

/// Draws a choice.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field, place: Place, options: &[Choice]) {
    if options.len() <= MOST_RADIOS {
        radios(pen, field, options, "choice");
    } else if options.len() <= LONGEST_LIST {
        list(pen, field, place, options);
    } else {
        searchable(pen, field, place, options);
    }
}

/// The index of the option that applies.
fn chosen(pen: &Pen<'_>, field: &Field, options: &[Choice]) -> Option<usize> {
    let value = pen.filling.document.get(&field.pointer)?;
    options
        .iter()
        .position(|option| option.value == *value)
        // `1` and `1.0` are one number.
        .or_else(|| {
            options
                .iter()
                .position(|option| option.value.as_f64().is_some() && option.value.as_f64() == value.as_f64())
        })
}

/// Draws radio buttons. The first one, or the chosen one, carries the field's id, for links from the summary.
pub(crate) fn radios(pen: &mut Pen<'_>, field: &Field, options: &[Choice], kind: &'static str) {
    let at = &field.pointer;
    let chosen = chosen(pen, field, options);
    let carrier = chosen.unwrap_or(0);
    let (name, title, described) = (
        pen.id(at, Part::Options),
        pen.id(at, Part::Title),
        pen.described_by(field),
    );
    let (control, wrong) = (pen.id(at, Part::Control), !pen.filling.issues_at(at).is_empty());
    pen.html
        .open("div")
        .attr("role", "radiogroup")
        .attr("aria-labelledby", &title)
        .attr_some(
            "aria-describedby",
            Some(described.as_str()).filter(|ids| !ids.is_empty()),
        )
        .attr_some("aria-required", field.required.then_some("true"))
        .attr_some("aria-invalid", wrong.then_some("true"))
        .attr("class", "form-radios");
    for (index, option) in options.iter().enumerate() {
        let (label, description) = pen.filling.words.choice(option);
        let (label, description) = (label.to_owned(), description.map(str::to_owned));
        pen.html.open("label").attr("class", "form-radio");
        pen.html
            .open("input")
            .attr("type", "radio")
            .attr("class", "radio radio-sm")
            .attr("name", &name)
            .attr("value", &index.to_string())
            .attr("data-at", at.as_str())
            .attr("data-kind", kind)
            .attr_some("id", (index == carrier).then_some(control.as_str()))
            .flag("disabled", field.presentation.read_only)
            .flag("checked", chosen == Some(index));
        pen.html.open("span").attr("dir", "auto").text(&label);
        if let Some(description) = description {
            pen.html.leaf("span", "form-option-help", &description);
        }
        pen.html.close().close();
    }
    pen.html.close();
}

fn list(pen: &mut Pen<'_>, field: &Field, place: Place, options: &[Choice]) {
    let locale = pen.filling.words.0;
    let chosen = chosen(pen, field, options);
    pen.open_control("select", "choice", field, place);
    pen.html.attr("class", "select w-full max-w-md");
    if chosen.is_none() || (!field.required && !field.entry && field.default.is_none()) {
        let phrase = if field.required {
            td_string!(locale, form.choose)
        } else {
            td_string!(locale, form.not_set)
        };
        pen.html
            .open("option")
            .attr("value", "")
            .flag("selected", chosen.is_none())
            .text(phrase)
            .close();
    }
    for (index, option) in options.iter().enumerate() {
        let label = pen.filling.words.choice(option).0.to_owned();
        pen.html
            .open("option")
            .attr("value", &index.to_string())
            .flag("selected", chosen == Some(index))
            .text(&label)
            .close();
    }
    pen.html.close();
}

/// An input that searches the labels; what is no label is refused by the check like any other value.
fn searchable(pen: &mut Pen<'_>, field: &Field, place: Place, options: &[Choice]) {
    let labels: Vec<String> = options
        .iter()
        .map(|option| pen.filling.words.choice(option).0.to_owned())
        .collect();
    let shown = match chosen(pen, field, options) {
        Some(index) => labels.get(index).cloned().unwrap_or_default(),
        None => super::text::stored(pen, field),
    };
    suggesting(pen, field, place, "search", &shown, &labels);
}

/// An input with suggestions.
pub(crate) fn suggesting(
    pen: &mut Pen<'_>,
    field: &Field,
    place: Place,
    kind: &'static str,
    shown: &str,
    suggestions: &[String],
) {
    let list = pen.id(&field.pointer, Part::Options);
    let placeholder = pen.placeholder(field);
    pen.open_control("input", kind, field, place);
    pen.html
        .attr("type", "text")
        .attr("class", "input w-full max-w-md")
        .attr("autocomplete", "off")
        .attr("dir", "auto")
        .attr("list", &list)
        .attr_some("placeholder", placeholder.as_deref())
        .attr("value", shown);
    pen.html.open("datalist").attr("id", &list);
    for suggestion in suggestions {
        pen.html.open("option").attr("value", suggestion).close();
    }
    pen.html.close();
}
