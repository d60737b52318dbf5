//! Keys somebody chose, each with a value: added, renamed and removed.

use config_schema::{Field, Pointer};

use super::super::address::Part;
use super::super::pen::{Pen, Place};
use crate::i18n::td_string;

/// Draws the entries and the row that adds one.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field) -> Vec<Pointer> {
    let entries = pen.filling.children_of(&field.pointer, &field.kind);
    let children: Vec<Pointer> = entries.iter().map(|entry| entry.pointer.clone()).collect();
    if entries.is_empty() {
        pen.html
            .leaf("p", "form-help", td_string!(pen.filling.words.0, form.nothing_yet));
    }
    for entry in entries {
        pen.field(entry, Place::Entry);
    }
    adder(pen, field);
    children
}

/// The row that adds an entry.
pub(crate) fn adder(pen: &mut Pen<'_>, field: &Field) {
    if field.presentation.read_only {
        return;
    }
    let at = &field.pointer;
    let locale = pen.filling.words.0;
    let (key, add) = (pen.id(at, Part::Key), pen.id(at, Part::Add));
    pen.html.open("div").attr("class", "form-row");
    pen.html
        .open("input")
        .attr("type", "text")
        .attr("id", &key)
        .attr("class", "input input-sm w-full max-w-48")
        .attr("data-at", at.as_str())
        .attr("data-kind", "new-key")
        .attr("autocomplete", "off")
        .attr("dir", "auto")
        .attr("aria-label", td_string!(locale, form.new_key))
        .attr("placeholder", td_string!(locale, form.new_key));
    pen.html
        .open("button")
        .attr("type", "button")
        .attr("id", &add)
        .attr("class", "btn btn-sm btn-outline")
        .attr("data-do", "add-entry")
        .attr("data-at", at.as_str())
        .text("+ ")
        .text(td_string!(locale, form.add_entry))
        .close()
        .close();
}

/// The key of an entry, and the button that removes it.
pub(crate) fn entry_actions(pen: &mut Pen<'_>, field: &Field) {
    let at = &field.pointer;
    let locale = pen.filling.words.0;
    let (id, key) = (pen.id(at, Part::Key), field.key().into_owned());
    pen.html.open("span").attr("class", "form-actions");
    pen.html
        .open("input")
        .attr("type", "text")
        .attr("id", &id)
        .attr("class", "input input-xs w-32")
        .attr("data-at", at.as_str())
        .attr("data-kind", "key")
        .attr("autocomplete", "off")
        .attr("dir", "auto")
        .attr(
            "aria-label",
            &td_string!(locale, form.entry_key_of).replace("{title}", &key),
        )
        .attr("value", &key);
    pen.small_button(
        at,
        "remove",
        "✕",
        &td_string!(locale, form.remove_of).replace("{title}", &key),
    );
    pen.html.close();
}
