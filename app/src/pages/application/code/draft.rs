//! What is not committed survives a reload, a crash and a new sign-in.

use super::Branch;
pub(super) use crate::kept::Kept;
use crate::pages::application::model::pending::Pending;
use serde::{Deserialize, Serialize};

/// A text that is not committed, and what it began with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Draft {
    /// Blob id of the file that it began with; empty for a new file.
    pub(super) base_sha: String,
    /// Text of the file that it began with.
    pub(super) base: String,
    /// The text now.
    pub(super) text: String,
}

/// Where the draft of one User for one file of a branch lives.
pub(super) type DraftPlace = Kept<Draft>;

impl Kept<Draft> {
    pub(super) fn of_file(user: &str, branch: &Branch, file: &str) -> Self {
        Self::at(format!("catalyst.code-draft.{user}.{}.{file}", place(branch)))
    }
}

impl Kept<Pending> {
    /// Where the changes of the list of files live.
    pub(super) fn of_branch(user: &str, branch: &Branch) -> Self {
        Self::at(format!("catalyst.code-files.{user}.{}", place(branch)))
    }
}

impl Kept<bool> {
    /// Where it is kept whether saving a text commits it.
    pub(super) fn commit_on_save() -> Self {
        Self::at("catalyst.commit-on-save".to_owned())
    }
}

fn place(branch: &Branch) -> String {
    let Branch { repository, name } = branch;
    format!("{}/{}.{name}", repository.owner, repository.name)
}
