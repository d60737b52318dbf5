//! Short messages that come and go. Errors stay until they are dismissed.

use super::{Tone, follow::each, icon::Icon, words::use_words};
use leptos::prelude::*;
use std::time::Duration;

/// How long a message that is no error stays.
const STAY: Duration = Duration::from_secs(6);

#[derive(Clone, PartialEq, Eq)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
}

/// Shows messages from anywhere.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// It worked.
    pub fn success(self, text: impl Into<String>) {
        self.show(Tone::Success, text.into());
    }

    /// Worth knowing.
    pub fn info(self, text: impl Into<String>) {
        self.show(Tone::Info, text.into());
    }

    /// It failed. Stays until dismissed.
    pub fn error(self, text: impl Into<String>) {
        self.show(Tone::Error, text.into());
    }

    fn show(self, tone: Tone, text: String) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| shown.push(Toast { id, tone, text }));
        if tone != Tone::Error {
            set_timeout(move || self.dismiss(id), STAY);
        }
    }

    fn dismiss(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// The toasts of this page.
#[must_use]
pub fn use_toast() -> Toasts {
    use_context().unwrap_or_else(Toasts::new)
}

/// Provides toasts to everything below, and shows them.
#[component]
pub fn ToastProvider(children: Children) -> impl IntoView {
    let toasts = Toasts::new();
    provide_context(toasts);
    view! {
        {children()}
        <div class="toast toast-end toast-bottom z-50">
            <Region toasts errors=false />
            <Region toasts errors=true />
        </div>
    }
}

/// A live region must exist before its message does, so each kind has one that is always there.
#[component]
fn Region(toasts: Toasts, errors: bool) -> impl IntoView {
    let (role, live) = if errors {
        ("alert", "assertive")
    } else {
        ("status", "polite")
    };
    let shown = move || {
        toasts.shown.with(|shown| {
            let of_this_kind = shown.iter().filter(|toast| (toast.tone == Tone::Error) == errors);
            of_this_kind.cloned().collect::<Vec<_>>()
        })
    };
    view! {
        <div role=role aria-live=live class="flex flex-col gap-2">
            {each(shown, |toast| toast.id.to_string(), move |toast| view! { <Message toasts toast /> }.into_any())}
        </div>
    }
}

#[component]
fn Message(toasts: Toasts, toast: Toast) -> impl IntoView {
    let id = toast.id;
    view! {
        <div class=format!("{} max-w-sm shadow-lg", toast.tone.alert())>
            <Icon name=toast.tone.icon() class="size-5" />
            <span class="whitespace-normal wrap-anywhere">{toast.text}</span>
            <button
                type="button"
                class="btn btn-ghost btn-xs btn-circle"
                aria-label=use_words().dismiss
                on:click=move |_| toasts.dismiss(id)
            >
                <Icon name="x" />
            </button>
        </div>
    }
}
