//! What a person's input means for the document.

use config_schema::{Field, Kind};
use serde_json::{Number, Value};

/// An edit of one location.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    /// Store this value.
    Set(Value),
    /// Store nothing: the default applies, if there is one.
    Unset,
}

/// Text in a text field. Clearing means "nothing", except where only an empty text can replace what would stand there:
/// a default, an item of a list, an entry of a map.
pub(super) fn text(field: &Field, typed: &str) -> Entry {
    let default_shows = field
        .default
        .as_ref()
        .is_some_and(|default| default.as_str() != Some(""));
    if typed.is_empty() && !field.entry && !default_shows {
        Entry::Unset
    } else {
        Entry::Set(Value::String(typed.to_owned()))
    }
}

/// Text in a number field. What is no number is stored as typed: the check then says so, and nothing is lost.
pub(super) fn number(field: &Field, typed: &str) -> Entry {
    let plain: String = typed.trim().chars().map(western).collect();
    if plain.is_empty() && !field.entry {
        return Entry::Unset;
    }
    let unsigned = plain.strip_prefix('+').unwrap_or(&plain);
    match serde_json::from_str::<Number>(unsigned) {
        Ok(number) => Entry::Set(Value::Number(number)),
        Err(_) => Entry::Set(Value::String(typed.to_owned())),
    }
}

/// Digits as Arabic and Persian keyboards type them.
fn western(character: char) -> char {
    let digit = match character {
        '\u{660}'..='\u{669}' => u32::from(character) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(character) - 0x6f0,
        '\u{66b}' => return '.',
        other => return other,
    };
    char::from_digit(digit, 10).unwrap_or(character)
}

/// The option with this index of a choice; no index means "nothing chosen".
pub(super) fn choice(field: &Field, index: &str) -> Option<Entry> {
    if index.is_empty() {
        return Some(Entry::Unset);
    }
    let Kind::Choice(options) = &field.kind else {
        return None;
    };
    let option = options.get(index.parse::<usize>().ok()?)?;
    Some(Entry::Set(option.value.clone()))
}

/// A value as it stands in an input: text as it is, anything else as JSON.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config_schema::{Document, Form, Pointer};
    use serde_json::json;

    fn field(schema: Value) -> Field {
        let form = Form::compile(&json!({"type": "object", "properties": {"x": schema}}));
        Document::new(form).field(&Pointer::ROOT.child("x")).unwrap()
    }

    #[test]
    fn clearing_a_text_is_empty_only_where_a_default_would_return() {
        assert_eq!(text(&field(json!({"type": "string"})), ""), Entry::Unset);
        assert_eq!(text(&field(json!({"type": "string", "default": ""})), ""), Entry::Unset);
        assert_eq!(
            text(&field(json!({"type": "string", "default": "a"})), ""),
            Entry::Set(json!(""))
        );
    }

    #[test]
    fn numbers_are_read_in_both_scripts_and_kept_when_wrong() {
        let field = field(json!({"type": "number"}));
        for (typed, expected) in [
            ("12", json!(12)),
            ("+1.5", json!(1.5)),
            ("١٢٫٥", json!(12.5)),
            (" ۳ ", json!(3)),
            ("1e3", json!(1e3)),
            ("12x", json!("12x")),
            ("--", json!("--")),
        ] {
            assert_eq!(number(&field, typed), Entry::Set(expected), "{typed}");
        }
        assert_eq!(number(&field, "  "), Entry::Unset);
    }

    #[test]
    fn a_choice_is_made_by_value_not_by_text() {
        let field = field(json!({"enum": ["off", false, 0]}));
        assert_eq!(choice(&field, "1"), Some(Entry::Set(json!(false))));
        assert_eq!(choice(&field, "2"), Some(Entry::Set(json!(0))));
        assert_eq!(choice(&field, ""), Some(Entry::Unset));
        assert_eq!(choice(&field, "9"), None);
    }
}
