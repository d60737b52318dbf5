//! Yes or no: a switch; two buttons where "no" has to be said.

use config_schema::{Choice, Field, Translations};
use serde_json::Value;

use super::super::pen::{Pen, Place};
use crate::i18n::td_string;

/// Whether neither answer is there by itself: then a switch that stands on "no" would lie.
pub(crate) fn asks_both_ways(field: &Field) -> bool {
    field.required && field.default.is_none() && !field.entry
}

/// Draws a switch.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field, place: Place) {
    if asks_both_ways(field) {
        super::choice::radios(pen, field, &both(pen), "answer");
        return;
    }
    let on = pen.filling.document.get(&field.pointer) == Some(&Value::Bool(true));
    pen.open_control("input", "switch", field, place);
    pen.html
        .attr("type", "checkbox")
        .attr("class", "toggle")
        .flag("checked", on);
}

fn both(pen: &Pen<'_>) -> [Choice; 2] {
    let locale = pen.filling.words.0;
    let option = |value: bool, label: &str| Choice {
        value: Value::Bool(value),
        label: label.to_owned(),
        description: None,
        translations: Translations::new(),
    };
    [
        option(true, td_string!(locale, form.yes)),
        option(false, td_string!(locale, form.no)),
    ]
}
