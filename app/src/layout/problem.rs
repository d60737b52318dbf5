//! Whole-page problems, each with what happened and the next step.

use leptos::prelude::*;

/// No such page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <h1>"Not found"</h1> }
}
