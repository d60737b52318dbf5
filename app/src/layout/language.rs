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
    if let Some(locale) = remembered() {
        use_i18n().set_locale(locale);
    }
    provide_context(words());
    children()
}

#[cfg(feature = "ssr")]
fn remembered() -> Option<crate::i18n::Locale> {
    let parts = use_context::<http::request::Parts>()?;
    let mut cookies = parts
        .headers
        .get_all(http::header::COOKIE)
        .into_iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'));
    let value = cookies.find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == crate::bootstrap::LOCALE_COOKIE).then_some(value)
    })?;
    value.parse().ok()
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
