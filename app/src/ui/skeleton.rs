//! Grey shapes while something loads.

use super::words::use_words;
use leptos::prelude::*;

/// Lines of text to come.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    let lines = (0..lines)
        .map(|_| view! { <div class="skeleton h-4 w-full"></div> })
        .collect_view();
    view! { <Waiting><div class="flex flex-col gap-3">{lines}</div></Waiting> }
}

/// A grid of cards to come.
#[component]
pub fn CardSkeleton(
    /// How many cards.
    #[prop(default = 6)]
    cards: usize,
) -> impl IntoView {
    let cards = (0..cards)
        .map(|_| view! { <div class="skeleton h-36"></div> })
        .collect_view();
    view! { <Waiting><div class="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">{cards}</div></Waiting> }
}

/// A table to come.
#[component]
pub fn TableSkeleton(
    /// How many rows.
    #[prop(default = 8)]
    rows: usize,
) -> impl IntoView {
    let rows = (0..rows)
        .map(|_| view! { <div class="skeleton h-9 w-full"></div> })
        .collect_view();
    view! { <Waiting><div class="flex flex-col gap-2">{rows}</div></Waiting> }
}

#[component]
fn Waiting(children: Children) -> impl IntoView {
    view! { <div role="status" aria-busy="true"><span class="sr-only">{use_words().loading}</span>{children()}</div> }
}
