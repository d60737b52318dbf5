//! Acting on a text when nobody has typed for a moment.

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use std::time::Duration;

/// How long nobody must have typed.
const MOMENT: Duration = Duration::from_millis(150);

/// Acts at once, and again whenever the text has not changed for a moment. Browser only.
pub fn when_still(text: RwSignal<String>, act: impl Fn() + Copy + 'static) {
    when_still_for(MOMENT, text, act);
}

/// Acts at once, and again whenever the text has not changed for so long. Browser only.
pub fn when_still_for(pause: Duration, text: RwSignal<String>, act: impl Fn() + Copy + 'static) {
    let act = move || {
        // It may be gone by then.
        if !text.is_disposed() {
            act();
        }
    };
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        let first = waiting.is_none();
        if let Some(waiting) = waiting.flatten() {
            waiting.clear();
        }
        text.track();
        if first {
            act();
            return None;
        }
        set_timeout_with_handle(act, pause).ok()
    });
}
