//! YAML that hands may have broken: whoever reads it here goes on without it.

use super::manifests::Files;
use serde_json::{Map, Value};

/// The keys and values of a text; one that cannot be read holds none.
pub(crate) fn map(text: &str) -> Map<String, Value> {
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).unwrap_or_default()
}

/// The same of a file; one that is not there holds none.
pub(crate) fn map_in(files: &Files, path: &str) -> Map<String, Value> {
    map(files.get(path).map(String::as_str).unwrap_or_default())
}
