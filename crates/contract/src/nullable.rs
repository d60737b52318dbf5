//! Reading what the Go services send for "nothing": null where the contract promises a list or a text.

use serde::{Deserialize, Deserializer};

/// For `#[serde(deserialize_with)]`: null is the empty value.
///
/// # Errors
/// When the field holds something of another shape.
pub fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
