//! RFC 3986 and 3987 identifiers, RFC 6570 templates.

use std::net::Ipv6Addr;

/// Which characters beyond ASCII may stand unescaped.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Alphabet {
    /// RFC 3986
    Ascii,
    /// RFC 3987
    Unicode,
}

pub(super) fn is_uri(text: &str, alphabet: Alphabet) -> bool {
    split_scheme(text).is_some_and(|rest| is_relative(rest, true, alphabet))
}

pub(super) fn is_reference(text: &str, alphabet: Alphabet) -> bool {
    match split_scheme(text) {
        Some(rest) => is_relative(rest, true, alphabet),
        None => is_relative(text, false, alphabet),
    }
}

/// What follows `scheme:`; `None` when the text does not start with a scheme.
fn split_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let holds = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    holds.then_some(rest)
}

fn is_relative(text: &str, after_scheme: bool, alphabet: Alphabet) -> bool {
    let (text, fragment) = text
        .split_once('#')
        .map_or((text, ""), |(rest, fragment)| (rest, fragment));
    let (hierarchy, query) = text.split_once('?').map_or((text, ""), |(rest, query)| (rest, query));
    let path = match hierarchy.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if !is_authority(authority, alphabet) {
                return false;
            }
            path
        }
        None => hierarchy,
    };
    // Without a scheme, a colon in the first segment would read as one.
    let first_segment = hierarchy.split('/').next().unwrap_or_default();
    let reads_as_scheme = !after_scheme && first_segment.contains(':');
    !reads_as_scheme
        && consists_of(path, "/:@", alphabet, false)
        && consists_of(query, "/?:@", alphabet, true)
        && consists_of(fragment, "/?:@", alphabet, false)
}

fn is_authority(text: &str, alphabet: Alphabet) -> bool {
    let (user, host_port) = text.rsplit_once('@').map_or(("", text), |(user, rest)| (user, rest));
    let (host_holds, port) = if let Some(rest) = host_port.strip_prefix('[') {
        let Some((literal, port)) = rest.split_once(']') else {
            return false;
        };
        (is_ip_literal(literal), port)
    } else {
        let (host, port) = host_port.split_at(host_port.find(':').unwrap_or(host_port.len()));
        (consists_of(host, "", alphabet, false), port)
    };
    let port_holds = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    host_holds && port_holds && consists_of(user, ":", alphabet, false)
}

fn is_ip_literal(text: &str) -> bool {
    let Some(future) = text.strip_prefix(['v', 'V']) else {
        return text.parse::<Ipv6Addr>().is_ok();
    };
    let Some((version, address)) = future.split_once('.') else {
        return false;
    };
    !version.is_empty()
        && version.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !address.is_empty()
        && !address.contains('%')
        && consists_of(address, ":", Alphabet::Ascii, false)
}

/// Unreserved characters, sub-delimiters, percent escapes, and `extra`; private-use characters only in an IRI's query.
fn consists_of(text: &str, extra: &str, alphabet: Alphabet, private_use: bool) -> bool {
    const ALWAYS: &str = "-._~!$&'()*+,;=";
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let allowed = match character {
            '%' => [characters.next(), characters.next()]
                .iter()
                .all(|hex| hex.is_some_and(|hex| hex.is_ascii_hexdigit())),
            character if character.is_ascii() => {
                character.is_ascii_alphanumeric() || ALWAYS.contains(character) || extra.contains(character)
            }
            character => {
                alphabet == Alphabet::Unicode && (is_ucschar(character) || (private_use && is_private(character)))
            }
        };
        if !allowed {
            return false;
        }
    }
    true
}

fn is_ucschar(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF)
        || ((0x1_0000..0xF_0000).contains(&code) && code & 0xFFFF <= 0xFFFD && !(0xE_0000..0xE_1000).contains(&code))
}

fn is_private(character: char) -> bool {
    matches!(u32::from(character), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

pub(super) fn is_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (literal, expression) = rest.split_at(at);
        let Some((expression, after)) = expression.strip_prefix('{').and_then(|body| body.split_once('}')) else {
            return false;
        };
        if !is_template_literal(literal) || !is_expression(expression) {
            return false;
        }
        rest = after;
    }
    is_template_literal(rest)
}

fn is_template_literal(text: &str) -> bool {
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let allowed = match character {
            '%' => [characters.next(), characters.next()]
                .iter()
                .all(|hex| hex.is_some_and(|hex| hex.is_ascii_hexdigit())),
            '\0'..=' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '|' | '\x7F' => false,
            _ => true,
        };
        if !allowed {
            return false;
        }
    }
    true
}

fn is_expression(text: &str) -> bool {
    text.strip_prefix(|first| "+#./;?&=,!@|".contains(first))
        .unwrap_or(text)
        .split(',')
        .all(is_variable)
}

fn is_variable(text: &str) -> bool {
    let name = match text.split_once(':') {
        Some((name, length)) => {
            let holds = (1..=4).contains(&length.len())
                && length.bytes().all(|byte| byte.is_ascii_digit())
                && !length.starts_with('0');
            if !holds {
                return false;
            }
            name
        }
        None => text.strip_suffix('*').unwrap_or(text),
    };
    name.split('.').all(|part| {
        !part.is_empty()
            && consists_of(part, "", Alphabet::Ascii, false)
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'%'))
    })
}
