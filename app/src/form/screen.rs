//! Brings the page up to date, stroke by stroke.
//!
//! Strokes are prepared while the form is looked at and applied afterwards, for changing the page can raise events that
//! look at the form again. Focus and the caret survive what is drawn anew. Server: never called.

use crate::ui::focus_on;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

/// One change of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stroke {
    /// Draws an element anew.
    Replace {
        /// Its id.
        id: String,
        /// Its markup.
        html: String,
    },
    /// Draws the content of an element anew.
    Fill {
        /// Its id.
        id: String,
        /// The markup of its content.
        html: String,
    },
    /// Shows what applies while an input is empty.
    Placeholder {
        /// The input.
        id: String,
        /// The text.
        text: String,
    },
    /// Shows or hides the issues of a field.
    Issues {
        /// The field's element.
        field: String,
        /// The control to tie them to.
        control: String,
        /// The id of the list.
        list: String,
        /// The list; empty for none.
        html: String,
        /// `aria-describedby` from now on.
        described_by: String,
    },
}

/// Where the person is.
struct Caret {
    id: String,
    selection: Option<(u32, u32)>,
}

/// Applies strokes in order.
pub(super) fn apply(strokes: Vec<Stroke>) {
    let redraws = |stroke: &Stroke| matches!(stroke, Stroke::Replace { .. } | Stroke::Fill { .. });
    let caret = strokes.iter().any(redraws).then(caret).flatten();
    for stroke in strokes {
        stroke.apply();
    }
    if let Some(caret) = caret {
        caret.restore();
    }
}

impl Stroke {
    fn apply(self) {
        match self {
            Self::Replace { id, html } => with(&id, |element| element.set_outer_html(&html)),
            Self::Fill { id, html } => with(&id, |element| element.set_inner_html(&html)),
            Self::Placeholder { id, text } => with(&id, |element| {
                if element.get_attribute("placeholder").unwrap_or_default() != text {
                    set(element, "placeholder", &text);
                }
            }),
            Self::Issues {
                field,
                control,
                list,
                html,
                described_by,
            } => {
                with(&list, Element::remove);
                if !html.is_empty() {
                    with(&field, |element| {
                        // Refused only for positions outside the tree, and this is inside.
                        let _ = element.insert_adjacent_html("beforeend", &html);
                    });
                }
                with(&control, |element| {
                    let group = element.closest("[role=radiogroup]").ok().flatten();
                    let described = group.as_ref().unwrap_or(element);
                    set(described, "aria-describedby", &described_by);
                    set(described, "aria-invalid", if html.is_empty() { "" } else { "true" });
                });
            }
        }
    }
}

/// Sets an attribute; an empty value removes it.
fn set(element: &Element, name: &str, value: &str) {
    // Both only fail for names that are no names.
    let _ = if value.is_empty() {
        element.remove_attribute(name)
    } else {
        element.set_attribute(name, value)
    };
}

fn with(id: &str, act: impl FnOnce(&Element)) {
    if let Some(element) = document().get_element_by_id(id) {
        act(&element);
    }
}

fn caret() -> Option<Caret> {
    let element = document().active_element()?;
    let id = element.id();
    let selection = match (
        element.dyn_ref::<HtmlInputElement>(),
        element.dyn_ref::<HtmlTextAreaElement>(),
    ) {
        (Some(input), _) => input
            .selection_start()
            .ok()
            .flatten()
            .zip(input.selection_end().ok().flatten()),
        (_, Some(area)) => area
            .selection_start()
            .ok()
            .flatten()
            .zip(area.selection_end().ok().flatten()),
        _ => None,
    };
    (!id.is_empty()).then_some(Caret { id, selection })
}

impl Caret {
    fn restore(self) {
        let still_there = document()
            .active_element()
            .is_some_and(|element| element.id() == self.id);
        if still_there || !focus(&self.id) {
            return;
        }
        let (Some((start, end)), Some(element)) = (self.selection, document().active_element()) else {
            return;
        };
        // Inputs without a caret, such as check boxes, refuse; there is nothing to restore in them.
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            let _ = input.set_selection_range(start, end);
        } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
            let _ = area.set_selection_range(start, end);
        }
    }
}

/// Whether an element is on the page.
pub(super) fn exists(id: &str) -> bool {
    document().get_element_by_id(id).is_some()
}

/// The pointer of the field that holds the focus.
pub(super) fn focused_field() -> Option<String> {
    let field = document().active_element()?.closest("[data-field]").ok()??;
    field.get_attribute("data-field")
}

/// Moves the focus to an element, opening the sections around it; false when it is not there.
pub(super) fn focus(id: &str) -> bool {
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    let mut outer = element.closest("details").ok().flatten();
    while let Some(details) = outer {
        set(&details, "open", "open");
        outer = details
            .parent_element()
            .and_then(|parent| parent.closest("details").ok().flatten());
    }
    focus_on(Some(element))
}

/// Moves the focus to the first of these that exists inside an element.
pub(super) fn focus_within(id: &str, selectors: &[&str]) -> bool {
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    let found = selectors
        .iter()
        .find_map(|selector| element.query_selector(selector).ok().flatten());
    focus_on(found)
}
