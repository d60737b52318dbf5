//! Controls a schema asks for by name. A hint nobody knows is no hint.

use config_schema::{Field, Hint, Kind, MASK, ValueState};

use super::super::pen::{Pen, Place};
use super::choice::suggesting;
use crate::i18n::td_string;

/// The hint that changes the control of this field.
pub(crate) fn of(field: &Field) -> Option<&Hint> {
    let fits = matches!(field.kind, Kind::Text { .. });
    field
        .presentation
        .hint
        .as_ref()
        .filter(|hint| fits && !matches!(hint, Hint::Unknown(_)))
}

/// Draws the control a hint asks for; false when there is none.
pub(crate) fn draw(pen: &mut Pen<'_>, field: &Field, place: Place) -> bool {
    let secret = field.presentation.write_only && matches!(field.kind, Kind::Text { .. });
    match of(field) {
        _ if secret => password(pen, field, place),
        Some(Hint::DomainPicker) => {
            let (shown, offers) = (super::text::stored(pen, field), pen.filling.suggestions.domains.clone());
            suggesting(pen, field, place, "text", &shown, &offers);
        }
        Some(Hint::SecretRef) => {
            let (shown, offers) = (super::text::stored(pen, field), pen.filling.suggestions.secrets.clone());
            suggesting(pen, field, place, "text", &shown, &offers);
        }
        Some(Hint::ApplicationRef { filter }) => application(pen, field, place, filter),
        _ => return false,
    }
    true
}

/// A secret goes in and never comes out: the input starts empty whatever is stored.
fn password(pen: &mut Pen<'_>, field: &Field, place: Place) {
    let stored = matches!(pen.filling.state(&field.pointer), ValueState::Set | ValueState::Default);
    let refused = pen.filling.no_secrets;
    pen.open_control("input", "secret", field, place);
    pen.html
        .attr("type", "password")
        .attr("class", "input w-full max-w-md")
        .attr("autocomplete", "new-password")
        .attr("dir", "ltr")
        .attr_some("placeholder", refused.or(stored.then_some(MASK)))
        .flag("disabled", refused.is_some());
}

fn application(pen: &mut Pen<'_>, field: &Field, place: Place, filter: &serde_json::Map<String, serde_json::Value>) {
    let current = super::text::stored(pen, field);
    let Some(offers) = pen.filling.suggestions.matching(filter) else {
        suggesting(pen, field, place, "text", &current, &[]);
        return;
    };
    let locale = pen.filling.words.0;
    let mut names: Vec<String> = offers.into_iter().map(|offer| offer.name.as_str().to_owned()).collect();
    if !current.is_empty() && !names.contains(&current) {
        names.push(current.clone());
    }
    pen.open_control("select", "text", field, place);
    pen.html.attr("class", "select w-full max-w-md");
    let nothing = if names.is_empty() {
        td_string!(locale, form.no_application)
    } else if field.required {
        td_string!(locale, form.choose)
    } else {
        td_string!(locale, form.not_set)
    };
    pen.html.open("option").attr("value", "").text(nothing).close();
    for name in &names {
        pen.html
            .open("option")
            .attr("value", name)
            .flag("selected", *name == current)
            .text(name)
            .close();
    }
    pen.html.close();
}
