//! Which versions an Application may move to.

use config_schema::{Form, Pointer, UpgradeNote, compare_schemas};
use contract::BlueprintVersion;
use contract::catalog::CatalogBlueprint;
use semver::Version;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// Whether a version can be reached from where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// In one step.
    Allowed,
    /// The target refuses the current version outright.
    Blocked {
        /// Versions it does accept; may be empty.
        from: Vec<String>,
    },
    /// The target names the versions it accepts, and the current one is not among them.
    NotListed {
        /// Versions it accepts.
        from: Vec<String>,
    },
    /// Its document is broken.
    Broken {
        /// Why.
        reason: String,
    },
}

/// A version that is newer than the current one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The version.
    pub version: BlueprintVersion,
    /// Whether it can be reached.
    pub eligibility: Eligibility,
    /// The first number differs: a person should read the notes first.
    pub is_major: bool,
}

/// Versions newer than `current`, newest first. What is no semantic version cannot be compared and is left out.
#[must_use]
pub fn newer<'a>(
    current: &BlueprintVersion,
    versions: impl IntoIterator<Item = &'a BlueprintVersion>,
) -> Vec<BlueprintVersion> {
    let Some(current) = parse(current.as_str()) else {
        return Vec::new();
    };
    let mut newer: Vec<(Version, &BlueprintVersion)> = versions
        .into_iter()
        .filter_map(|version| Some((parse(version.as_str())?, version)))
        .filter(|(version, _)| *version > current)
        .collect();
    newer.sort_by(|(one, _), (other, _)| other.cmp(one));
    newer.dedup_by(|(one, _), (other, _)| one == other);
    newer.into_iter().map(|(_, version)| version.clone()).collect()
}

/// Judges one newer version by its own document.
#[must_use]
pub fn candidate(current: &BlueprintVersion, target: &CatalogBlueprint) -> Candidate {
    let major = |version: &BlueprintVersion| parse(version.as_str()).map(|version| version.major);
    Candidate {
        version: target.version.clone(),
        eligibility: eligibility(current.as_str(), target),
        is_major: major(current) != major(&target.version),
    }
}

fn eligibility(current: &str, target: &CatalogBlueprint) -> Eligibility {
    if let Some(reason) = &target.error {
        return Eligibility::Broken { reason: reason.clone() };
    }
    let patterns = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
    let matches = |patterns: &[String]| patterns.iter().any(|pattern| pattern_matches(pattern, current));
    let from = patterns(&target.upgrade_from);
    if matches(&patterns(&target.upgrade_blocks)) {
        return Eligibility::Blocked { from };
    }
    // A missing or empty list says nothing; a filled one is an allow-list.
    if from.is_empty() || matches(&from) {
        Eligibility::Allowed
    } else {
        Eligibility::NotListed { from }
    }
}

/// `1.2.x`, `1.x`, `*`, a prefix such as `1`, or an exact version. The three numbers decide; pre-release tags do not.
#[must_use]
pub fn pattern_matches(pattern: &str, version: &str) -> bool {
    let Some(version) = parse(version) else { return false };
    let pattern = pattern.trim().trim_start_matches('v');
    let parts = [version.major, version.minor, version.patch];
    !pattern.is_empty()
        && pattern
            .split('.')
            .zip(parts)
            .all(|(pattern, part)| matches!(pattern, "x" | "X" | "*") || pattern.parse() == Ok(part))
}

/// How two versions are ordered; `None` when one of them is no semantic version.
#[must_use]
pub fn compare(one: &BlueprintVersion, other: &BlueprintVersion) -> Option<Ordering> {
    Some(parse(one.as_str())?.cmp(&parse(other.as_str())?))
}

/// What the new version means for these overrides. A secret that is kept cannot be judged by its mask.
#[must_use]
pub fn notes(old: &Form, new: &Form, overrides: &Value, mask: &str) -> Vec<UpgradeNote> {
    let mut notes = compare_schemas(old, new, overrides);
    notes.retain(|note| match note {
        UpgradeNote::NowInvalid { issue } => issue.pointer.get(overrides).is_none_or(|value| value != mask),
        _ => true,
    });
    notes
}

/// The overrides to start the new version's form with: what no longer exists is left out, what was renamed moves.
#[must_use]
pub fn carried_over(overrides: &Value, notes: &[UpgradeNote]) -> Map<String, Value> {
    let mut carried = overrides.clone();
    for note in notes {
        let UpgradeNote::Removed { pointer, renamed_to } = note else {
            continue;
        };
        let value = take(&mut carried, pointer);
        if let (Some(value), Some(target)) = (value, renamed_to)
            && target.get(&carried).is_none()
        {
            put(&mut carried, target, value);
        }
    }
    match carried {
        Value::Object(carried) => carried,
        _ => Map::new(),
    }
}

fn take(document: &mut Value, at: &Pointer) -> Option<Value> {
    let (parent, key) = (at.parent()?, at.last()?);
    document
        .pointer_mut(parent.as_str())?
        .as_object_mut()?
        .shift_remove(key.as_ref())
}

fn put(document: &mut Value, at: &Pointer, value: Value) {
    let mut place = document;
    for key in at.segments() {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        let Some(fields) = place.as_object_mut() else { return };
        place = fields.entry(key.into_owned()).or_insert(Value::Null);
    }
    *place = value;
}

fn parse(text: &str) -> Option<Version> {
    Version::parse(text.trim().trim_start_matches('v')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn version(text: &str) -> BlueprintVersion {
        BlueprintVersion::from_wire(text)
    }

    fn target(from: &[&str], blocks: &[&str]) -> CatalogBlueprint {
        serde_json::from_value(json!({
            "name": "bp-postgres", "version": "2.0.0", "source": "public", "upgradeFrom": from, "upgradeBlocks": blocks,
        }))
        .unwrap()
    }

    #[test]
    fn patterns_match_number_by_number() {
        for (pattern, version, expected) in [
            ("1.4.x", "1.4.7", true),
            ("1.4.x", "1.5.0", false),
            ("0.x", "0.9.3", true),
            ("0.x", "1.0.0", false),
            ("*", "3.1.4", true),
            ("1", "1.9.9", true),
            ("1.2.3", "1.2.3", true),
            ("1.2.3", "1.2.4", false),
            ("v1.X", "1.3.0", true),
            ("", "1.0.0", false),
            ("1.x", "not a version", false),
        ] {
            assert_eq!(pattern_matches(pattern, version), expected, "{pattern} {version}");
        }
    }

    #[test]
    fn a_block_outranks_the_list_and_an_empty_list_says_nothing() {
        let judge = |from: &[&str], blocks: &[&str]| candidate(&version("1.4.0"), &target(from, blocks)).eligibility;
        assert_eq!(judge(&["1.4.x"], &[]), Eligibility::Allowed);
        assert_eq!(judge(&[], &[]), Eligibility::Allowed);
        assert!(matches!(judge(&["1.x"], &["1.4.x"]), Eligibility::Blocked { .. }));
        assert_eq!(
            judge(&["1.5.x"], &[]),
            Eligibility::NotListed {
                from: vec!["1.5.x".to_owned()]
            }
        );
    }

    #[test]
    fn newer_versions_come_newest_first_and_nonsense_is_left_out() {
        let all = ["1.4.0", "1.10.0", "1.9.0", "2.0.0-rc.1", "2.0.0", "latest", "1.3.9"].map(version);
        let newer = newer(&version("1.4.0"), &all);
        let texts: Vec<_> = newer.iter().map(BlueprintVersion::as_str).collect();
        assert_eq!(texts, ["2.0.0", "2.0.0-rc.1", "1.10.0", "1.9.0"]);
    }

    #[test]
    fn a_renamed_value_moves_and_a_removed_one_is_left_out() {
        let removed = |from: &str, to: Option<&str>| UpgradeNote::Removed {
            pointer: Pointer::parse(from).unwrap(),
            renamed_to: to.map(|to| Pointer::parse(to).unwrap()),
        };
        let notes = [removed("/mail/host", Some("/mail/server/host")), removed("/old", None)];
        let carried = carried_over(&json!({"mail": {"host": "a"}, "old": 1, "kept": true}), &notes);
        assert_eq!(
            Value::Object(carried),
            json!({"mail": {"server": {"host": "a"}}, "kept": true})
        );
        let notes = [removed("/a", Some("/b"))];
        let carried = carried_over(&json!({"a": 1, "b": 2}), &notes);
        assert_eq!(Value::Object(carried), json!({"b": 2}));
    }

    #[test]
    fn a_kept_secret_is_not_judged_by_its_mask() {
        let old = Form::compile(&json!({"properties": {"password": {"type": "string"}}}));
        let new = Form::compile(&json!({"properties": {"password": {"type": "string", "minLength": 12}}}));
        assert!(notes(&old, &new, &json!({"password": "********"}), "********").is_empty());
        assert_eq!(notes(&old, &new, &json!({"password": "short"}), "********").len(), 1);
    }

    #[test]
    fn a_major_version_is_called_one() {
        assert!(candidate(&version("1.4.0"), &target(&[], &[])).is_major);
    }
}
