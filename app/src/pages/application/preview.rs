//! What a change would write, as the control plane renders it.

use crate::i18n::*;
use crate::pages::application::model::history::preview_text;
use crate::ui::{Alert, DiffView, Tone};
use contract::application::Preview;
use leptos::prelude::*;

/// Warnings first, then the files.
#[component]
pub(super) fn PreviewView(
    preview: Preview,
    /// Heading of the differences; "changes in the repository" when absent.
    #[prop(optional)]
    title: Option<&'static str>,
    /// Said where nothing differs.
    #[prop(optional)]
    nothing: Option<&'static str>,
) -> impl IntoView {
    let locale = use_locale();
    let title = title.unwrap_or_else(|| td_string!(locale, application.upgrade.files));
    let nothing = nothing.unwrap_or_else(|| td_string!(locale, application.upgrade.no_files));
    let text = preview_text(&preview);
    let warnings = (!preview.warnings.is_empty()).then(|| {
        let items = preview
            .warnings
            .into_iter()
            .map(|warning| view! { <li><bdi>{warning}</bdi></li> });
        view! {
            <Alert tone=Tone::Warning title=td_string!(locale, application.upgrade.warnings)>
                <ul class="list-disc ps-5">{items.collect_view()}</ul>
            </Alert>
        }
    });
    let files = match text {
        Some(text) => view! { <DiffView label=title diff=text /> }.into_any(),
        None => view! { <p class="text-base-content/70">{nothing}</p> }.into_any(),
    };
    view! {
        <div class="flex flex-col gap-3">
            {warnings}
            <details open=true>
                <summary class="cursor-pointer font-medium">{title}</summary>
                <div class="mt-2">{files}</div>
            </details>
        </div>
    }
}
