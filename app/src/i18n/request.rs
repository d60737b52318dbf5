//! The language of a request, as its page speaks it: the User's choice, else what the browser asks for.

use super::Locale;
use crate::bootstrap::LOCALE_COOKIE;
use http::{HeaderMap, header};

/// The language to answer a request in.
#[must_use]
pub fn of_request(headers: &HeaderMap) -> Locale {
    remembered(headers).unwrap_or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
        let names = accepted.split([',', ' ']).filter_map(|name| name.split(';').next());
        <Locale as leptos_i18n::Locale>::find_locale(&names.collect::<Vec<_>>())
    })
}

/// The language that the cookie remembers.
fn remembered(headers: &HeaderMap) -> Option<Locale> {
    let mut cookies = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'));
    let value = cookies.find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == LOCALE_COOKIE).then_some(value)
    })?;
    value.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(cookie: &'static str, accepted: &'static str) -> Locale {
        of_request(&HeaderMap::from_iter([
            (header::COOKIE, http::HeaderValue::from_static(cookie)),
            (header::ACCEPT_LANGUAGE, http::HeaderValue::from_static(accepted)),
        ]))
    }

    #[test]
    fn a_choice_counts_more_than_what_the_browser_asks_for() {
        assert_eq!(language("catalyst_locale=ar", "en"), Locale::ar);
        assert_eq!(language("a=b; catalyst_locale=en", "ar-OM"), Locale::en);
        assert_eq!(language("catalyst_locale=xx", "ar-OM, ar;q=0.9, en;q=0.8"), Locale::ar);
        assert_eq!(language("a=b", "fr, en;q=0.5"), Locale::en);
        assert_eq!(language("a=b", ""), Locale::en);
    }
}
