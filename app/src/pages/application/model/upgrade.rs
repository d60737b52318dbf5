//! Which versions an Application may move to.

use contract::BlueprintVersion;
use contract::catalog::CatalogBlueprint;
use semver::Version;
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
    fn a_major_version_is_called_one() {
        assert!(candidate(&version("1.4.0"), &target(&[], &[])).is_major);
    }
}
