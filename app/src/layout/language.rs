//! The language of a page: the User's choice, else what the browser asks for.

use crate::i18n::*;
use crate::ui::words::Words;
use leptos::prelude::*;

/// Applies the choice that the cookie remembers, and hands the primitives their words.
///
/// Browser: the server has already chosen, and wrote it on `<html>`.
#[component]
pub fn Language(children: Children) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(parts) = use_context::<http::request::Parts>()
        && let Some(locale) = crate::i18n::remembered(&parts.headers)
    {
        use_i18n().set_locale(locale);
    }
    provide_context(words());
    children()
}

fn words() -> Words {
    let locale = use_locale();
    Words {
        close: td_string!(locale, common.close),
        dismiss: td_string!(locale, common.dismiss),
        cancel: td_string!(locale, common.cancel),
        copy: td_string!(locale, common.copy),
        copied: td_string!(locale, common.copied),
        clear: td_string!(locale, common.clear),
        no_matches: td_string!(locale, common.no_matches),
        required: td_string!(locale, common.required),
        loading: td_string!(locale, common.loading),
        error: td_string!(locale, common.error),
        added: td_string!(locale, common.added),
        removed: td_string!(locale, common.removed),
        done: td_string!(locale, common.done),
        current: td_string!(locale, common.now),
    }
}
