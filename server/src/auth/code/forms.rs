//! The two forms. Each leads back to the page of the code, with what was typed, or on to where the User was going.

use super::tokens::{subject, tokens};
use crate::auth::Target;
use crate::auth::link::{open_session, see_other};
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::proxy::{InNameOf, ask};
use crate::session::{NewSession, device};
use crate::state::Console;
use app::paths::{self, CodeStep};
use axum::{Extension, Form, extract::State, response::Response};
use contract::ApiError;
use contract::auth::{EmailAddress, EmailCode, SendCode, VerifyCode};
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;

/// Form of `POST /auth/code`.
#[derive(Deserialize)]
pub struct SendCodeForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    next: Target,
}

/// `POST /auth/code`: has a code sent, and shows the page that asks for it.
pub async fn send_code(
    State(console): State<Console>,
    Extension(client): Extension<ClientAddress>,
    Form(form): Form<SendCodeForm>,
) -> Response {
    let email = normalized(&form.email);
    if !console.mailings.allow(&email) {
        tracing::warn!(target: "audit", %client, "too many codes are asked for, for one e-mail address");
        metrics::counter!("catalyst_console_codes_throttled_total").increment(1);
        return back(&email, &form.next, CodeStep::Throttled);
    }
    let request = EmailAddress { email };
    let call = SendCode { request };
    let step = match ask(&console, &call, InNameOf::stranger(client)).await {
        Ok(_) => CodeStep::Sent,
        Err(error) => {
            tracing::info!(target: "audit", %client, status = error.status, "no code was sent");
            match error.status {
                400 => CodeStep::BadAddress,
                429 => CodeStep::Throttled,
                _ => CodeStep::Unavailable,
            }
        }
    };
    back(&call.request.email, &form.next, step)
}

/// Form of `POST /auth/code/verify`.
#[derive(Deserialize)]
pub struct VerifyCodeForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: Target,
}

/// `POST /auth/code/verify`: opens a session for whoever has the code.
///
/// # Errors
/// When no session can be opened.
pub async fn verify_code(
    State(console): State<Console>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(form): Form<VerifyCodeForm>,
) -> Result<Response, Refusal> {
    let email = normalized(&form.email);
    // Codes are read aloud and pasted with spaces in them.
    let code: String = form.code.chars().filter(|c| !c.is_whitespace()).collect();
    let request = EmailCode { email, code };
    let call = VerifyCode { request };
    let answer = match ask(&console, &call, InNameOf::stranger(client)).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::info!(target: "audit", %client, status = error.status, "not signed in: the code is not good");
            return Ok(back(&call.request.email, &form.next, step_after(&error)));
        }
    };
    let new = NewSession {
        subject: subject(&answer.user.id),
        device: device(&headers),
        provider_session: None,
        tokens: tokens(&answer, console.sessions.now()),
    };
    let cookie = open_session(&console, &headers, new).await?;
    tracing::info!(target: "audit", %client, "signed in with an e-mail code");
    Ok(see_other(form.next.location(), Some(&cookie)))
}

/// The service says what is wrong in words only (§A.2): some of them mean that no further try can help.
fn step_after(error: &ApiError) -> CodeStep {
    let is_over = error.message.contains("expired") || error.message.contains("invalidated");
    match error.status {
        429 => CodeStep::Throttled,
        401 if is_over => CodeStep::Expired,
        400 | 401 => CodeStep::Wrong,
        _ => CodeStep::Unavailable,
    }
}

fn back(email: &str, next: &Target, step: CodeStep) -> Response {
    let location = paths::sign_in_by_code(Some(email), Some(next.as_str()), Some(step));
    let location = HeaderValue::from_str(&location);
    see_other(location.unwrap_or(HeaderValue::from_static("/sign-in/code")), None)
}

/// As the service itself reads an address (§A.1).
fn normalized(email: &str) -> String {
    email.trim().to_lowercase()
}
