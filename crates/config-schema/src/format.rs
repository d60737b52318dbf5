//! `format`, asserted: a text is refused exactly when the authority refuses it.
//!
//! Formats that the authority ignores in the draft at hand are ignored here too. Internationalised names inside
//! `xn--` labels are the one place where the server may be stricter: it holds the Unicode tables, the browser does not.

mod clock;
mod hostname;
mod uri;

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::schema::Draft;

/// A `format` that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `2026-11-20`
    Date,
    /// `2026-11-20T08:30:00Z`
    DateTime,
    /// `08:30:00Z`
    Time,
    /// ISO 8601: `P3DT4H` (2020-12 only)
    Duration,
    /// RFC 5321
    Email,
    /// RFC 1123
    Hostname,
    /// Dotted decimal
    Ipv4,
    /// RFC 4291
    Ipv6,
    /// Absolute, RFC 3986
    Uri,
    /// Absolute or relative, RFC 3986
    UriReference,
    /// Absolute, RFC 3987
    Iri,
    /// Absolute or relative, RFC 3987
    IriReference,
    /// RFC 6570
    UriTemplate,
    /// RFC 4122 with hyphens (2020-12 only)
    Uuid,
    /// RFC 6901
    JsonPointer,
    /// A JSON Pointer that starts with a level count
    RelativeJsonPointer,
    /// ECMA-262
    Regex,
}

impl Format {
    /// The format `name` stands for in `draft`; `None` for formats that are only a remark.
    pub(crate) fn read(name: &str, draft: Draft) -> Option<Self> {
        Some(match name {
            "date" => Self::Date,
            "date-time" => Self::DateTime,
            "time" => Self::Time,
            "duration" if draft == Draft::Draft202012 => Self::Duration,
            "email" => Self::Email,
            "hostname" => Self::Hostname,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "uri" => Self::Uri,
            "uri-reference" => Self::UriReference,
            "iri" => Self::Iri,
            "iri-reference" => Self::IriReference,
            "uri-template" => Self::UriTemplate,
            "uuid" if draft == Draft::Draft202012 => Self::Uuid,
            "json-pointer" => Self::JsonPointer,
            "relative-json-pointer" => Self::RelativeJsonPointer,
            "regex" => Self::Regex,
            _ => return None,
        })
    }

    /// The name as schemas write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Email => "email",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::Iri => "iri",
            Self::IriReference => "iri-reference",
            Self::UriTemplate => "uri-template",
            Self::Uuid => "uuid",
            Self::JsonPointer => "json-pointer",
            Self::RelativeJsonPointer => "relative-json-pointer",
            Self::Regex => "regex",
        }
    }

    /// Whether `text` has this format.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Date => clock::is_date(text),
            Self::DateTime => clock::is_date_time(text),
            Self::Time => clock::is_time(text),
            Self::Duration => clock::is_duration(text),
            Self::Email => is_email(text),
            Self::Hostname => hostname::is_hostname(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Uri => uri::is_uri(text, uri::Alphabet::Ascii),
            Self::UriReference => uri::is_reference(text, uri::Alphabet::Ascii),
            Self::Iri => uri::is_uri(text, uri::Alphabet::Unicode),
            Self::IriReference => uri::is_reference(text, uri::Alphabet::Unicode),
            Self::UriTemplate => uri::is_template(text),
            Self::Uuid => is_uuid(text),
            Self::JsonPointer => crate::Pointer::parse(text).is_some(),
            Self::RelativeJsonPointer => is_relative_pointer(text),
            Self::Regex => is_regex(text),
        }
    }
}

fn is_email(text: &str) -> bool {
    // The parser refuses an empty quoted local part, which RFC 5321 allows.
    if let Some(domain) = text.strip_prefix("\"\"@") {
        return is_email(&format!("\"a\"@{domain}"));
    }
    let Ok(address) = text.parse::<email_address::EmailAddress>() else {
        return false;
    };
    address.local_part().is_ascii() && is_mail_domain(address.domain())
}

fn is_mail_domain(domain: &str) -> bool {
    const TAG: &str = "IPv6:";
    let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return hostname::is_hostname(domain);
    };
    match literal.get(..TAG.len()).filter(|tag| tag.eq_ignore_ascii_case(TAG)) {
        Some(_) => literal[TAG.len()..].parse::<Ipv6Addr>().is_ok(),
        None => literal.parse::<Ipv4Addr>().is_ok(),
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_relative_pointer(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (level, rest) = text.split_at(digits);
    let level_holds = level == "0" || (!level.is_empty() && !level.starts_with('0'));
    level_holds && (rest == "#" || crate::Pointer::parse(rest).is_some())
}

#[cfg(not(target_arch = "wasm32"))]
fn is_regex(text: &str) -> bool {
    jsonschema_regex::is_valid_ecma_regex(text)
}

#[cfg(target_arch = "wasm32")]
fn is_regex(text: &str) -> bool {
    crate::pattern::Pattern::compile(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FORMATS: [&str; 18] = [
        "date",
        "date-time",
        "time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "iri",
        "iri-reference",
        "uri-template",
        "uuid",
        "json-pointer",
        "relative-json-pointer",
        "regex",
        "unheard-of",
    ];

    const TEXTS: &[&str] = &[
        "",
        " ",
        "a",
        "a.b",
        "a..b",
        "-a",
        "a-",
        "a.",
        ".a",
        "A1-b.example",
        "xn--nxasmq6b",
        "xn--",
        "ab--cd",
        "a_b",
        "shop.example.org",
        "ops@example.org",
        "\"\"@example.org",
        "\"a b\"@example.org",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@[ipv6:zz]",
        "Ops <ops@example.org>",
        "a@b@c",
        "@a",
        "a@",
        "é@example.org",
        "a@é.org",
        "127.0.0.1",
        "127.0.0.01",
        "256.1.1.1",
        "::1",
        "::ffff:1.2.3.4",
        "fe80::1%eth0",
        "1::2::3",
        "2024-02-29",
        "2023-02-29",
        "2024-13-01",
        "2024-1-1",
        "2024-00-10",
        "2024-01-32",
        "10:20:30Z",
        "10:20:30",
        "23:59:60Z",
        "22:59:60Z",
        "22:59:60-01:00",
        "10:20:30.Z",
        "10:20:30.5+02:00",
        "10:20:30+2:00",
        "24:00:00Z",
        "10:20:30+24:00",
        "10:20:60+00:00",
        "00:59:60+01:00",
        "00:29:60+00:30",
        "2024-02-29T10:20:30Z",
        "2024-02-29t10:20:30z",
        "2024-02-29 10:20:30Z",
        "P1D",
        "PT1H",
        "P1Y2M3DT4H5M6S",
        "P1W",
        "P1WT1H",
        "P",
        "PT",
        "P1YD",
        "P1Y1D",
        "PT1H1S",
        "P1D1Y",
        "P1S",
        "1D",
        "PT1M1M",
        "P1DT",
        "https://example.org/a?b#c",
        "http://",
        "a:b",
        "1a:b",
        "//host/path",
        "/path",
        "path with space",
        "http://[::1]:80/",
        "http://[::1",
        "http://[v1.a]/",
        "http://a b/",
        "%41",
        "%4",
        "http://a:b/",
        "http://a:80:90/",
        "http://u:p@h/",
        "http://é.org/ü",
        "?q",
        "#f",
        "#f#f",
        "urn:uuid:1",
        "mailto:a@b.c",
        "http://h/{id}",
        "{",
        "}",
        "{a,b*}",
        "{a:0}",
        "{a:12345}",
        "{+a.b}",
        "{?a,b:10}",
        "{a b}",
        "100%",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "f81d4fae7dec11d0a76500a0c91e6bf6",
        "F81D4FAE-7DEC-11D0-A765-00A0C91E6BFG",
        "/a/b",
        "/a~0",
        "/a~2",
        "0",
        "0#",
        "01",
        "1/a",
        "1#a",
        "-1",
        "^a+$",
        "(",
        "a{2,1}",
        "\\",
        "[",
        "\u{e000}",
        "http://h/\u{e000}",
        "http://h?\u{e000}",
        "http://h/\u{fffe}",
    ];

    /// Every format against every text, in both drafts: the authority is the oracle.
    #[test]
    fn every_format_decides_like_the_authority() {
        for (draft, dialect) in [
            (Draft::Draft7, "http://json-schema.org/draft-07/schema#"),
            (Draft::Draft202012, "https://json-schema.org/draft/2020-12/schema"),
        ] {
            for name in FORMATS {
                let schema = json!({"$schema": dialect, "format": name});
                let authority = jsonschema::options()
                    .should_validate_formats(true)
                    .build(&schema)
                    .expect("a valid schema");
                for text in TEXTS {
                    let ours = Format::read(name, draft).is_none_or(|format| format.accepts(text));
                    assert_eq!(ours, authority.is_valid(&json!(text)), "{name} {text:?} in {dialect}");
                }
            }
        }
    }
}
