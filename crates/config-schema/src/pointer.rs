//! JSON Pointers (RFC 6901): how every part of a document is named.
//!
//! A [`Pointer`] holds the escaped text, so comparing, hashing and sending one costs nothing extra;
//! [`Pointer::segments`] gives the unescaped keys back.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The address of one location in a JSON document, e.g. `/database/host`. The empty pointer is the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub const ROOT: Self = Self(String::new());

    /// Reads RFC 6901 text; `None` when it does not start with `/` or holds a broken `~` escape.
    pub fn parse(text: &str) -> Option<Self> {
        let rooted = text.is_empty() || text.starts_with('/');
        let escapes_hold = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        (rooted && escapes_hold).then(|| Self(text.to_owned()))
    }

    /// Builds a pointer from unescaped keys.
    pub fn from_segments<S: AsRef<str>>(segments: impl IntoIterator<Item = S>) -> Self {
        segments
            .into_iter()
            .fold(Self::ROOT, |pointer, segment| pointer.child(segment.as_ref()))
    }

    /// The location `key` below this one; escapes `~` and `/` in the key.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + key.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        for character in key.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// The array item `index` below this location.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The containing location; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].to_owned()))
    }

    /// The last key, unescaped; `None` for the root.
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.0.rfind('/').map(|at| unescape(&self.0[at + 1..]))
    }

    /// The keys from the root down, unescaped.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// Every location from the root down to this one, both included.
    pub fn lineage(&self) -> impl Iterator<Item = Self> + '_ {
        let ends = self.0.match_indices('/').map(|(at, _)| at).chain([self.0.len()]);
        ends.map(|end| Self(self.0[..end].to_owned()))
    }

    /// Whether this is the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `other` is this location or lies below it.
    pub fn contains(&self, other: &Self) -> bool {
        other
            .0
            .strip_prefix(self.0.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// This pointer with the leading `from` replaced by `to`; `None` when it does not lie below `from`.
    #[must_use]
    pub fn rebase(&self, from: &Self, to: &Self) -> Option<Self> {
        from.contains(self)
            .then(|| Self(format!("{}{}", to.0, &self.0[from.0.len()..])))
    }

    /// The escaped RFC 6901 text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value at this location.
    pub fn get<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        document.pointer(&self.0)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_slashes_and_tildes_survive_a_round_trip() {
        let pointer = Pointer::ROOT.child("a/b").child("~1").child("");
        assert_eq!(pointer.as_str(), "/a~1b/~01/");
        assert_eq!(pointer.segments().collect::<Vec<_>>(), ["a/b", "~1", ""]);
        assert_eq!(
            pointer.parent().and_then(|parent| parent.last().map(Cow::into_owned)),
            Some("~1".to_owned())
        );
    }

    #[test]
    fn a_sibling_with_a_longer_name_is_not_below() {
        let pointer = Pointer::ROOT.child("db");
        assert!(pointer.contains(&pointer.child("host")));
        assert!(!pointer.contains(&Pointer::ROOT.child("db-host")));
    }

    #[test]
    fn text_that_is_not_a_pointer_is_refused() {
        assert_eq!(Pointer::parse("a"), None);
        assert_eq!(Pointer::parse("/a~2"), None);
        assert_eq!(Pointer::parse("/a~"), None);
        assert!(Pointer::parse("/a~0~1").is_some());
    }

    #[test]
    fn the_lineage_runs_from_the_root_to_the_location() {
        let pointer = Pointer::from_segments(["a", "b"]);
        let lineage: Vec<_> = pointer.lineage().map(|step| step.to_string()).collect();
        assert_eq!(lineage, ["", "/a", "/a/b"]);
    }
}
