//! Theme and language: cookies that the next page is rendered with.

use super::{Target, link::see_other};
use crate::public_url::PublicUrl;
use crate::session::secure;
use crate::state::Console;
use app::bootstrap::{LOCALE_COOKIE, THEME_COOKIE, Theme};
use app::i18n::Locale;
use axum::{Form, extract::State, response::Response};
use http::{HeaderValue, header};
use serde::Deserialize;

/// A year, in seconds.
const COOKIE_LIFE: u32 = 365 * 24 * 60 * 60;

/// Form of `POST /preferences`. What is absent or unknown stays as it is.
#[derive(Deserialize)]
pub struct Preferences {
    theme: Option<String>,
    locale: Option<String>,
    #[serde(default)]
    next: Target,
}

/// `POST /preferences`: remembers the choice and shows the page again.
pub async fn set_preferences(State(console): State<Console>, Form(form): Form<Preferences>) -> Response {
    let theme = form
        .theme
        .map(|theme| (THEME_COOKIE, Theme::parse(&theme).as_str().to_owned()));
    let locale = form.locale.and_then(|locale| locale.parse::<Locale>().ok());
    let locale = locale.map(|locale| (LOCALE_COOKIE, locale.to_string()));
    let mut response = see_other(form.next.location(), None);
    for (name, value) in theme.into_iter().chain(locale) {
        if let Ok(cookie) = HeaderValue::from_str(&preference_cookie(&console.public_url, name, &value)) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// Not `HttpOnly`: the browser side changes preferences without a round trip.
fn preference_cookie(public_url: &PublicUrl, name: &str, value: &str) -> String {
    let secure = secure(public_url);
    format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={COOKIE_LIFE}{secure}")
}
