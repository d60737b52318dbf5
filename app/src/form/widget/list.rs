//! Lists: items are added, moved and removed by buttons, which the keyboard reaches like any other.

use config_schema::{Field, Kind, Pointer};

use super::super::address::Part;
use super::super::pen::{Pen, Place};
use crate::i18n::td_string;

/// Draws the items and the button that adds one.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field, fixed: bool) -> Vec<Pointer> {
    let at = &field.pointer;
    let locale = pen.filling.words.0;
    let items = pen.filling.document.fields(at);
    let children: Vec<Pointer> = items.iter().map(|item| item.pointer.clone()).collect();
    let last = items.len().saturating_sub(1);
    if items.is_empty() {
        pen.html.leaf("p", "form-help", td_string!(locale, form.nothing_yet));
    } else {
        pen.html.open("ol").attr("class", "form-items");
        for (index, item) in items.into_iter().enumerate() {
            pen.field(item, Place::Item { index, last, fixed });
        }
        pen.html.close();
    }
    if !field.presentation.read_only {
        adder(pen, field, children.len());
    }
    children
}

fn adder(pen: &mut Pen<'_>, field: &Field, count: usize) {
    let at = &field.pointer;
    let locale = pen.filling.words.0;
    let item = pen.filling.document.field(&at.item(count));
    let title = match &item {
        Some(item) if item.presentation.title.is_some() => pen.filling.words.title(item).into_owned(),
        _ => pen.filling.words.title(field).into_owned(),
    };
    let limit = field.limits.max_items.filter(|limit| count as u64 >= *limit);
    let id = pen.id(at, Part::Add);
    let reason = limit.map(|limit| td_string!(locale, form.add_full).replace("{limit}", &limit.to_string()));
    pen.html
        .open("button")
        .attr("type", "button")
        .attr("id", &id)
        .attr("class", "btn btn-sm btn-outline self-start")
        .attr("data-do", "add")
        .attr("data-at", at.as_str())
        .attr_some("aria-disabled", limit.map(|_| "true"))
        .attr_some("title", reason.as_deref())
        .text("+ ")
        .text(&td_string!(locale, form.add_item).replace("{title}", &title))
        .close();
}

/// The buttons of one item.
pub(crate) fn item_actions(pen: &mut Pen<'_>, field: &Field, place: Place) {
    let Place::Item { index, last, fixed } = place else {
        return;
    };
    let locale = pen.filling.words.0;
    let label = pen.label(field, place).into_owned();
    let named = |phrase: &str| phrase.replace("{title}", &label);
    pen.html.open("span").attr("class", "form-actions");
    if !fixed && index > 0 {
        pen.small_button(&field.pointer, "up", "↑", &named(td_string!(locale, form.move_up_of)));
    }
    if !fixed && index < last {
        pen.small_button(
            &field.pointer,
            "down",
            "↓",
            &named(td_string!(locale, form.move_down_of)),
        );
    }
    if !fixed || index == last {
        pen.small_button(
            &field.pointer,
            "remove",
            "✕",
            &named(td_string!(locale, form.remove_of)),
        );
    }
    pen.html.close();
}

/// How the children of a container stand in it.
pub(crate) fn place_in(kind: &Kind, count: usize, field: &Field) -> Place {
    match kind {
        Kind::Array | Kind::Tuple => Place::Item {
            index: field.key().parse().unwrap_or(0),
            last: count.saturating_sub(1),
            fixed: *kind == Kind::Tuple,
        },
        _ if field.entry && !field.required => Place::Entry,
        _ => Place::Named,
    }
}
