//! What is particular to an Environment: the values of `overlays/<env_type>/`, which Helm lays over the base.
//!
//! On a real cluster the HelmRelease names both files under `valuesFrom`, the base first. What is worked out here is what
//! Helm makes of the two, so that the simulated cluster runs it and a commit is held to it.

use super::lenient;
use super::manifests::Files;
use config_schema::layered;
use contract::gitea::overlay_settings;
use serde_json::{Map, Value};

/// The values of an Environment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Overlay(Map<String, Value>);

impl From<Map<String, Value>> for Overlay {
    fn from(values: Map<String, Value>) -> Self {
        Self(values)
    }
}

impl Overlay {
    /// Reads a committed text; one that somebody broke says nothing.
    pub(crate) fn read(text: &str) -> Self {
        Self(lenient::map(text))
    }

    /// The same of one of these files.
    pub(crate) fn in_files(files: &Files, path: &str) -> Self {
        Self(lenient::map_in(files, path))
    }

    /// What it says.
    pub(crate) fn values(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The settings that hold where it is laid over those of the base.
    pub(crate) fn over(&self, base: &Map<String, Value>, schema: Option<&Value>) -> Map<String, Value> {
        layered(base, &overlay_settings(&self.0, schema))
    }
}
