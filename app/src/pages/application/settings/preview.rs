//! What a change would write, as the control plane renders it.

use crate::i18n::*;
use crate::pages::application::model::history::preview_text;
use crate::ui::{Alert, DiffView, Tone};
use contract::application::Preview;
use leptos::prelude::*;

/// Warnings first, then the files.
#[component]
pub(super) fn PreviewView(preview: Preview) -> impl IntoView {
    let locale = use_locale();
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
        Some(text) => view! { <DiffView label=td_string!(locale, application.upgrade.files) diff=text /> }.into_any(),
        None => {
            view! { <p class="text-base-content/70">{td_string!(locale, application.upgrade.no_files)}</p> }.into_any()
        }
    };
    view! {
        <div class="flex flex-col gap-3">
            {warnings}
            <details open=true>
                <summary class="cursor-pointer font-medium">{td_string!(locale, application.upgrade.files)}</summary>
                <div class="mt-2">{files}</div>
            </details>
        </div>
    }
}
