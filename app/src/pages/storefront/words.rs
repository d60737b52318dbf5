//! What apps are called in the reader's language.

use crate::i18n::*;
use contract::catalog::CardText;
use contract::storefront::StoreApp;

/// The name of an app.
pub(super) fn app_title(app: &StoreApp, locale: Locale) -> String {
    translated(app, locale, |text| &text.title)
        .unwrap_or(&app.name)
        .to_owned()
}

/// What an app is, in one line.
pub(super) fn app_tagline(app: &StoreApp, locale: Locale) -> String {
    translated(app, locale, |text| &text.tagline)
        .unwrap_or(&app.tagline)
        .to_owned()
}

fn translated<'a>(app: &'a StoreApp, locale: Locale, read: impl Fn(&'a CardText) -> &'a String) -> Option<&'a String> {
    app.translations
        .get(locale.as_str())
        .map(read)
        .filter(|text| !text.is_empty())
}
