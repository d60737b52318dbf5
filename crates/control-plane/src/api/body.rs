//! Request bodies of mutations: bounded, never empty, no field that is not known (§0.6).

use super::error::Refused;
use axum::extract::rejection::BytesRejection;
use bytes::Bytes;
use serde::de::DeserializeOwned;

/// A body as axum read it, within the limit or not.
pub(super) type Raw = Result<Bytes, BytesRejection>;

/// Decodes a body; the types refuse unknown fields and name them.
pub(super) fn decode<T: DeserializeOwned>(raw: &Raw) -> Result<T, Refused> {
    let bytes = bytes(raw)?;
    serde_json::from_slice(bytes).map_err(|error| Refused::plain(400, "invalid-body", error))
}

/// The bytes of a body that must be there.
pub(super) fn bytes(raw: &Raw) -> Result<&Bytes, Refused> {
    match raw {
        Ok(bytes) if bytes.is_empty() => Err(Refused::plain(400, "empty-body", "a JSON body is required")),
        Ok(bytes) => Ok(bytes),
        Err(rejection) => {
            let status = rejection.status().as_u16();
            let code = if status == 413 {
                "body-too-large"
            } else {
                "invalid-body"
            };
            Err(Refused::plain(status, code, rejection.body_text()))
        }
    }
}
