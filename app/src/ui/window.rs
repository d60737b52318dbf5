//! Events of the window.

use leptos::ev::EventDescriptor;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// Acts on an event of the window for as long as the view lives that asks for it.
pub fn on_window<E>(event: E, act: impl Fn(E::EventType) + Clone + 'static)
where
    E: EventDescriptor + Clone + 'static,
    E::EventType: JsCast,
{
    Effect::new(move |_| {
        let listener = window_event_listener(event.clone(), act.clone());
        on_cleanup(move || listener.remove());
    });
}
