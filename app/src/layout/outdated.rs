//! Says that the server has a newer version of the console, so that parts of this page can no longer be fetched.

use crate::i18n::*;
use crate::ui::toast::use_toast;
use leptos::prelude::*;

/// What the loader of the page's code tells the window, once.
const OUTDATED: &str = "catalyst:outdated";

/// A page in use is not loaded anew by itself: somebody may be typing.
pub(super) fn tell_when_outdated() {
    let (locale, toasts) = (use_locale(), use_toast());
    Effect::new(move |_| {
        let listener = window_event_listener_untyped(OUTDATED, move |_| {
            toasts.error(td_string!(locale, layout.outdated));
        });
        on_cleanup(move || listener.remove());
    });
}
