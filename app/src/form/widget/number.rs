//! Numbers: a text input that keeps what was typed, and the bounds in words.

use config_schema::Field;

use super::super::pen::{Pen, Place};
use super::super::words::Words;
use crate::i18n::td_string;

/// Draws a number input. `type=number` drops what it cannot read and changes under the mouse wheel, so it is not used.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field, place: Place, integer: bool) {
    let value = super::text::stored(pen, field);
    let placeholder = pen.placeholder(field);
    let signed = field.limits.minimum.as_ref().is_none_or(|low| low.as_f64() < Some(0.0));
    let keyboard = match (integer, signed) {
        // The numeric keyboards of some phones have no minus sign.
        (_, true) => "text",
        (true, false) => "numeric",
        (false, false) => "decimal",
    };
    pen.open_control("input", "number", field, place);
    pen.html
        .attr("type", "text")
        .attr("class", "input w-full max-w-48 tabular-nums")
        .attr("dir", "ltr")
        .attr("autocomplete", "off")
        .attr("inputmode", keyboard)
        .attr_some("placeholder", placeholder.as_deref())
        .attr("value", &value);
}

/// The bounds of a number in words, if it has any.
pub(crate) fn bounds(words: &Words, field: &Field) -> Option<String> {
    let locale = words.0;
    let limits = &field.limits;
    let (low, high) = (limits.minimum.as_ref(), limits.maximum.as_ref());
    let range = match (low, high) {
        (Some(low), Some(high)) => Some(
            td_string!(locale, form.between)
                .replace("{low}", &low.to_string())
                .replace("{high}", &high.to_string()),
        ),
        (Some(low), None) => Some(td_string!(locale, form.at_least).replace("{low}", &low.to_string())),
        (None, Some(high)) => Some(td_string!(locale, form.at_most).replace("{high}", &high.to_string())),
        (None, None) => None,
    };
    let step = limits
        .multiple_of
        .as_ref()
        .map(|step| td_string!(locale, form.step).replace("{step}", &step.to_string()));
    match (range, step) {
        (Some(range), Some(step)) => Some(format!("{range}{}{step}", td_string!(locale, form.comma))),
        (range, step) => range.or(step),
    }
}
