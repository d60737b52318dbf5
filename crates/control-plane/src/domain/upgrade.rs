//! Moving to another Blueprint version: what is allowed, and what a person should know first.

use super::defaults::resolve;
use super::refusal::Refusal;
use crate::catalog::Blueprint;
use serde_json::{Map, Value};

/// Refuses a version that the target blocks or does not upgrade from.
pub(crate) fn check(from: &Blueprint, to: &Blueprint) -> Result<(), Refusal> {
    if from.version == to.version {
        return Ok(());
    }
    let (Some(old), Some(new)) = (from.semver(), to.semver()) else {
        return Err(Refusal::Invalid(format!(
            "{} is not a version to compare with",
            to.version
        )));
    };
    let matches = |which: &str| {
        let patterns = to.upgrade_patterns(which)?;
        Some(patterns.iter().any(|pattern| pattern_matches(pattern, &old)))
    };
    let blocked = matches("blocks") == Some(true);
    // An empty or missing list says nothing; a filled one is an allow-list. Back is never on it.
    let listed =
        to.upgrade_patterns("from").is_none_or(|patterns| patterns.is_empty()) || matches("from") == Some(true);
    if blocked || (new > old && !listed) {
        let from = to.upgrade_patterns("from").unwrap_or_default().join(", ");
        return Err(Refusal::Conflict {
            detail: format!("{} cannot be upgraded from {}", to.id(), from_text(&old)),
            hint: format!("It upgrades from {from}: go there first."),
        });
    }
    Ok(())
}

fn from_text(version: &semver::Version) -> String {
    version.to_string()
}

/// `1.2.x`, `1.x`, `*` or an exact version.
fn pattern_matches(pattern: &str, version: &semver::Version) -> bool {
    let parts = [version.major, version.minor, version.patch];
    pattern
        .trim()
        .trim_start_matches('v')
        .split('.')
        .zip(parts)
        .all(|(pattern, part)| matches!(pattern, "x" | "X" | "*") || pattern.parse() == Ok(part))
}

/// What an upgrade does to the settings a person made, in sentences.
pub(crate) fn warnings(from: &Blueprint, to: &Blueprint, overrides: &Map<String, Value>) -> Vec<String> {
    let mut warnings = Vec::new();
    if let (Some(old), Some(new)) = (from.semver(), to.semver()) {
        if new < old {
            warnings.push(format!(
                "{} is older than {}: data written by the newer one may not be readable.",
                to.version, from.version
            ));
        } else if new.major > old.major {
            warnings.push(format!(
                "{} is a major version: read its notes before going on.",
                to.version
            ));
        }
    }
    let (Some(old), Some(new)) = (from.config_schema(), to.config_schema()) else {
        return warnings;
    };
    let mut compare = Compare {
        old,
        new,
        warnings: &mut warnings,
    };
    compare.objects(old, new, &Value::Object(overrides.clone()), "");
    warnings
}

struct Compare<'a> {
    old: &'a Value,
    new: &'a Value,
    warnings: &'a mut Vec<String>,
}

impl Compare<'_> {
    fn objects(&mut self, old: &Value, new: &Value, overrides: &Value, at: &str) {
        let (old, new) = (resolve(self.old, old), resolve(self.new, new));
        let none = Map::new();
        let properties = |schema: &Value| schema.get("properties").and_then(Value::as_object).cloned();
        let (old, new) = (properties(old).unwrap_or_default(), properties(new).unwrap_or_default());
        let set = overrides.as_object().unwrap_or(&none);
        for (name, schema) in &old {
            let path = path(at, name);
            match new.get(name) {
                Some(next) => {
                    self.changed(schema, next, set.contains_key(name), &path);
                    self.objects(schema, next, set.get(name).unwrap_or(&Value::Null), &path);
                }
                None => {
                    let successor = successor(&new, &old, name, schema);
                    let renamed = successor
                        .map(|name| format!(" It may now be called {name}."))
                        .unwrap_or_default();
                    let lost = if set.contains_key(name) {
                        " The value you set will not be used."
                    } else {
                        ""
                    };
                    self.warnings.push(format!("{path} no longer exists.{lost}{renamed}"));
                }
            }
        }
    }

    fn changed(&mut self, old: &Value, new: &Value, set: bool, path: &str) {
        let default = |schema: &Value| schema.get("default").cloned();
        if !set && default(old) != default(new) && !old.get("properties").is_some_and(Value::is_object) {
            let show = |value: Option<Value>| value.map_or_else(|| "nothing".to_owned(), |value| value.to_string());
            self.warnings.push(format!(
                "The default of {path} changes from {} to {}.",
                show(default(old)),
                show(default(new))
            ));
        }
        if old.get("type") != new.get("type") && old.get("type").is_some() {
            self.warnings.push(format!("{path} takes another kind of value now."));
        }
        if new.get("deprecated") == Some(&Value::Bool(true)) && old.get("deprecated") != new.get("deprecated") {
            self.warnings
                .push(format!("{path} is deprecated: it will go away in a later version."));
        }
    }
}

/// A new property that says it replaces `name`, or the only new one of the same title.
fn successor<'a>(new: &'a Map<String, Value>, old: &Map<String, Value>, name: &str, schema: &Value) -> Option<&'a str> {
    let title = schema.get("title").and_then(Value::as_str);
    let candidate = |(key, property): &(&'a String, &'a Value)| {
        let says = property.get("x-catalyst-ui-renamed-from").and_then(Value::as_str) == Some(name);
        let alike = title.is_some() && property.get("title").and_then(Value::as_str) == title;
        !old.contains_key(*key) && (says || alike)
    };
    new.iter().find(candidate).map(|(key, _)| key.as_str())
}

fn path(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    }
}

/// The overrides that the new schema still knows, so that a removed key does not fail the upgrade it was warned about.
pub(crate) fn carried_over(from: &Blueprint, to: &Blueprint, overrides: &Map<String, Value>) -> Map<String, Value> {
    let (Some(old), Some(new)) = (from.config_schema(), to.config_schema()) else {
        return overrides.clone();
    };
    prune(old, new, old, new, overrides)
}

fn prune(
    old_root: &Value,
    new_root: &Value,
    old: &Value,
    new: &Value,
    overrides: &Map<String, Value>,
) -> Map<String, Value> {
    let (old, new) = (resolve(old_root, old), resolve(new_root, new));
    let property = |schema: &Value, name: &str| schema.get("properties").and_then(|all| all.get(name)).cloned();
    let keep = |(name, value): (&String, &Value)| match (property(old, name), property(new, name)) {
        (Some(_), None) => None,
        (Some(old), Some(new)) => Some(match value {
            Value::Object(fields) => (
                name.clone(),
                Value::Object(prune(old_root, new_root, &old, &new, fields)),
            ),
            other => (name.clone(), other.clone()),
        }),
        (None, _) => Some((name.clone(), value.clone())),
    };
    overrides.iter().filter_map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_by_part() {
        let version = semver::Version::new(1, 2, 3);
        for (pattern, expected) in [
            ("1.2.x", true),
            ("1.x", true),
            ("*", true),
            ("0.x", false),
            ("1.2.4", false),
        ] {
            assert_eq!(pattern_matches(pattern, &version), expected, "{pattern}");
        }
    }
}
