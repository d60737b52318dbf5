//! The language of a page.

use crate::i18n::*;
use crate::ui::words::Words;
use leptos::prelude::*;

/// Says the language of the page to everything in it, and hands the primitives their words.
#[component]
pub fn Language(children: Children) -> impl IntoView {
    let locale = of_page();
    provide_context(locale);
    provide_context(words(locale));
    children()
}

fn words(locale: Locale) -> Words {
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
