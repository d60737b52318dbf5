//! Copies a text to the clipboard.

use super::{icon::Icon, words::use_words};
use leptos::prelude::*;
use std::time::Duration;

/// A button that copies, and says that it did.
#[component]
pub fn CopyButton(
    /// What to copy.
    #[prop(into)]
    text: Signal<String>,
    /// Accessible name; "Copy" when absent.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let words = use_words();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let clipboard = window().navigator().clipboard();
        // Browsers offer it to secure origins only.
        if clipboard.is_undefined() {
            return;
        }
        let writing = js_sys::futures::JsFuture::from(clipboard.write_text(&text.get_untracked()));
        leptos::task::spawn_local(async move {
            if writing.await.is_ok() {
                copied.try_set(true);
                set_timeout(
                    move || {
                        copied.try_set(false);
                    },
                    Duration::from_secs(2),
                );
            }
        });
    };
    let icon = Signal::derive(move || if copied.get() { "check" } else { "copy" });
    let label = label.unwrap_or_else(|| words.copy.to_owned());
    view! {
        <button type="button" class="btn btn-ghost btn-xs btn-square" aria-label=label on:click=copy>
            <Icon name=icon />
        </button>
        <span class="sr-only" role="status">{move || copied.get().then_some(words.copied)}</span>
    }
}
