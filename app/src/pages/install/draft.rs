//! What was entered survives a reload and a new sign-in. Secrets are never in it.

use super::model::Decisions;
use contract::{BlueprintName, BlueprintVersion};
use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An install that was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// For which version; another version may need other values.
    pub version: BlueprintVersion,
    /// Everything beside the configuration.
    pub decisions: Decisions,
    /// The overrides, without secrets.
    pub parameters: Map<String, Value>,
}

/// Where drafts of one User for one Blueprint live.
#[derive(Clone, Debug)]
pub struct DraftPlace {
    key: String,
}

impl DraftPlace {
    /// The place for a User and a Blueprint.
    #[must_use]
    pub fn new(user: &str, blueprint: &BlueprintName) -> Self {
        Self {
            key: format!("catalyst.install-draft.{user}.{blueprint}"),
        }
    }

    /// The draft, if there is one that can still be read.
    #[must_use]
    pub fn read(&self) -> Option<Draft> {
        let text = storage()?.get_item(&self.key).ok()??;
        Draft::deserialize(&serde_json::from_str::<Value>(&text).ok()?).ok()
    }

    /// Keeps a draft. A browser that stores nothing only forgets.
    pub fn write(&self, draft: &Draft) {
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(draft)) {
            drop(storage.set_item(&self.key, &text));
        }
    }

    /// Forgets the draft.
    pub fn clear(&self) {
        if let Some(storage) = storage() {
            drop(storage.remove_item(&self.key));
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
