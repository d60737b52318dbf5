//! What was typed survives a reload, a crash and a new sign-in.

use super::Branch;
use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A text that is not committed, and what it began with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Draft {
    /// Blob id of the file that it began with.
    pub(super) base_sha: String,
    /// Text of the file that it began with.
    pub(super) base: String,
    /// The text now.
    pub(super) text: String,
}

/// Where the draft of one User for one file lives.
#[derive(Clone, Debug)]
pub(super) struct DraftPlace {
    key: String,
}

impl DraftPlace {
    pub(super) fn new(user: &str, branch: &Branch, file: &str) -> Self {
        let Branch { repository, name } = branch;
        Self {
            key: format!(
                "catalyst.code-draft.{user}.{}/{}.{name}.{file}",
                repository.owner, repository.name
            ),
        }
    }

    pub(super) fn read(&self) -> Option<Draft> {
        let text = storage()?.get_item(&self.key).ok()??;
        Draft::deserialize(&serde_json::from_str::<Value>(&text).ok()?).ok()
    }

    /// Keeps a draft. A browser that stores nothing only forgets.
    pub(super) fn write(&self, draft: &Draft) {
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(draft)) {
            drop(storage.set_item(&self.key, &text));
        }
    }

    pub(super) fn clear(&self) {
        if let Some(storage) = storage() {
            drop(storage.remove_item(&self.key));
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
