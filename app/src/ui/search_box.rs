//! Search as you type.

use super::{icon::Icon, words::use_words};
use crate::ui::follow;
use leptos::prelude::*;

/// A search box with a button that empties it. Inside a `<form method="get">` it also works without WebAssembly.
#[component]
pub fn SearchBox(
    /// Id of the input.
    #[prop(into)]
    id: String,
    /// Accessible name; also shown while the box is empty.
    #[prop(into)]
    label: String,
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// Name in a plain form.
    #[prop(default = "q")]
    name: &'static str,
) -> impl IntoView {
    let words = use_words();
    let clear = follow(move || {
        (!value.with(String::is_empty)).then(|| {
            view! {
                <button
                    type="button"
                    class="btn btn-ghost btn-xs btn-circle"
                    aria-label=words.clear
                    on:click=move |_| on_input.run(String::new())
                >
                    <Icon name="x" />
                </button>
            }
        })
    });
    view! {
        <div class="input w-full">
            <Icon name="search" class="size-4 opacity-60" />
            <input
                type="search"
                id=id
                name=name
                class="grow"
                aria-label=label.clone()
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            {clear}
        </div>
    }
}
