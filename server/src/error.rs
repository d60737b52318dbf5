//! What the BFF itself refuses or fails at: JSON of shape E1 (§0.6) for calls, a plain page for people.

mod words;

use crate::permission::Permission;
use crate::session::{StoreError, Unavailable};
use crate::state::Console;
use app::i18n::{Locale, of_request};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
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
        let seconds = error.retry_after().map(|pause| pause.as_secs());
        match error.status {
            401 => Self::Unauthenticated,
            429 => Self::TooManyCalls {
                seconds: seconds
                    .and_then(|seconds| seconds.try_into().ok())
                    .unwrap_or(GUESSES_PAUSE),
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

/// Middleware: says a refusal in the language of the request.
pub async fn speak(request: Request, next: Next) -> Response {
    let locale = of_request(request.headers());
    let mut response = next.run(request).await;
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        *response.body_mut() = refusal.answer_in(locale).into_body();
    }
    response
}

/// A page for people when the console cannot be rendered: no script, no data, the console's style sheet only.
///
/// `again_at` is where to try again: a percent-encoded path of this console, or empty for the same one.
#[must_use]
pub fn plain_page(console: &Console, locale: Locale, trouble: Trouble, again_at: &str) -> Response {
    let (status, stylesheet) = (trouble.status(), console.site.stylesheet());
    let Words { title, text, again } = trouble.words(locale);
    let (lang, dir) = match locale {
        Locale::en => ("en", "ltr"),
        Locale::ar => ("ar", "rtl"),
    };
    let body = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{dir}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{stylesheet}\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n\
         <p><a href=\"{again_at}\">{again}</a></p>\n</main>\n</body>\n</html>\n"
    );
    let mut response = (status, axum::response::Html(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// Why there is only a plain page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The control plane does not answer.
    ControlPlaneUnreachable,
    /// The session store does not answer.
    SessionStoreUnavailable,
    /// The identity provider does not answer.
    ProviderUnreachable,
    /// The identity provider signed nobody in, or was not believed.
    SignInRefused,
    /// A sign-in came back that this browser did not begin, or not lately.
    SignInExpired,
    /// One address tries to sign in too often.
    TooManyTries,
    /// The console itself broke.
    Internal,
}

struct Words {
    title: &'static str,
    text: &'static str,
    again: &'static str,
}

impl Trouble {
    fn status(self) -> StatusCode {
        match self {
            Self::ControlPlaneUnreachable | Self::SessionStoreUnavailable | Self::ProviderUnreachable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::SignInRefused => StatusCode::FORBIDDEN,
            Self::SignInExpired => StatusCode::BAD_REQUEST,
            Self::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn words(self, locale: Locale) -> Words {
        match (self, locale) {
            (Self::ControlPlaneUnreachable, Locale::en) => Words {
                title: "The control plane does not answer",
                text: "The console is running, but it cannot reach the control plane. \
                       Your Applications are not affected by this page.",
                again: "Try again",
            },
            (Self::ControlPlaneUnreachable, Locale::ar) => Words {
                title: "منصة التحكم لا تستجيب",
                text: "وحدة التحكم تعمل، لكنها لا تستطيع الوصول إلى منصة التحكم. لا تتأثر تطبيقاتك بهذه الصفحة.",
                again: "حاول مجددًا",
            },
            (Self::SessionStoreUnavailable, Locale::en) => Words {
                title: "The console cannot look up sessions",
                text: "The store of sessions does not answer. You are not signed out, and your Applications are not \
                       affected. The console keeps trying.",
                again: "Try again",
            },
            (Self::SessionStoreUnavailable, Locale::ar) => Words {
                title: "تعذّر على وحدة التحكم قراءة الجلسات",
                text: "مخزن الجلسات لا يستجيب. لم يُسجَّل خروجك ولا تتأثر تطبيقاتك. تواصل وحدة التحكم المحاولة.",
                again: "حاول مجددًا",
            },
            (Self::ProviderUnreachable, Locale::en) => Words {
                title: "The sign-in service does not answer",
                text: "The console is running, but it cannot reach the identity provider, so nobody can sign in or go on \
                       right now. You are not signed out, and your Applications are not affected.",
                again: "Try again",
            },
            (Self::ProviderUnreachable, Locale::ar) => Words {
                title: "خدمة تسجيل الدخول لا تستجيب",
                text: "وحدة التحكم تعمل، لكنها لا تستطيع الوصول إلى مزوّد الهوية، فلا يمكن تسجيل الدخول أو المتابعة الآن. لم يُسجَّل خروجك ولا تتأثر تطبيقاتك.",
                again: "حاول مجددًا",
            },
            (Self::SignInRefused, Locale::en) => Words {
                title: "You were not signed in",
                text: "The identity provider did not sign you in, or its answer could not be trusted. If this happens \
                       again, ask whoever runs this console.",
                again: "Sign in again",
            },
            (Self::SignInRefused, Locale::ar) => Words {
                title: "لم يتم تسجيل دخولك",
                text: "لم يسجّل مزوّد الهوية دخولك، أو تعذّر الوثوق بإجابته. إن تكرر ذلك فاسأل من يدير هذه اللوحة.",
                again: "سجّل الدخول مجددًا",
            },
            (Self::SignInExpired, Locale::en) => Words {
                title: "This sign-in cannot be finished here",
                text: "It was not begun in this browser, or it took too long. Nothing is wrong with your account.",
                again: "Start again",
            },
            (Self::SignInExpired, Locale::ar) => Words {
                title: "لا يمكن إتمام تسجيل الدخول هذا هنا",
                text: "لم يبدأ في هذا المتصفح، أو استغرق وقتًا طويلًا. لا مشكلة في حسابك.",
                again: "ابدأ من جديد",
            },
            (Self::TooManyTries, Locale::en) => Words {
                title: "Too many attempts to sign in",
                text: "There were too many attempts from your network. Wait a few seconds, then try again.",
                again: "Try again",
            },
            (Self::TooManyTries, Locale::ar) => Words {
                title: "محاولات كثيرة لتسجيل الدخول",
                text: "وردت محاولات كثيرة من شبكتك. انتظر بضع ثوانٍ ثم حاول مجددًا.",
                again: "حاول مجددًا",
            },
            (Self::Internal, Locale::en) => Words {
                title: "The console failed",
                text: "This page could not be made. The console's log says why.",
                again: "Try again",
            },
            (Self::Internal, Locale::ar) => Words {
                title: "تعطلت وحدة التحكم",
                text: "تعذر إنشاء هذه الصفحة. يوضح سجل وحدة التحكم السبب.",
                again: "حاول مجددًا",
            },
        }
    }
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
