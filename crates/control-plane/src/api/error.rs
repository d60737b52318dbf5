//! The five error shapes (§0.6), one constructor each.

use crate::domain::refusal::Refusal;
use crate::plane::Failure;
use axum::response::{IntoResponse, Response};
use contract::FieldError;
use contract::session::Tier;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

/// What is said of a failure whose cause, such as a path of this machine, is only for the log.
pub(super) const FAILED: &str = "this failed inside the control plane, whose log says why";

/// An answer that is not a success.
#[derive(Debug)]
pub(super) struct Refused {
    status: u16,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Json(Value),
    Text(String),
}

impl Refused {
    fn json(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Body::Json(body),
        }
    }

    /// E1: `{error, detail}`.
    pub(super) fn plain(status: u16, code: &str, detail: impl ToString) -> Self {
        Self::json(status, json!({"error": code, "detail": detail.to_string()}))
    }

    /// E2, as Applications answer: E1 with the status inside and `applied: false`.
    pub(super) fn application(status: u16, code: &str, detail: impl ToString) -> Self {
        Self::json(
            status,
            json!({
                "kind": "Application",
                "error": code,
                "status": status.to_string(),
                "httpStatus": status.to_string(),
                "applied": false,
                "detail": detail.to_string(),
            }),
        )
    }

    /// E3: plain text.
    pub(super) fn text(status: u16, text: impl ToString) -> Self {
        Self {
            status,
            body: Body::Text(text.to_string()),
        }
    }

    /// E4: the catalogue's `{error, message}`.
    pub(super) fn catalog(status: u16, code: &str, message: impl ToString) -> Self {
        Self::json(status, json!({"error": code, "message": message.to_string()}))
    }

    /// E5: `/catalyst/v1`'s `{code, message}`.
    pub(super) fn catalyst(status: u16, code: &str, message: impl ToString) -> Self {
        Self::json(status, json!({"code": code, "message": message.to_string()}))
    }

    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// Any other JSON.
    pub(super) fn object(status: u16, body: Value) -> Self {
        Self::json(status, body)
    }

    pub(super) fn unauthenticated() -> Self {
        Self::json(401, json!({"error": "unauthenticated"}))
    }

    pub(super) fn forbidden(tier: &Tier) -> Self {
        let detail = format!("this needs the tier admin or owner; yours is {tier}");
        Self::json(403, json!({"error": "forbidden", "code": "403", "detail": detail}))
    }

    /// The same under another status.
    pub(super) fn at(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(super) fn with(mut self, key: &str, value: Value) -> Self {
        if let Body::Json(Value::Object(body)) = &mut self.body {
            body.insert(key.to_owned(), value);
        }
        self
    }
}

/// How Applications answer a failure (§E.5, §E.7).
impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::from(refusal),
            failure => {
                tracing::error!(error = %failure, "A change of an Application failed");
                Self::application(500, "application-create-failed", FAILED)
            }
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let (status, code) = match &refusal {
            Refusal::Invalid(_) | Refusal::Choice { .. } => (400, "invalid-application-install"),
            Refusal::Parameters { .. } | Refusal::Overlay { .. } => (400, "invalid-parameters"),
            Refusal::Blueprint(_) => (404, "blueprint-not-found"),
            Refusal::Broken { .. } => (502, "blueprint-schema-malformed"),
            Refusal::NotFound(_) => (404, "application-not-found"),
            Refusal::Exists { .. } => (409, "application-exists"),
            Refusal::PlacementBlocked { .. } => (409, "placement-transition-blocked"),
            Refusal::Conflict { .. } => (409, "application-conflict"),
        };
        let refused = Self::application(status, code, &refusal);
        match refusal {
            Refusal::Parameters { blueprint, fields } => refused
                .with("errors", json!(fields))
                .with("blueprint", json!(blueprint)),
            Refusal::Overlay { fields, .. } => refused.with("errors", json!(fields)),
            Refusal::Choice { alias, detail } => {
                let field = FieldError {
                    pointer: format!("/ownedDependencies/{alias}/instance"),
                    keyword: String::new(),
                    message: detail,
                };
                refused.with("errors", json!([field]))
            }
            Refusal::PlacementBlocked { hint, .. } | Refusal::Conflict { hint, .. } => {
                refused.with("hint", json!(hint))
            }
            _ => refused,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match self.body {
            Body::Json(body) => (status, axum::Json(body)).into_response(),
            Body::Text(text) => {
                let plain = HeaderValue::from_static("text/plain; charset=utf-8");
                (status, [(header::CONTENT_TYPE, plain)], text).into_response()
            }
        }
    }
}
