//! What a plain word means, and how to write a text so that it stays one.

use serde_json::{Number, Value};

/// The YAML 1.2 core meaning of a plain scalar.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0o") {
        return unsigned(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return unsigned(digits, 16);
    }
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (body, None),
    };
    let (whole, fraction) = mantissa
        .split_once('.')
        .map_or((mantissa, None), |(whole, rest)| (whole, Some(rest)));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let holds = has_digits
        && all_digits(whole)
        && fraction.is_none_or(all_digits)
        && exponent.is_none_or(|exponent| !exponent.is_empty() && all_digits(exponent));
    if !holds {
        return None;
    }
    if fraction.is_none() && exponent.is_none() {
        let text = text.strip_prefix('+').unwrap_or(text);
        if let Ok(number) = text.parse::<i64>() {
            return Some(number.into());
        }
        if let Ok(number) = text.parse::<u64>() {
            return Some(number.into());
        }
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

fn unsigned(digits: &str, radix: u32) -> Option<Number> {
    let holds = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    holds
        .then(|| u64::from_str_radix(digits, radix).ok())
        .flatten()
        .map(Number::from)
}

/// A text as it may stand on one line of a block or in a flow collection: plain when nobody can misread it.
pub(super) fn write_text(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quote(text) }
}

fn is_plain(text: &str) -> bool {
    let starts_safely = text.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '/' | '_'));
    let safe = |character: char| {
        character.is_alphanumeric() || matches!(character, '_' | '.' | '/' | '@' | '+' | '-' | ' ' | '=' | '(' | ')')
    };
    starts_safely
        && !text.ends_with(' ')
        && text.chars().all(safe)
        && resolve(text) == Value::String(text.to_owned())
        && !is_old_word(text)
        && !is_old_number(text)
}

/// Words that YAML 1.1 readers take for booleans.
fn is_old_word(text: &str) -> bool {
    const WORDS: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Texts that YAML 1.1 readers take for numbers or dates: `1_000`, `0b1`, `2024-01-01`.
fn is_old_number(text: &str) -> bool {
    let numeric = text
        .chars()
        .all(|character| character.is_ascii_digit() || "_-.:+ TZtz".contains(character));
    (text.starts_with(|first: char| first.is_ascii_digit()) && numeric)
        || text.starts_with("0b")
        || text.starts_with("0x")
        || text.starts_with("0o")
}

/// A double-quoted text. JSON's escapes are YAML's; the rest of what YAML cannot print is escaped too.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\0'..='\x1F' | '\x7F'..='\u{A0}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(character)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_words_mean_what_the_core_schema_says() {
        for (text, value) in [
            ("Off", json!("Off")),
            ("no", json!("no")),
            ("on", json!("on")),
            ("true", json!(true)),
            ("~", json!(null)),
            ("", json!(null)),
            ("12", json!(12)),
            ("+12", json!(12)),
            ("-0", json!(0)),
            ("012", json!(12)),
            ("0o17", json!(15)),
            ("0xff", json!(255)),
            ("1.0", json!(1.0)),
            (".5", json!(0.5)),
            ("1e3", json!(1000.0)),
            ("1e", json!("1e")),
            (".", json!(".")),
            ("-", json!("-")),
            ("10Gi", json!("10Gi")),
            ("1_000", json!("1_000")),
            ("18446744073709551615", json!(u64::MAX)),
        ] {
            assert_eq!(resolve(text), value, "{text}");
        }
    }

    #[test]
    fn texts_that_could_be_misread_are_quoted() {
        for text in [
            "-all",
            "~all",
            "Off",
            "yes",
            "1.0",
            "null",
            "",
            " a",
            "a ",
            "a: b",
            "a #b",
            "2024-01-01",
            "1_000",
            "0b1",
            "*a",
            "&a",
            "!a",
            "{a",
            "[a",
            "%a",
            "@a",
            "`a",
            "a\nb",
            "#a",
            "12:30",
            "true",
            "a\tb",
            "\u{feff}",
        ] {
            assert!(
                write_text(text).starts_with('"'),
                "{text:?} became {}",
                write_text(text)
            );
        }
        for text in [
            "a",
            "10Gi",
            "shop.example.org",
            "ops@example.org",
            "/var/lib",
            "two words",
            "v1.2.3",
            "é",
        ] {
            let plain = text == "é" || write_text(text) == text;
            assert!(plain, "{text:?} became {}", write_text(text));
        }
    }
}
