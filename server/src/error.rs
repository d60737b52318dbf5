//! What the BFF itself refuses or fails at: JSON of shape E1 (§0.6) for calls, a plain page for people.

mod page;
mod words;

pub use page::{Trouble, plain_page};

use crate::permission::Permission;
use crate::session::{StoreError, Unavailable};
use app::i18n::Locale;
use axum::response::{IntoResponse, Response};
use contract::{ApiError, session::Tier};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use std::error::Error;

/// Seconds to wait after too many previews of vouchers (tenant contract F.2).
const REDEEM_PAUSE: u32 = 10;
/// Seconds to wait after too many wrong access tokens.
const GUESSES_PAUSE: u32 = 60;

/// A refusal or failure of the BFF, not of the control plane behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody is signed in.
    Unauthenticated,
    /// An unsafe request that does not prove that it comes from the console's own pages.
    CrossSite,
    /// The path is not one that browsers may use.
    NotFound,
    /// The body is larger than any call of the contract needs.
    TooLarge {
        /// The most bytes that are taken.
        limit: usize,
    },
    /// The body of a form cannot be read.
    BadForm,
    /// No list of topics that can be followed.
    BadTopics,
    /// One address looks too many vouchers up (tenant contract F.2).
    TooManyPreviews,
    /// One address tries too many access tokens.
    TooManyGuesses,
    /// The services behind have had enough of this address (tenant contract F.2).
    TooManyCalls {
        /// How long they want to be left alone.
        seconds: u32,
    },
    /// Another checkout of this session has not been answered yet.
    CheckoutUnderWay,
    /// The Organization is somebody else's, or none.
    NotMember,
    /// What is for those who run the marketplace.
    NotOperator,
    /// The User's tier is too low.
    TierMissing {
        /// What was tried, and who may.
        permission: Permission,
        /// The User's own.
        tier: Tier,
    },
    /// Too much is open already.
    Busy,
    /// No answer came from the control plane, for this reason.
    ControlPlaneUnreachable(String),
    /// The control plane in this process has no containers to talk to.
    NoSockets,
    /// The control plane has not been answering, and was not asked.
    ControlPlaneDown,
    /// The control plane did not answer in time.
    ControlPlaneTimeout {
        /// How long was waited.
        seconds: u64,
    },
    /// Whether somebody is signed in cannot be found out.
    SessionStoreUnavailable,
    /// The User's token is over and there is no new one yet.
    ProviderUnavailable,
    /// Something in the BFF itself broke; the log says what.
    Internal,
}

impl Refusal {
    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::CrossSite | Self::NotMember | Self::NotOperator | Self::TierMissing { .. } => StatusCode::FORBIDDEN,
            Self::TooManyPreviews | Self::TooManyGuesses | Self::TooManyCalls { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::CheckoutUnderWay => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadForm | Self::BadTopics => StatusCode::BAD_REQUEST,
            Self::ControlPlaneUnreachable(_) => StatusCode::BAD_GATEWAY,
            Self::ControlPlaneTimeout { .. } => StatusCode::GATEWAY_TIMEOUT,
            Self::Busy | Self::ControlPlaneDown | Self::SessionStoreUnavailable | Self::ProviderUnavailable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::NoSockets => StatusCode::NOT_IMPLEMENTED,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code of `error`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::CrossSite => "cross-site-request",
            Self::NotFound => "not-found",
            Self::TooLarge { .. } => "body-too-large",
            Self::BadForm => "invalid-body",
            Self::BadTopics => "invalid-topics",
            Self::TooManyPreviews => "too-many-redeem-attempts",
            Self::TooManyGuesses => "too-many-access-tokens",
            Self::TooManyCalls { .. } => "too-many-calls",
            Self::CheckoutUnderWay => "checkout-under-way",
            Self::NotMember => "not-a-member",
            Self::NotOperator => "not-an-operator",
            Self::TierMissing { .. } => "tier-missing",
            Self::Busy => "busy",
            Self::NoSockets => "no-sockets",
            Self::ControlPlaneDown => "control-plane-down",
            Self::ControlPlaneUnreachable(_) => "control-plane-unreachable",
            Self::ControlPlaneTimeout { .. } => "control-plane-timeout",
            Self::ProviderUnavailable => "identity-provider-unavailable",
            Self::SessionStoreUnavailable => "session-store-unavailable",
            Self::Internal => "internal",
        }
    }
}

impl Refusal {
    /// A guard's own question was not answered, so nobody passes.
    pub(crate) fn of_guard(error: ApiError) -> Self {
        let pause = error.retry_after().unwrap_or_default().as_secs();
        match error.status {
            401 => Self::Unauthenticated,
            429 => Self::TooManyCalls {
                seconds: pause.try_into().unwrap_or(u32::MAX),
            },
            _ => Self::ControlPlaneUnreachable(error.message),
        }
    }
}

impl From<Unavailable> for Refusal {
    fn from(unavailable: Unavailable) -> Self {
        match unavailable {
            Unavailable::Store(error) => error.into(),
            Unavailable::Provider => Self::ProviderUnavailable,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a session cannot be looked up or changed");
        Self::SessionStoreUnavailable
    }
}

/// What an error comes from. A client's own words ("client error (Connect)") help nobody; the cause below them does.
pub(crate) fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause
}

#[derive(Serialize)]
struct Envelope {
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Seconds; the tenant services repeat their header here (tenant contract F.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

impl Refusal {
    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooManyPreviews => Some(REDEEM_PAUSE),
            Self::TooManyGuesses => Some(GUESSES_PAUSE),
            Self::TooManyCalls { seconds } => Some(*seconds),
            _ => (self.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(1),
        }
    }

    fn envelope(&self, locale: Locale) -> Envelope {
        match self {
            // In the place of the tenant services, whose errors are sentences (tenant contract §0.4).
            Self::TooManyPreviews | Self::TooManyCalls { .. } | Self::NotMember => Envelope {
                error: self.said_in(locale),
                detail: None,
                retry_after: self.retry_after(),
            },
            // §0.3: the control plane's own 401 has no detail, and neither has ours.
            _ => Envelope {
                error: self.code().to_owned(),
                detail: (*self != Self::Unauthenticated).then(|| self.said_in(locale)),
                retry_after: None,
            },
        }
    }

    /// The answer, in this language.
    pub(crate) fn answer_in(self, locale: Locale) -> Response {
        let mut response = (self.status(), axum::Json(self.envelope(locale))).into_response();
        if let Some(seconds) = self.retry_after() {
            let seconds = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

impl IntoResponse for Refusal {
    /// In English, until [`speak`] knows better.
    fn into_response(self) -> Response {
        let mut response = self.clone().answer_in(Locale::en);
        response.extensions_mut().insert(self);
        response
    }
}

/// Says a refusal in the language of its request.
pub fn speak(mut response: Response, locale: Locale) -> Response {
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        *response.body_mut() = refusal.answer_in(locale).into_body();
        // Whoever answered may have noted how long the English one is.
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stranger_gets_the_error_of_the_contract() {
        let response = Refusal::Unauthenticated.into_response();
        assert_eq!(response.status(), 401);
        let body = axum::body::to_bytes(response.into_body(), 1024).await.unwrap();
        assert_eq!(body, r#"{"error":"unauthenticated"}"#);
    }
}
