//! Whether a dependency with a `when` is needed for the values in the form.
//!
//! Read here: one comparison `{{ eq .config.a.b value }}` or `ne`, and a bare path, alone or under `not`. Anything else
//! is [`Need::Undecided`]: the control plane decides it in the preview, nobody guesses.

use serde_json::Value;

/// Whether a dependency is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Yes.
    Needed,
    /// No.
    Skipped,
    /// The preview will tell.
    Undecided,
}

/// Judges a predicate over the effective values; no predicate means "needed".
#[must_use]
pub fn need(predicate: Option<&str>, values: &Value) -> Need {
    let Some(predicate) = predicate else {
        return Need::Needed;
    };
    match holds(predicate, values) {
        Some(true) => Need::Needed,
        Some(false) => Need::Skipped,
        None => Need::Undecided,
    }
}

fn holds(predicate: &str, values: &Value) -> Option<bool> {
    let inner = predicate
        .trim()
        .strip_prefix("{{")?
        .strip_suffix("}}")?
        .trim_matches('-')
        .trim();
    let (first, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    match first {
        "eq" | "ne" => {
            let (path, expected) = rest.trim().split_once(char::is_whitespace)?;
            let expected = serde_json::from_str::<Value>(expected.trim()).ok()?;
            Some((*at(path, values)? == expected) == (first == "eq"))
        }
        "not" => Some(!is_true(at(rest.trim(), values)?)),
        path if rest.is_empty() => Some(is_true(at(path, values)?)),
        _ => None,
    }
}

/// The value at `.config.a.b`; absent ones are `null`.
fn at<'v>(path: &str, values: &'v Value) -> Option<&'v Value> {
    let keys = [".config.", ".Values.", ".values.", ".parameters."]
        .iter()
        .find_map(|root| path.strip_prefix(root))?;
    let plain = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let mut found = values;
    for key in keys.split('.') {
        if !plain(key) {
            return None;
        }
        found = found.get(key).unwrap_or(&Value::Null);
    }
    Some(found)
}

/// What templates take for true.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn simple_predicates_are_decided_and_others_are_not_guessed() {
        let values = json!({"database": {"mode": "embedded"}, "parts": {"media": true}, "n": 0});
        for (predicate, expected) in [
            (r#"{{ eq .config.database.mode "embedded" }}"#, Need::Needed),
            (r#"{{- eq .config.database.mode "external" -}}"#, Need::Skipped),
            (r#"{{ ne .config.database.mode "external" }}"#, Need::Needed),
            ("{{ eq .config.parts.media true }}", Need::Needed),
            ("{{ eq .config.missing.too true }}", Need::Skipped),
            ("{{ not .config.n }}", Need::Needed),
            ("{{ .config.parts.media }}", Need::Needed),
            ("{{ and .config.parts.media .config.n }}", Need::Undecided),
            ("{{ eq (.config.n) 0 }}", Need::Undecided),
            ("config", Need::Undecided),
        ] {
            assert_eq!(need(Some(predicate), &values), expected, "{predicate}");
        }
        assert_eq!(need(None, &values), Need::Needed);
    }
}
