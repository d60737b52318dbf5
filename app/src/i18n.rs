//! The texts of the console, compiled from `locales/`.
//!
//! A page speaks one language for as long as it lives: choosing another one loads the page anew. So texts are plain
//! strings, `td_string!(use_locale(), common.close)`, and not views that follow a signal: a view for each text would
//! cost more WebAssembly than the texts.

#[expect(
    deprecated,
    reason = "the build-script variant compiles a Unicode data generator on every fresh clone"
)]
mod generated {
    leptos_i18n::load_locales!();
}

pub mod plural;
#[cfg(feature = "ssr")]
mod request;

pub use generated::i18n::*;
#[cfg(feature = "ssr")]
pub use request::of_request;

use leptos::prelude::use_context;

/// The language of the page.
#[must_use]
pub fn use_locale() -> Locale {
    use_context().unwrap_or_default()
}

/// The language that a page is asked for in. Browser: the server has already chosen, and wrote it on `<html>`.
pub(crate) fn of_page() -> Locale {
    #[cfg(feature = "ssr")]
    let chosen = use_context::<http::request::Parts>().map(|parts| of_request(&parts.headers));
    #[cfg(not(feature = "ssr"))]
    let chosen = leptos::prelude::document()
        .document_element()
        .and_then(|root| root.get_attribute("lang")?.parse().ok());
    chosen.unwrap_or_default()
}

/// Puts values in the places of a text: `{name}` by name.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    // One pass, so that a value that holds a brace is never taken for a place.
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                let value = values.iter().find(|(known, _)| *known == name);
                filled.push_str(value.map_or("", |(_, value)| value));
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// A text of the language with values in it: `say!(use_locale(), application.ready_of, ready = 1, wanted = 2)`.
macro_rules! say {
    ($locale:expr, $($key:ident).+, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::fill(
            $crate::i18n::td_string!($locale, $($key).+),
            &[$((stringify!($name), $value.to_string().as_str())),+],
        )
    };
}
pub(crate) use say;

/// A text in the form that goes with a number, with the number in it as `{count}`:
/// `say_count!(use_locale(), bss.overview.pending_text, 3)`. The text has every form that some language needs.
macro_rules! say_count {
    ($locale:expr, $($key:ident).+, $count:expr $(,)?) => {{
        let (locale, count) = ($locale, $count);
        let text = match $crate::i18n::plural::form(locale, count) {
            $crate::i18n::plural::Form::Zero => $crate::i18n::td_string!(locale, $($key).+.zero),
            $crate::i18n::plural::Form::One => $crate::i18n::td_string!(locale, $($key).+.one),
            $crate::i18n::plural::Form::Two => $crate::i18n::td_string!(locale, $($key).+.two),
            $crate::i18n::plural::Form::Few => $crate::i18n::td_string!(locale, $($key).+.few),
            $crate::i18n::plural::Form::Many => $crate::i18n::td_string!(locale, $($key).+.many),
            $crate::i18n::plural::Form::Other => $crate::i18n::td_string!(locale, $($key).+.other),
        };
        $crate::i18n::fill(text, &[("count", count.to_string().as_str())])
    }};
}
pub(crate) use say_count;

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn values_are_put_in_place_once() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
        assert_eq!(fill("no place", &[("a", "1")]), "no place");
        assert_eq!(fill("open {", &[]), "open {");
    }
}
