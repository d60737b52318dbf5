//! Whole-page problems, each with what happened and the next step.

use contract::ApiError;
use leptos::prelude::*;

/// No such page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <h1>"Not found"</h1> }
}

/// A refusal or failure in the place of what was asked for.
#[component]
pub fn Problem(
    /// What happened.
    error: ApiError,
    /// Asks again.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let _ = retry;
    view! { <p>{error.message}</p> }
}
