//! Short messages that come and go.

use leptos::prelude::*;

/// Provides toasts to everything below.
#[component]
pub fn ToastProvider(children: Children) -> impl IntoView {
    children()
}
