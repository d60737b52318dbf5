//! There is nothing here, and what to do about it.

use super::icon::Icon;
use leptos::prelude::*;

/// An empty place: what belongs here, and the way to get it.
#[component]
pub fn EmptyState(
    /// Icon above the text.
    #[prop(default = "box")]
    icon: &'static str,
    /// What is not here.
    #[prop(into)]
    title: String,
    /// Buttons or links.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// Why, and what to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col items-center gap-3 rounded-box border border-dashed border-base-300 px-6 py-12 text-center">
            <Icon name=icon class="size-10 opacity-50" />
            <h2 class="text-lg font-semibold">{title}</h2>
            {children.map(|children| view! { <div class="max-w-prose text-base-content/70">{children()}</div> })}
            {actions.map(|actions| view! { <div class="flex flex-wrap justify-center gap-2">{actions.run()}</div> })}
        </div>
    }
}
