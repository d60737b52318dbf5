//! The button that lays the text of an editor beside what it was.

use super::monaco::Editor;
use crate::i18n::*;
use crate::ui::{Button, Size, follow};
use leptos::prelude::*;

/// Shows and hides what was, which may become something else meanwhile.
#[component]
pub fn Compare(editor: Editor, #[prop(into)] original: Signal<String>) -> impl IntoView {
    let locale = use_locale();
    let comparing = RwSignal::new(false);
    Effect::new(move |before: Option<bool>| {
        let now = comparing.get();
        match now {
            true => original.with(|original| editor.compare_with(Some(original))),
            false if before == Some(true) => editor.compare_with(None),
            false => {}
        }
        now
    });
    let label = follow(move || match comparing.get() {
        true => td_string!(locale, common.compare_stop),
        false => td_string!(locale, common.compare),
    });
    view! { <Button size=Size::Small on_click=move |_| comparing.update(|now| *now = !*now)>{label}</Button> }
}
