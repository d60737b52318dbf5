//! Search as you type.

use super::{icon::Icon, words::use_words};
use crate::ui::follow;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// A search of a page: narrows with every key; without WebAssembly, on Enter.
#[component]
pub fn SearchForm(
    /// Id of the input.
    #[prop(into)]
    id: String,
    /// Accessible name of the input; also shown while it is empty.
    #[prop(into)]
    label: String,
    /// The page itself, without a query.
    #[prop(into)]
    action: String,
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// What else the address says, by its names there: it stays. What is absent is left out.
    #[prop(optional, into)]
    kept: Signal<Vec<(&'static str, Option<String>)>>,
) -> impl IntoView {
    let hidden = follow(move || {
        let fields = kept.get().into_iter();
        fields
            .filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }))
            .collect_view()
    });
    view! {
        <form
            role="search"
            method="get"
            action=action
            class="min-w-60 grow"
            on:submit=|event: SubmitEvent| event.prevent_default()
        >
            {hidden}
            <SearchBox id label value on_input />
        </form>
    }
}

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
