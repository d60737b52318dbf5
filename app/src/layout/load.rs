//! Shows what a page asked for: the wait, the data, or the right problem.

use super::problem::Problem;
use crate::asked::Asked;
use crate::ui::{Skeleton, follow};
use contract::ApiError;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// The data of a page: a skeleton while it is on its way, then the view, or what went wrong and how to go on.
///
/// Server: also sets the status of the response.
#[component]
pub fn Loaded<T>(
    /// What was asked for.
    asked: Asked<T>,
    /// Shown while waiting.
    #[prop(optional, into)]
    skeleton: Option<ViewFn>,
    /// Shows the data: `move |data| view! { … }.into_any()`.
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let shown = move || Some(asked.get()?.map(&view));
    let retry = Callback::new(move |()| asked.refetch());
    waiting(Arc::new(shown), retry, skeleton)
}

/// The wait and the problem, whatever the data are.
fn waiting(
    shown: Arc<dyn Fn() -> Option<Result<AnyView, ApiError>> + Send + Sync>,
    retry: Callback<()>,
    skeleton: Option<ViewFn>,
) -> AnyView {
    let content = follow(move || Some(shown()?.unwrap_or_else(|error| view! { <Problem error retry /> }.into_any())));
    let skeleton = skeleton.unwrap_or_else(|| ViewFn::from(|| view! { <Skeleton /> }));
    view! { <Transition fallback=move || skeleton.run()>{content}</Transition> }.into_any()
}
