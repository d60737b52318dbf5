//! Why the control plane refused a change.

use crate::i18n::*;
use crate::ui::{Alert, Tone};
use contract::ApiError;
use leptos::prelude::*;

/// A refusal in the flow of a page: what happened, on which fields, and what to do.
#[component]
pub(super) fn Refused(
    /// The refusal.
    error: ApiError,
    /// Heading; "it could not be saved" when absent.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    let locale = use_locale();
    let title = title.unwrap_or_else(|| td_string!(locale, application.settings.failed).to_owned());
    let fields = error.fields.iter().map(|field| {
        let place = field.pointer.trim_start_matches('/').replace('/', " › ");
        let place = (!place.is_empty()).then(|| view! { <bdi class="font-medium">{place}</bdi>": " });
        view! { <li>{place}<bdi>{field.message.clone()}</bdi></li> }
    });
    let fields = fields.collect_view();
    view! {
        <Alert tone=Tone::Error title=title>
            <p><bdi>{error.message}</bdi></p>
            <ul class="list-disc ps-5">{fields}</ul>
            {error.hint.map(|hint| view! { <p class="mt-1"><bdi>{hint}</bdi></p> })}
        </Alert>
    }
}
