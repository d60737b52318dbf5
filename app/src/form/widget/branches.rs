//! Alternative shapes: cards for a few, a list for more. What is left is parked by the engine, not lost.

use config_schema::{Branches, Field};

use super::super::address::Part;
use super::super::pen::Pen;
use crate::i18n::td_string;

const MOST_CARDS: usize = 4;

/// Draws the choosers of a field, if it has alternatives.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field) {
    for (number, branches) in field.branches.iter().enumerate() {
        let title = pen.filling.words.title(field).into_owned();
        let label = td_string!(pen.filling.words.0, form.option_of).replace("{title}", &title);
        if branches.options.len() <= MOST_CARDS {
            cards(pen, field, number, branches, &label);
        } else {
            list(pen, field, number, branches, &label);
        }
    }
}

fn cards(pen: &mut Pen<'_>, field: &Field, number: usize, branches: &Branches, label: &str) {
    let at = &field.pointer;
    let name = format!("{}{number}", pen.id(at, Part::Options));
    let control = pen.id(at, Part::Control);
    pen.html
        .open("div")
        .attr("role", "radiogroup")
        .attr("aria-label", label)
        .attr("class", "form-cards");
    for (index, option) in branches.options.iter().enumerate() {
        let chosen = index == branches.chosen;
        let (text, description) = pen.filling.words.option(option);
        let (text, description) = (text.to_owned(), description.map(str::to_owned));
        pen.html.open("label").attr("class", "form-card");
        pen.html
            .open("input")
            .attr("type", "radio")
            .attr("class", "radio radio-sm")
            .attr("name", &name)
            .attr("value", &index.to_string())
            .attr_some("id", (chosen && number == 0).then_some(control.as_str()))
            .attr("data-at", at.as_str())
            .attr("data-kind", "branch")
            .attr("data-number", &number.to_string())
            .flag("disabled", field.presentation.read_only)
            .flag("checked", chosen);
        pen.html.open("span");
        pen.html.leaf("span", "font-medium", &text);
        if let Some(description) = description {
            pen.html.leaf("span", "form-option-help", &description);
        }
        pen.html.close().close();
    }
    pen.html.close();
}

fn list(pen: &mut Pen<'_>, field: &Field, number: usize, branches: &Branches, label: &str) {
    let at = &field.pointer;
    let control = pen.id(at, Part::Control);
    pen.html
        .open("select")
        .attr("class", "select w-full max-w-md")
        .attr("aria-label", label)
        .attr_some("id", (number == 0).then_some(control.as_str()))
        .attr("data-at", at.as_str())
        .attr("data-kind", "branch")
        .attr("data-number", &number.to_string())
        .flag("disabled", field.presentation.read_only);
    for (index, option) in branches.options.iter().enumerate() {
        let text = pen.filling.words.option(option).0.to_owned();
        pen.html
            .open("option")
            .attr("value", &index.to_string())
            .flag("selected", index == branches.chosen)
            .text(&text)
            .close();
    }
    pen.html.close();
}
