//! Says that the server has a newer version of the console, so that parts of this page can no longer be fetched.

use crate::i18n::*;
use crate::ui::on_window;
use crate::ui::toast::use_toast;
use leptos::ev;

/// What the loader of the page's code tells the window, once.
const OUTDATED: &str = "catalyst:outdated";

/// A page in use is not loaded anew by itself: somebody may be typing.
pub(super) fn tell_when_outdated() {
    let (locale, toasts) = (use_locale(), use_toast());
    on_window(ev::Custom::<ev::Event>::new(OUTDATED), move |_| {
        toasts.error(td_string!(locale, layout.outdated));
    });
}
