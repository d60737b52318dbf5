//! Something too wide for its place, which scrolls by itself instead of making the page scroll.

use leptos::prelude::*;

/// A part of the page that scrolls sideways. It takes the focus, so that arrow keys can scroll it.
#[component]
pub fn ScrollRegion(
    /// What is in it, for people who do not see it.
    #[prop(into)]
    label: String,
    /// Draws a border around it.
    #[prop(optional)]
    bordered: bool,
    children: Children,
) -> impl IntoView {
    let class = if bordered {
        "overflow-x-auto rounded-box border border-base-300"
    } else {
        "overflow-x-auto"
    };
    view! { <div class=class role="region" tabindex="0" aria-label=label>{children()}</div> }
}
