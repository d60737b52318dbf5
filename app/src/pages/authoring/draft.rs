//! A text that is not published survives a reload.

use crate::kept::KeptText;

/// Where the draft of one User lives; one for each Blueprint that they began with.
pub(super) type Draft = KeptText;

impl Draft {
    pub(super) fn of(user: &str, began_with: &str) -> Self {
        Self::at(format!("catalyst.blueprint-draft.{user}.{began_with}"))
    }
}
