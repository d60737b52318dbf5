//! Commits, as rows of the history.

use contract::application::{Manifest, Preview};
use contract::gitea::{Commit, Signature};
use contract::{BlueprintVersion, CommitId};
use serde_json::Value;

/// Commits a page.
pub const PAGE_SIZE: u32 = 30;

/// Where the overrides are kept in every Application's repository.
pub const VALUES_FILE: &str = "values.yaml";
/// Files that name the Blueprint version, the first one that is there decides, and where they do.
pub const VERSION_FILES: [(&str, &str); 2] = [
    ("application.yaml", "/spec/blueprintRef/version"),
    ("helmrelease.yaml", "/spec/chart/spec/version"),
];

/// The first line of a commit's message.
#[must_use]
pub fn subject(commit: &Commit) -> &str {
    commit.commit.message.trim().lines().next().unwrap_or_default()
}

/// What follows the first line of a commit's message, without the blank line between.
#[must_use]
pub fn body(commit: &Commit) -> Option<&str> {
    let (_, rest) = commit.commit.message.trim().split_once('\n')?;
    Some(rest.trim()).filter(|rest| !rest.is_empty())
}

/// Name and address of who wrote a commit, as one line.
#[must_use]
pub fn author(signature: &Signature) -> &str {
    if signature.name.trim().is_empty() {
        &signature.email
    } else {
        &signature.name
    }
}

/// The first seven digits, as Git shows a commit to people.
#[must_use]
pub fn short(id: &str) -> &str {
    id.get(..7).unwrap_or(id)
}

/// A commit named in a URL; `None` when it does not look like one.
#[must_use]
pub fn parse_commit(text: &str) -> Option<CommitId> {
    let is_id = (7..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| CommitId::from_wire(text))
}

/// What a preview would write: its diff, else its files whole, as they are where no diff is sent (§E.6).
#[must_use]
pub fn preview_text(preview: &Preview) -> Option<String> {
    if !preview.diff.trim().is_empty() {
        return Some(preview.diff.clone());
    }
    let file = |manifest: &Manifest| {
        let lines = manifest.content.lines();
        let added: String = lines.clone().map(|line| format!("+{line}\n")).collect();
        format!(
            "--- /dev/null\n+++ b/{}\n@@ -0,0 +1,{} @@\n{added}",
            manifest.path,
            lines.count()
        )
    };
    (!preview.manifests.is_empty()).then(|| preview.manifests.iter().map(file).collect())
}

/// The version that a file of [`VERSION_FILES`] names.
#[must_use]
pub fn version_in(document: &Value, pointer: &str) -> Option<BlueprintVersion> {
    let version = document.pointer(pointer)?.as_str()?;
    Some(BlueprintVersion::from_wire(version))
}

/// The overrides of an earlier commit, with the secrets of today: history holds none, so a mask keeps each.
#[must_use]
pub fn with_current_secrets(earlier: &Value, current: &Value, mask: &str) -> Value {
    let mut merged = if earlier.is_object() {
        earlier.clone()
    } else {
        Value::Object(serde_json::Map::new())
    };
    keep_masks(&mut merged, current, mask);
    merged
}

fn keep_masks(into: &mut Value, current: &Value, mask: &str) {
    match (into, current) {
        (Value::Object(into), Value::Object(current)) => {
            for (key, value) in current {
                match into.get_mut(key) {
                    Some(existing) => keep_masks(existing, value, mask),
                    None if value == mask => {
                        into.insert(key.clone(), value.clone());
                    }
                    None if holds_mask(value, mask) && value.is_object() => {
                        let mut child = Value::Object(serde_json::Map::new());
                        keep_masks(&mut child, value, mask);
                        into.insert(key.clone(), child);
                    }
                    None => {}
                }
            }
        }
        (Value::Array(into), Value::Array(current)) => {
            for (existing, value) in into.iter_mut().zip(current) {
                keep_masks(existing, value, mask);
            }
        }
        _ => {}
    }
}

/// Whether a secret is kept somewhere in there.
#[must_use]
pub fn holds_mask(value: &Value, mask: &str) -> bool {
    match value {
        Value::String(text) => text == mask,
        Value::Array(items) => items.iter().any(|item| holds_mask(item, mask)),
        Value::Object(fields) => fields.values().any(|field| holds_mask(field, mask)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn commit(message: &str) -> Commit {
        serde_json::from_value(json!({
            "sha": "0123456789abcdef0123456789abcdef01234567",
            "commit": {
                "message": message,
                "author": {"name": "", "email": "eve@example.org"},
                "committer": {"name": "", "email": "eve@example.org"},
            },
        }))
        .unwrap()
    }

    #[test]
    fn a_message_has_a_subject_and_perhaps_a_body() {
        let both = commit("Revert to abc1234\n\nBecause it broke.\n");
        assert_eq!(subject(&both), "Revert to abc1234");
        assert_eq!(body(&both), Some("Because it broke."));
        assert_eq!(body(&commit("Only this\n")), None);
        assert_eq!(author(&both.commit.author), "eve@example.org");
    }

    #[test]
    fn without_a_diff_the_files_are_shown_as_new() {
        let preview = |diff: &str, manifests: Value| -> Preview {
            serde_json::from_value(json!({"manifests": manifests, "diff": diff})).unwrap()
        };
        let files = json!([{"path": "values.yaml", "content": "a: 1\nb: 2\n"}]);
        assert_eq!(
            preview_text(&preview("some diff", files.clone())),
            Some("some diff".to_owned())
        );
        let text = preview_text(&preview("", files)).unwrap();
        assert!(text.ends_with("@@ -0,0 +1,2 @@\n+a: 1\n+b: 2\n"), "{text}");
        assert_eq!(preview_text(&preview("", json!([]))), None);
    }

    #[test]
    fn only_commit_ids_are_taken_from_a_url() {
        assert!(parse_commit("0123456").is_some());
        assert_eq!(parse_commit("012345"), None);
        assert_eq!(parse_commit("main"), None);
        assert_eq!(parse_commit("../../x"), None);
    }

    #[test]
    fn the_version_is_read_from_the_commit() {
        let file = json!({"spec": {"blueprintRef": {"version": "1.4.0"}}});
        assert_eq!(
            version_in(&file, VERSION_FILES[0].1).map(|version| version.to_string()),
            Some("1.4.0".to_owned())
        );
        assert_eq!(version_in(&json!({}), VERSION_FILES[0].1), None);
    }

    #[test]
    fn a_revert_keeps_todays_secrets_and_nothing_else_of_today() {
        let current = json!({"title": "New", "admin": {"password": "***", "name": "eve"}, "smtp": {"password": "***"}});
        let earlier = json!({"title": "Old", "admin": {"name": "bob"}});
        assert_eq!(
            with_current_secrets(&earlier, &current, "***"),
            json!({"title": "Old", "admin": {"name": "bob", "password": "***"}, "smtp": {"password": "***"}})
        );
        assert_eq!(with_current_secrets(&Value::Null, &json!({"a": 1}), "***"), json!({}));
    }
}
