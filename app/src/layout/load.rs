//! Shows what a page asked for: the wait, the data, or the right problem.

use super::problem::Problem;
use crate::ui::{Skeleton, follow};
use contract::ApiError;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// The data of a page: a skeleton while it is on its way, then the view, or what went wrong and how to go on.
///
/// Server: also sets the status of the response.
#[component]
pub fn Loaded<T>(
    /// What was asked for; `Resource::new_blocking` where the page is useless without it.
    #[prop(into)]
    resource: Resource<Result<T, ApiError>>,
    /// Shown while waiting.
    #[prop(optional, into)]
    skeleton: Option<ViewFn>,
    /// Shows the data: `move |data| view! { … }.into_any()`.
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let content = follow(move || {
        let arrived = resource.get()?;
        Some(match arrived {
            Ok(data) => view(data),
            Err(error) => view! { <Problem error retry=Callback::new(move |()| resource.refetch()) /> }.into_any(),
        })
    });
    let skeleton = skeleton.unwrap_or_else(|| ViewFn::from(|| view! { <Skeleton /> }));
    view! { <Transition fallback=move || skeleton.run()>{content}</Transition> }
}
