//! Filter chips.

use super::icon::Icon;
use crate::ui::follow;
use leptos::prelude::*;

/// One filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chip {
    /// What is reported.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// How many things it would show.
    pub count: Option<usize>,
}

/// Filters that can be on or off, each a toggle button.
#[component]
pub fn ChipGroup(
    /// Name of the group, for assistive technology.
    #[prop(into)]
    label: String,
    /// The filters.
    #[prop(into)]
    chips: Signal<Vec<Chip>>,
    /// Values of those that are on.
    #[prop(into)]
    selected: Signal<Vec<String>>,
    /// Called with the value of the one that was switched.
    #[prop(into)]
    on_toggle: Callback<String>,
) -> impl IntoView {
    let chips = follow(move || {
        chips
            .get()
            .into_iter()
            .map(|chip| {
                let value = chip.value.clone();
                let on = Memo::new(move |_| selected.with(|selected| selected.contains(&value)));
                view! {
                    <button
                        type="button"
                        class="btn btn-sm rounded-full"
                        class=("btn-primary", on)
                        aria-pressed=move || if on.get() { "true" } else { "false" }
                        on:click=move |_| on_toggle.run(chip.value.clone())
                    >
                        {move || on.get().then(|| view! { <Icon name="check" class="size-3.5" /> })}
                        {chip.label}
                        {chip.count.map(|count| view! { <span class="opacity-70">{count}</span> })}
                    </button>
                }
            })
            .collect_view()
    });
    view! { <div role="group" aria-label=label class="flex flex-wrap gap-2">{chips}</div> }
}

/// A filter that is a link: it has an address and works before WebAssembly arrives.
#[component]
pub fn ChipLink(
    /// The page with the filter switched.
    #[prop(into)]
    href: String,
    /// What is shown.
    #[prop(into)]
    label: String,
    /// How many things it would show, where that is known before.
    #[prop(optional)]
    count: Option<usize>,
    /// It is on.
    is_chosen: bool,
) -> impl IntoView {
    view! {
        <a
            href=href
            data-noscroll=""
            class="btn btn-sm rounded-full font-normal"
            class=("btn-primary", is_chosen)
            aria-current=is_chosen.then_some("true")
        >
            {is_chosen.then(|| view! { <Icon name="check" class="size-3.5" /> })}
            <bdi>{label}</bdi>
            {count.map(|count| view! { " " <span class="tabular-nums opacity-70">{count}</span> })}
        </a>
    }
}
