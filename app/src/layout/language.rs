//! The language of a page: the User's choice, else what the browser asks for.

use crate::i18n::use_i18n;
use crate::ui::words::Words;
use leptos::prelude::*;
use leptos_i18n::t_string;

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
    let i18n = use_i18n();
    Words {
        close: t_string!(i18n, common.close),
        dismiss: t_string!(i18n, common.dismiss),
        cancel: t_string!(i18n, common.cancel),
        copy: t_string!(i18n, common.copy),
        copied: t_string!(i18n, common.copied),
        clear: t_string!(i18n, common.clear),
        no_matches: t_string!(i18n, common.no_matches),
        required: t_string!(i18n, common.required),
        loading: t_string!(i18n, common.loading),
        error: t_string!(i18n, common.error),
        added: t_string!(i18n, common.added),
        removed: t_string!(i18n, common.removed),
        done: t_string!(i18n, common.done),
        current: t_string!(i18n, common.now),
    }
}
