//! One error for the whole console, decoded from the five shapes and the "200 that failed" (§0.6).

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{fmt, time::Duration};

/// A refusal or failure of the control plane, or of the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// HTTP status; the one inside the envelope when a 200 carried a failure; 0 when no answer arrived.
    pub status: u16,
    /// Stable code such as `application-exists`; empty when the answer had none.
    pub code: String,
    /// What happened, in words for people.
    pub message: String,
    /// What to do about it, where the control plane says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Refusals that belong to a field.
    #[serde(default)]
    pub fields: Vec<FieldError>,
    /// Whether and when trying again can help.
    pub retry: Retry,
}

/// One refusal on one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// RFC 6901 pointer into the submitted parameters; empty for the whole document.
    pub pointer: String,
    /// JSON Schema keyword that refused, or empty.
    #[serde(default)]
    pub keyword: String,
    /// What is wrong, in words for people.
    pub message: String,
}

/// Whether trying the same request again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// The same request will be refused again.
    Never,
    /// It may work, in a while.
    Later,
    /// It may work after this many seconds (`Retry-After`).
    After(u32),
}

impl ApiError {
    /// No answer arrived: the network, the BFF or the control plane is unreachable.
    pub fn unreachable(detail: impl fmt::Display) -> Self {
        Self {
            status: 0,
            code: "unreachable".to_owned(),
            message: detail.to_string(),
            hint: None,
            fields: Vec::new(),
            retry: Retry::Later,
        }
    }

    /// An answer arrived but is not what the contract promises.
    pub fn malformed(status: u16, detail: impl fmt::Display) -> Self {
        Self {
            status,
            code: "malformed-answer".to_owned(),
            message: format!("The control plane answered in an unexpected form: {detail}"),
            hint: None,
            fields: Vec::new(),
            retry: Retry::Later,
        }
    }

    /// Nobody is signed in, or the session has ended.
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        self.status == 401
    }

    /// Signed in, but not allowed.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status == 403
    }

    /// The thing does not exist, or not for this User.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status == 404
    }

    /// How long to wait before trying again, if that can help.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.retry {
            Retry::Never => None,
            Retry::Later => Some(Duration::from_secs(2)),
            Retry::After(seconds) => Some(Duration::from_secs(seconds.into())),
        }
    }
}

/// Decides whether an answer is a success, and decodes it into an [`ApiError`] when it is not.
///
/// `retry_after` is the value of the header of that name.
///
/// # Errors
/// The failure that the answer carries, whatever its shape: E1-E5, or a 2xx with `applied: false`.
pub fn check(status: StatusCode, retry_after: Option<&str>, body: &[u8]) -> Result<(), ApiError> {
    let envelope = serde_json::from_slice::<Value>(body).ok();
    let object = envelope.as_ref().and_then(Value::as_object);
    if status.is_success() && !object.is_some_and(is_soft_failure) {
        return Ok(());
    }
    let status = object
        .filter(|_| status.is_success())
        .and_then(inner_status)
        .unwrap_or(status.as_u16());
    let named = [
        retry_after.and_then(|text| text.trim().parse().ok()),
        object.and_then(|object| u32::try_from(object.get("retry_after")?.as_u64()?).ok()),
    ];
    let retry = retry_of(status, named.into_iter().flatten().max());
    Err(match object {
        Some(object) => from_envelope(status, retry, object),
        None => from_text(status, retry, body),
    })
}

/// Historic hazard of §0.6: HTTP 200 with `applied: false` and the true status inside.
fn is_soft_failure(object: &Map<String, Value>) -> bool {
    let refused = object.get("applied") == Some(&Value::Bool(false)) && object.contains_key("error");
    refused || inner_status(object).is_some_and(|status| status >= 400)
}

/// `httpStatus`, a string or a number; `status` only when it looks like one (it may also be a phase).
fn inner_status(object: &Map<String, Value>) -> Option<u16> {
    ["httpStatus", "status"].iter().find_map(|key| match object.get(*key)? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => u16::try_from(number.as_u64()?).ok(),
        _ => None,
    })
}

fn from_envelope(status: u16, retry: Retry, object: &Map<String, Value>) -> ApiError {
    let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let error = text("error");
    // E2 repeats the status in `code`; E5 puts the code there. B.3 and B.6 send a sentence in `error`.
    let code = error
        .filter(|error| is_code(error))
        .or_else(|| text("code").filter(|code| is_code(code)))
        .unwrap_or_default();
    let sentence = error.filter(|error| !is_code(error));
    let message = text("detail")
        .or_else(|| text("message"))
        .or(sentence)
        .map_or_else(|| describe(status, code), str::to_owned);
    ApiError {
        status,
        code: code.to_owned(),
        message,
        hint: text("hint").map(str::to_owned),
        fields: object.get("errors").map(field_errors).unwrap_or_default(),
        retry,
    }
}

fn from_text(status: u16, retry: Retry, body: &[u8]) -> ApiError {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    // A proxy's HTML error page is no message for people.
    let message = if text.is_empty() || text.starts_with('<') {
        describe(status, "")
    } else {
        text.chars().take(500).collect()
    };
    ApiError {
        status,
        code: String::new(),
        message,
        hint: None,
        fields: Vec::new(),
        retry,
    }
}

fn is_code(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

fn describe(status: u16, code: &str) -> String {
    let reason = StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    match (reason, code) {
        (Some(reason), "") => format!("{status} {reason}"),
        (Some(reason), code) => format!("{status} {reason} ({code})"),
        (None, code) => format!("The control plane answered {status} {code}")
            .trim_end()
            .to_owned(),
    }
}

/// The element shape of `errors[]` is not established (Z 13): take what is there.
fn field_errors(errors: &Value) -> Vec<FieldError> {
    let one = |value: &Value| match value {
        Value::String(message) => FieldError {
            pointer: String::new(),
            keyword: String::new(),
            message: message.clone(),
        },
        Value::Object(object) => {
            let first = |keys: &[&str]| keys.iter().find_map(|key| object.get(*key)?.as_str());
            FieldError {
                pointer: pointer_of(first(&["pointer", "path", "instancePath", "field"]).unwrap_or_default()),
                keyword: first(&["keyword", "type"]).unwrap_or_default().to_owned(),
                message: first(&["message", "detail", "error"]).map_or_else(|| value.to_string(), str::to_owned),
            }
        }
        other => FieldError {
            pointer: String::new(),
            keyword: String::new(),
            message: other.to_string(),
        },
    };
    match errors {
        Value::Array(errors) => errors.iter().map(one).collect(),
        other => vec![one(other)],
    }
}

/// Accepts `/a/b`, `#/a/b`, `parameters/a`, `a.b` and `a`, answers an RFC 6901 pointer.
fn pointer_of(path: &str) -> String {
    let path = path.trim_start_matches('#').trim_start_matches('$');
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{}", path.trim_start_matches('.').replace('.', "/"))
    };
    let path = path
        .strip_prefix("/parameters")
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
        .unwrap_or(&path);
    if path == "/" { String::new() } else { path.to_owned() }
}

/// The tenant services repeat their header in the body, and the larger counts (tenant contract §F.2).
fn retry_of(status: u16, seconds: Option<u32>) -> Retry {
    match seconds {
        Some(seconds) => Retry::After(seconds),
        None if matches!(status, 408 | 425 | 429 | 500..=599) => Retry::Later,
        None => Retry::Never,
    }
}
