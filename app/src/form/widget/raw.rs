//! A value without a widget of its own: edited as JSON. What cannot be read is kept as typed and not stored.

use config_schema::{Field, Kind, RawReason, ValueState};
use serde_json::Value;

use super::super::pen::{Pen, Place};
use crate::i18n::td_string;

/// Draws a JSON editor.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field, place: Place) {
    let at = &field.pointer;
    let text = match pen.filling.unreadable.get(at) {
        Some(unreadable) => unreadable.text.clone(),
        None => match pen.filling.state(at) {
            ValueState::Unset => String::new(),
            _ => pen.filling.document.get(at).map(pretty).unwrap_or_default(),
        },
    };
    let rows = text.lines().count().clamp(2, 16).to_string();
    pen.open_control("textarea", "json", field, place);
    pen.html
        .attr("class", "textarea w-full font-mono text-sm")
        .attr("rows", &rows)
        .attr("dir", "ltr")
        .attr("spellcheck", "false")
        .text(&text)
        .close();
    let locale = pen.filling.words.0;
    let reason = match &field.kind {
        Kind::Raw {
            reason: RawReason::UnsupportedKeyword(keyword),
        } => td_string!(locale, form.raw_reason_keyword).replace("{keyword}", keyword),
        Kind::Raw {
            reason: RawReason::SeveralTypes,
        } => td_string!(locale, form.raw_reason_types).to_owned(),
        _ => td_string!(locale, form.raw_json).to_owned(),
    };
    pen.html.leaf("p", "form-help", &reason);
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}
