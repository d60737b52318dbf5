//! What people see when the console cannot be rendered.

use crate::state::Console;
use app::i18n::Locale;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

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
    let mut response = (status, Html(body)).into_response();
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
