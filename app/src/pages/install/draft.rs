//! What was entered survives a reload and a new sign-in. Secrets are never in it.

use super::model::Decisions;
use crate::kept::Kept;
use contract::{BlueprintName, BlueprintVersion};
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

/// Where the draft of one User for one Blueprint lives.
pub type DraftPlace = Kept<Draft>;

impl DraftPlace {
    /// The place for a User and a Blueprint.
    #[must_use]
    pub fn new(user: &str, blueprint: &BlueprintName) -> Self {
        Self::at(format!("catalyst.install-draft.{user}.{blueprint}"))
    }
}
