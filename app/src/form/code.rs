//! The same document as YAML text, a chunk of its own: most people never open it.

mod secrets;
mod text;

use leptos::prelude::*;

use super::state::FormState;
use crate::i18n::*;
use crate::ui::{chunk, later};

chunk! {
    fn yaml_editor(state: FormState) -> AnyView {
        text::editor(state)
    }
}

/// Loads the editor when it is first shown. Server: the text is never the first thing shown.
pub(super) fn view(state: FormState) -> AnyView {
    let locale = use_locale();
    later(td_string!(locale, form.yaml_loading), move || yaml_editor(state))
}
