//! Text: one line or several, with the keyboard that fits its format.

use config_schema::{Field, Format, ValueState};

use super::super::entry::shown;
use super::super::pen::{Pen, Place};
use super::super::words::Words;

/// Draws a text input.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field, place: Place, multiline: bool, format: Option<Format>) {
    let value = stored(pen, field);
    let placeholder = pen.placeholder(field);
    let placeholder = placeholder.as_deref().or_else(|| Words::example(format));
    if multiline {
        pen.open_control("textarea", "text", field, place);
        pen.html
            .attr("class", "textarea w-full")
            .attr("rows", "3")
            .attr("dir", "auto")
            .attr_some("placeholder", placeholder)
            .text(&value)
            .close();
        return;
    }
    let (keyboard, fill, direction) = habits(format);
    pen.open_control("input", "text", field, place);
    pen.html
        .attr("type", "text")
        .attr("class", "input w-full")
        .attr("dir", direction)
        .attr("autocomplete", fill)
        .attr_some("inputmode", keyboard)
        .attr_some("spellcheck", format.map(|_| "false"))
        .attr_some("placeholder", placeholder)
        .attr("value", &value);
}

/// What stands in the input: only what somebody entered; a default is greyed.
pub(crate) fn stored(pen: &Pen<'_>, field: &Field) -> String {
    match pen.filling.state(&field.pointer) {
        ValueState::Set => pen.filling.document.get(&field.pointer).map(shown).unwrap_or_default(),
        _ => String::new(),
    }
}

fn habits(format: Option<Format>) -> (Option<&'static str>, &'static str, &'static str) {
    match format {
        Some(Format::Email) => (Some("email"), "email", "ltr"),
        Some(Format::Uri | Format::UriReference | Format::Iri | Format::IriReference | Format::Hostname) => {
            (Some("url"), "off", "ltr")
        }
        Some(_) => (None, "off", "ltr"),
        None => (None, "off", "auto"),
    }
}
