//! Identifiers the control plane makes: bearer tokens from randomness, everything else from what it names.
//!
//! A uid is a hash of its parts, so the same history gives the same objects: after a restart, and in tests.

use uuid::Uuid;

/// The namespace of every uid made here (RFC 9562 §6.6).
const NAMESPACE: Uuid = Uuid::from_u128(0x6f70_656e_6f76_4a11_8a00_7369_6d75_6c61);

/// A Kubernetes uid for the thing named by `parts`.
#[must_use]
pub(crate) fn uid(parts: &[&str]) -> String {
    Uuid::new_v5(&NAMESPACE, parts.join("\u{1f}").as_bytes()).to_string()
}

/// The random-looking end of a pod or ReplicaSet name: `length` lower-case hexadecimal digits, at most 32.
#[must_use]
pub(crate) fn suffix(parts: &[&str], length: usize) -> String {
    let hex = Uuid::new_v5(&NAMESPACE, parts.join("\u{1f}").as_bytes())
        .simple()
        .to_string();
    hex.chars().take(length).collect()
}

/// An opaque bearer token: 244 random bits.
#[must_use]
pub(crate) fn bearer_token() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// A personal access token: 40 hexadecimal digits like Gitea's, 152 of their bits random.
#[must_use]
pub(crate) fn personal_token() -> String {
    let mut token = bearer_token();
    token.truncate(40);
    token
}
