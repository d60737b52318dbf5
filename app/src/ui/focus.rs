//! Where the keyboard is. Browser only.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// Moves the keyboard to the element with this id, if it is there.
pub(crate) fn focus(id: &str) {
    focus_on(document().get_element_by_id(id));
}

/// Moves the keyboard to an element; false when there is none that takes it.
pub(crate) fn focus_on(element: Option<Element>) -> bool {
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}
