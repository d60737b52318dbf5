//! The same document as YAML text, a chunk of its own: most people never open it.

mod secrets;
mod text;

use leptos::prelude::*;

use super::state::FormState;
use crate::i18n::*;

#[cfg(feature = "split")]
#[lazy]
fn yaml_editor(state: FormState) -> AnyView {
    text::editor(state)
}

#[cfg(not(feature = "split"))]
async fn yaml_editor(state: FormState) -> AnyView {
    text::editor(state)
}

/// Loads the editor when it is first shown. Server: the text is never the first thing shown.
pub(super) fn view(state: FormState) -> AnyView {
    let locale = use_locale();
    let editor = move || Suspend::new(send_wrapper::SendWrapper::new(yaml_editor(state)));
    view! { <Suspense fallback=move || view! { <p>{td_string!(locale, form.yaml_loading)}</p> }>{editor}</Suspense> }
        .into_any()
}
