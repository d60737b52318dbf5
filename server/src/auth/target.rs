//! Where to go after signing in: a path of this console, never another site.

use http::{HeaderValue, Uri};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer};

/// Everything that a `Location` header may not carry as it is.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// A path and query on this origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(String);

impl Target {
    /// Takes a path as a browser would resolve it; anything that could leave the origin becomes the home page.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        // Browsers read `\` as `/` and skip tabs and line breaks, so `/\host` and `/<tab>/host` name other sites.
        let is_path = text.starts_with('/') && !text.starts_with("//");
        let is_plain = !text.contains('\\') && !text.chars().any(char::is_control);
        if is_path && is_plain {
            Self(utf8_percent_encode(text, UNSAFE).to_string())
        } else {
            Self::default()
        }
    }

    /// Path and query of a request.
    #[must_use]
    pub fn of(uri: &Uri) -> Self {
        uri.path_and_query()
            .map_or_else(Self::default, |path| Self::parse(path.as_str()))
    }

    /// The path and query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path and query as a value of another query.
    #[must_use]
    pub fn as_query_value(&self) -> String {
        utf8_percent_encode(&self.0, NON_ALPHANUMERIC).to_string()
    }

    /// As the value of `Location`.
    #[must_use]
    pub fn location(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("/"))
    }
}

impl Default for Target {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::parse(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_this_console_are_kept() {
        for path in ["/", "/marketplace?q=a&b=%20", "/environments/acme-prod#x"] {
            assert_eq!(Target::parse(path).as_str(), path);
        }
    }

    #[test]
    fn nothing_leaves_this_origin() {
        for hostile in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            "evil.example",
            " //evil.example",
        ] {
            assert_eq!(Target::parse(hostile), Target::default(), "{hostile:?}");
        }
    }

    #[test]
    fn letters_beyond_ascii_can_be_a_location() {
        assert_eq!(Target::parse("/بحث").location(), "/%D8%A8%D8%AD%D8%AB");
    }
}
