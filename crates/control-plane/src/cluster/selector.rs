//! Kubernetes label and field selectors (§D.2).

use serde_json::Value;

/// The selector is not in Kubernetes' syntax.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a selector")]
pub(crate) struct BadSelector(String);

/// All of these must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Selector(Vec<Requirement>);

#[derive(Clone, Debug, PartialEq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Missing(String),
}

impl Selector {
    /// Reads `a=b,c!=d,e in (f,g),h,!i`.
    pub(crate) fn parse(text: &str) -> Result<Self, BadSelector> {
        split(text)
            .into_iter()
            .map(|part| requirement(part.trim()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether the labels of an object satisfy it.
    pub(crate) fn matches(&self, object: &Value) -> bool {
        let labels = object.pointer("/metadata/labels");
        let label = |key: &str| labels.and_then(|labels| labels.get(key)).and_then(Value::as_str);
        self.0.iter().all(|requirement| match requirement {
            Requirement::In(key, values) => label(key).is_some_and(|label| values.iter().any(|value| value == label)),
            Requirement::NotIn(key, values) => {
                !label(key).is_some_and(|label| values.iter().any(|value| value == label))
            }
            Requirement::Exists(key) => label(key).is_some(),
            Requirement::Missing(key) => label(key).is_none(),
        })
    }
}

/// Equality of `metadata.name`, `metadata.namespace` or `metadata.labels.<key>`, all of them.
pub(crate) fn fields_match(text: &str, object: &Value) -> Result<bool, BadSelector> {
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let bad = || BadSelector(part.to_owned());
        let (path, wanted) = part.split_once('=').ok_or_else(bad)?;
        let wanted = wanted.trim_start_matches('=').trim();
        let metadata = object.get("metadata");
        let found = match path.trim().strip_prefix("metadata.").ok_or_else(bad)? {
            field @ ("name" | "namespace") => metadata.and_then(|metadata| metadata.get(field)),
            other => {
                let label = other.strip_prefix("labels.").ok_or_else(bad)?;
                metadata.and_then(|metadata| metadata.get("labels")?.get(label))
            }
        };
        if found.and_then(Value::as_str) != Some(wanted) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Splits at commas outside parentheses.
fn split(text: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    text.split(|c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    })
    .filter(|part| !part.trim().is_empty())
    .collect()
}

fn requirement(part: &str) -> Result<Requirement, BadSelector> {
    let bad = || BadSelector(part.to_owned());
    let one = |key: &str, value: &str| Ok((key_of(key).ok_or_else(bad)?, vec![value.trim().to_owned()]));
    if let Some((key, value)) = part.split_once("!=") {
        return one(key, value).map(|(key, values)| Requirement::NotIn(key, values));
    }
    if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return one(key, value).map(|(key, values)| Requirement::In(key, values));
    }
    if let Some((key, set)) = part.split_once(" notin ") {
        return Ok(Requirement::NotIn(
            key_of(key).ok_or_else(bad)?,
            set_of(set).ok_or_else(bad)?,
        ));
    }
    if let Some((key, set)) = part.split_once(" in ") {
        return Ok(Requirement::In(
            key_of(key).ok_or_else(bad)?,
            set_of(set).ok_or_else(bad)?,
        ));
    }
    match part.strip_prefix('!') {
        Some(key) => key_of(key).map(Requirement::Missing).ok_or_else(bad),
        None => key_of(part).map(Requirement::Exists).ok_or_else(bad),
    }
}

fn key_of(text: &str) -> Option<String> {
    let text = text.trim();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    (!text.is_empty() && text.chars().all(allowed)).then(|| text.to_owned())
}

fn set_of(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some(inner.split(',').map(|value| value.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_is_decided() {
        let object = json!({"metadata": {"labels": {"app": "blog", "tier/x": "web"}}});
        for (selector, expected) in [
            ("app=blog", true),
            ("app==blog,tier/x!=db", true),
            ("app in (shop, blog)", true),
            ("app notin (blog)", false),
            ("app,!gone", true),
            ("gone", false),
            ("", true),
        ] {
            assert_eq!(
                Selector::parse(selector).unwrap().matches(&object),
                expected,
                "{selector}"
            );
        }
    }

    #[test]
    fn other_text_is_refused() {
        for selector in ["a b", "app in blog", "=x", "a,(b"] {
            assert!(Selector::parse(selector).is_err(), "{selector}");
        }
    }
}
