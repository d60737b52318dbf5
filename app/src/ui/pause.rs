//! Acting on a text when nobody has typed for a moment.

use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use std::time::Duration;

/// How long nobody must have typed.
const MOMENT: Duration = Duration::from_millis(150);

/// Acts at once, and again whenever the text has not changed for a moment. Browser only.
pub fn when_still(text: RwSignal<String>, act: impl Fn() + Copy + 'static) {
    let act = move || {
        // It may be gone by then.
        if !text.is_disposed() {
            act();
        }
    };
    when_still_for(MOMENT, move || text.track(), act);
}

/// Does one after another while `goes_on`, each as a task of its own, so that a key between them does not wait for all.
/// Browser only.
pub fn in_turns(goes_on: impl Fn() -> bool + 'static, steps: Vec<Box<dyn FnOnce()>>) {
    fn next(goes_on: impl Fn() -> bool + 'static, mut steps: std::vec::IntoIter<Box<dyn FnOnce()>>) {
        if goes_on()
            && let Some(step) = steps.next()
        {
            step();
            set_timeout(move || next(goes_on, steps), Duration::ZERO);
        }
    }
    next(goes_on, steps.into_iter());
}

/// Acts at once, and again whenever nothing that is tracked has changed for so long. Browser only.
pub fn when_still_for(pause: Duration, track: impl Fn() + 'static, act: impl Fn() + Copy + 'static) {
    Effect::new(move |before: Option<()>| {
        track();
        if before.is_none() {
            act();
        } else if let Ok(waiting) = set_timeout_with_handle(act, pause) {
            // Somebody goes on typing, or whoever wanted to act is gone.
            on_cleanup(move || waiting.clear());
        }
    });
}
