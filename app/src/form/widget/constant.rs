//! The one allowed value: shown where it applies anyway, a check box where it may be left out.

use config_schema::Field;
use serde_json::Value;

use super::super::address::Part;
use super::super::entry::shown;
use super::super::pen::{Pen, Place};
use crate::i18n::td_string;

/// Draws a constant.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field, place: Place, value: &Value) {
    let at = &field.pointer;
    let applies = pen.filling.document.get(at) == Some(value);
    if field.required && applies {
        let title = pen.id(at, Part::Title);
        pen.html
            .open("output")
            .attr("class", "form-code self-start")
            .attr("aria-labelledby", &title)
            .text(&shown(value))
            .close();
        return;
    }
    pen.html.open("span").attr("class", "form-radio");
    pen.open_control("input", "constant", field, place);
    pen.html
        .attr("type", "checkbox")
        .attr("class", "checkbox checkbox-sm")
        .flag("checked", applies);
    let phrase = td_string!(pen.filling.words.0, form.set_to).replace("{value}", &shown(value));
    pen.html.leaf("span", "text-sm", &phrase);
    pen.html.close();
}
