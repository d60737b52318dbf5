//! "No value", said on purpose: neither unset nor empty.

use config_schema::{Field, ValueState};

use super::super::pen::Pen;
use crate::i18n::td_string;

/// Draws a field that can only be `null`.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field) {
    toggle(pen, field);
}

/// Draws the box that stores `null`.
pub(crate) fn toggle(pen: &mut Pen<'_>, field: &Field) {
    let on = pen
        .filling
        .document
        .get(&field.pointer)
        .is_some_and(serde_json::Value::is_null);
    let locked = field.presentation.read_only;
    debug_assert!(on || pen.filling.state(&field.pointer) != ValueState::Null);
    pen.html.open("label").attr("class", "form-radio text-sm");
    pen.html
        .open("input")
        .attr("type", "checkbox")
        .attr("class", "checkbox checkbox-xs")
        .attr("data-at", field.pointer.as_str())
        .attr("data-kind", "null")
        .flag("disabled", locked)
        .flag("checked", on);
    pen.html
        .open("span")
        .text(td_string!(pen.filling.words.0, form.no_value))
        .close()
        .close();
}
