//! What people do in a form, told by one set of listeners around all fields.

use config_schema::{Kind, Pointer};
use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, KeyboardEvent};

use super::address::Part;
use super::entry::{self, Entry};
use super::screen;
use super::state::FormState;

/// The control an event comes from.
struct Control {
    element: Element,
    at: Pointer,
    kind: String,
}

impl Control {
    fn of(event: &Event) -> Option<Self> {
        let element: Element = event.target()?.dyn_into().ok()?;
        Some(Self {
            at: Pointer::parse(&element.get_attribute("data-at")?)?,
            kind: element.get_attribute("data-kind")?,
            element,
        })
    }

    fn text(&self) -> String {
        if let Some(input) = self.element.dyn_ref::<HtmlInputElement>() {
            input.value()
        } else if let Some(area) = self.element.dyn_ref::<HtmlTextAreaElement>() {
            area.value()
        } else {
            self.element
                .dyn_ref::<HtmlSelectElement>()
                .map(HtmlSelectElement::value)
                .unwrap_or_default()
        }
    }

    fn is_on(&self) -> bool {
        self.element
            .dyn_ref::<HtmlInputElement>()
            .is_some_and(HtmlInputElement::checked)
    }

    fn number(&self, name: &str) -> usize {
        self.element
            .get_attribute(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    }
}

/// A value changed.
pub(super) fn input(state: FormState, event: &Event) {
    let Some(control) = Control::of(event) else { return };
    let at = &control.at;
    let Some(field) = state.drawn(at) else { return };
    let text = control.text();
    let entry = match control.kind.as_str() {
        "text" => entry::text(&field, &text),
        "number" => entry::number(&field, &text),
        "switch" => Entry::Set(Value::Bool(control.is_on())),
        "answer" => Entry::Set(Value::Bool(text == "0")),
        "choice" => match entry::choice(&field, &text) {
            Some(entry) => entry,
            None => return,
        },
        "search" => searched(state, &field, &text),
        "constant" => match &field.kind {
            Kind::Constant(value) if control.is_on() => Entry::Set(value.clone()),
            _ => Entry::Unset,
        },
        "null" => {
            let entry = if control.is_on() {
                Entry::Set(Value::Null)
            } else {
                Entry::Unset
            };
            store(state, at, Some(at), entry);
            return;
        }
        "secret" => match state.kept_secret(at) {
            Some(kept) if text.is_empty() => Entry::Set(kept),
            _ if text.is_empty() && !field.entry => Entry::Unset,
            _ => Entry::Set(Value::String(text)),
        },
        "json" => match read_json(&text) {
            Ok(entry) => entry,
            Err(detail) => {
                state.keep_unreadable(at, &text, detail);
                return;
            }
        },
        "branch" => {
            choose(state, &control, &field);
            return;
        }
        _ => return,
    };
    store(state, at, None, entry);
}

fn store(state: FormState, at: &Pointer, also: Option<&Pointer>, entry: Entry) {
    let outcome = state.edit(at, also, |document| match &entry {
        Entry::Set(value) => document.set(at, value.clone()),
        Entry::Unset => document.unset(at),
    });
    if let Err(error) = outcome {
        leptos::logging::warn!("{error}");
    }
}

fn searched(state: FormState, field: &config_schema::Field, text: &str) -> Entry {
    let Kind::Choice(options) = &field.kind else {
        return Entry::Unset;
    };
    let words = state.words();
    match options.iter().find(|option| words.choice(option).0 == text) {
        Some(option) => Entry::Set(option.value.clone()),
        // Not an option: stored as typed, and the check says what is possible.
        None => entry::text(field, text),
    }
}

fn read_json(text: &str) -> Result<Entry, String> {
    if text.trim().is_empty() {
        return Ok(Entry::Unset);
    }
    serde_json::from_str(text)
        .map(Entry::Set)
        .map_err(|error| error.to_string())
}

fn choose(state: FormState, control: &Control, field: &config_schema::Field) {
    let at = &control.at;
    let option = control.text().parse().unwrap_or(0);
    let Some(branches) = field.branches.get(control.number("data-number")) else {
        return;
    };
    let id = branches.id;
    if let Err(error) = state.edit(at, Some(at), |document| document.choose_branch(at, id, option)) {
        leptos::logging::warn!("{error}");
    }
    // The cards were drawn anew; the chosen one carries the field's id.
    screen::focus(&state.id(at, Part::Control));
}

/// A change is finished: keys of maps are renamed only then, for every letter on the way would be a key.
pub(super) fn change(state: FormState, event: &Event) {
    let Some(control) = Control::of(event).filter(|control| control.kind == "key") else {
        return;
    };
    let at = &control.at;
    let key = control.text();
    let (Some(parent), Some(old)) = (at.parent(), at.last()) else {
        return;
    };
    if key == *old {
        return;
    }
    match state.edit(at, Some(&parent), |document| document.rename_entry(at, &key)) {
        Ok(()) => {
            screen::focus(&state.id(&parent.child(&key), Part::Key));
        }
        Err(_) => refuse_key(state, &control, &key),
    }
}

/// Says at the input why a key cannot be used.
fn refuse_key(state: FormState, control: &Control, key: &str) {
    if let Some(input) = control.element.dyn_ref::<HtmlInputElement>() {
        input.set_custom_validity(state.words().key_refusal(key.is_empty()));
        input.report_validity();
        input.set_custom_validity("");
    }
}

/// A field was left.
pub(super) fn focusout(state: FormState, event: &Event) {
    if let Some(control) = Control::of(event) {
        state.touch(&control.at);
    }
}

/// A button was pressed.
pub(super) fn click(state: FormState, event: &Event) {
    let button = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("[data-do]").ok().flatten());
    let Some(button) = button else { return };
    if button.get_attribute("aria-disabled").is_some() {
        return;
    }
    let at = button.get_attribute("data-at").and_then(|text| Pointer::parse(&text));
    let (Some(at), Some(action)) = (at, button.get_attribute("data-do")) else {
        return;
    };
    match action.as_str() {
        "reset" => {
            store(state, &at, Some(&at), Entry::Unset);
            focus_first(state, &at);
        }
        "fill-in" => {
            store(state, &at, Some(&at), Entry::Set(Value::Object(serde_json::Map::new())));
            focus_first(state, &at);
        }
        "add" => add_item(state, &at),
        "add-entry" => add_entry(state, &at),
        "remove" => remove(state, &at),
        "up" => shift(state, &at, -1),
        "down" => shift(state, &at, 1),
        _ => {}
    }
}

const CONTROLS: &[&str] = &["input:not([type=checkbox]), select, textarea", "input", "button"];

fn focus_first(state: FormState, at: &Pointer) {
    if !screen::focus(&state.id(at, Part::Control)) {
        screen::focus_within(&state.id(at, Part::Field), CONTROLS);
    }
}

fn count(state: FormState, list: &Pointer) -> usize {
    state.with_document(|document| document.get(list).and_then(Value::as_array).map_or(0, Vec::len))
}

fn add_item(state: FormState, list: &Pointer) {
    let index = count(state, list);
    if state
        .edit(list, Some(list), |document| document.insert_item(list, index, None))
        .is_ok()
    {
        focus_first(state, &list.item(index));
    }
}

fn add_entry(state: FormState, map: &Pointer) {
    let id = state.id(map, Part::Key);
    let input = leptos::prelude::document()
        .get_element_by_id(&id)
        .and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let key = input.value();
    let added = !key.is_empty()
        && state
            .edit(map, Some(map), |document| document.insert_entry(map, &key, None))
            .is_ok();
    if added {
        focus_first(state, &map.child(&key));
    } else {
        input.set_custom_validity(state.words().key_refusal(key.is_empty()));
        input.report_validity();
        input.set_custom_validity("");
    }
}

/// Removes an item or an entry; the focus goes to what took its place, else to the button that adds one.
fn remove(state: FormState, at: &Pointer) {
    let Some(container) = at.parent() else { return };
    let is_item = state.with_document(|document| document.get(&container).is_some_and(Value::is_array));
    let outcome = if is_item {
        state.edit(&container, Some(&container), |document| document.remove_item(at))
    } else {
        state.edit(&container, Some(&container), |document| document.remove_entry(at))
    };
    if outcome.is_err() {
        return;
    }
    let took_its_place = is_item && screen::focus_within(&state.id(at, Part::Field), &["[data-do=remove]"]);
    if !took_its_place && !screen::focus(&state.id(&container, Part::Add)) {
        screen::focus(&state.id(&container, Part::Title));
    }
}

fn shift(state: FormState, item: &Pointer, by: isize) {
    let (Some(list), Some(index)) = (item.parent(), item.last().and_then(|key| key.parse::<usize>().ok())) else {
        return;
    };
    let Some(to) = index.checked_add_signed(by) else { return };
    if state
        .edit(&list, Some(&list), |document| document.move_item(item, to))
        .is_ok()
    {
        let (same, other) = if by < 0 {
            ("[data-do=up]", "[data-do=down]")
        } else {
            ("[data-do=down]", "[data-do=up]")
        };
        screen::focus_within(&state.id(&list.item(to), Part::Field), &[same, other]);
    }
}

/// Enter in the input of a new key adds the entry instead of sending the form; Alt with an arrow moves an item.
pub(super) fn keydown(state: FormState, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    let Some(control) = Control::of(event) else { return };
    match (event.key().as_str(), control.kind.as_str()) {
        ("Enter", "new-key") => {
            event.prevent_default();
            add_entry(state, &control.at);
        }
        ("Enter", "key") => {
            event.prevent_default();
            change(state, event);
        }
        ("ArrowUp" | "ArrowDown", _) if event.alt_key() => {
            let is_item = control
                .at
                .parent()
                .is_some_and(|list| state.with_document(|document| document.get(&list).is_some_and(Value::is_array)));
            if is_item {
                event.prevent_default();
                shift(state, &control.at, if event.key() == "ArrowUp" { -1 } else { 1 });
            }
        }
        _ => {}
    }
}
