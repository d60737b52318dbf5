//! Code and other machine text: fixed width, left to right.

use super::copy::CopyButton;
use leptos::prelude::*;

/// A block of code that can be scrolled by keyboard and copied.
#[component]
pub fn CodeBlock(
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// The text.
    #[prop(into)]
    code: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="relative rounded-box border border-base-300 bg-base-200">
            <div class="absolute end-2 top-2"><CopyButton text=code /></div>
            <pre dir="ltr" tabindex="0" role="region" aria-label=label class="max-h-[60vh] overflow-auto p-4 pe-12 text-sm">
                <code>{move || code.get()}</code>
            </pre>
        </div>
    }
}
