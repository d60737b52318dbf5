//! To the provider and back.

use super::attempt::{Attempt, end_attempt};
use super::identity::{self, SignedIn};
use super::provider::{Provider, ProviderDown};
use super::realms::RealmUnavailable;
use super::types::TokenError;
use crate::auth::Target;
use crate::auth::link::{open_session, see_other};
use crate::client_address::ClientAddress;
use crate::error::{Refusal, Trouble, plain_page};
use crate::https::NoAnswer;
use crate::secret::Secret;
use crate::session::{NewSession, current, device};
use crate::state::Console;
use app::i18n::of_request;
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};
use openidconnect::{
    AuthorizationCode, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, Scope,
    core::CoreAuthenticationFlow,
};
use serde::Deserialize;

/// Query of `GET /auth/sign-in`.
#[derive(Default, Deserialize)]
pub struct Begin {
    #[serde(default)]
    next: Target,
    /// The provider behind Keycloak that is asked at once, by its alias there.
    kc_idp_hint: Option<String>,
}

/// `GET /auth/sign-in`: sends the browser to the provider.
pub async fn begin(
    State(console): State<Console>,
    headers: HeaderMap,
    query: Result<Query<Begin>, QueryRejection>,
) -> Response {
    let Begin { next, kc_idp_hint } = query.map(|Query(query)| query).unwrap_or_default();
    let left = match console.provider_at(&headers).await {
        Ok(Some(provider)) => leave(&console, &provider, next.clone(), kc_idp_hint).await,
        Ok(None) => return see_other(HeaderValue::from_static("/sign-in"), None),
        Err(error) => Err(error.into()),
    };
    left.unwrap_or_else(|failure| failure.page(&console, &headers, &next))
}

async fn leave(
    console: &Console,
    provider: &Provider,
    next: Target,
    hint: Option<String>,
) -> Result<Response, Failure> {
    let discovered = provider.discovered().await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let scopes = ["email", "profile"].map(|scope| Scope::new(scope.to_owned()));
    let mut request = discovered
        .client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(scopes)
        .set_pkce_challenge(challenge);
    if let Some(hint) = hint {
        request = request.add_extra_param("kc_idp_hint", hint);
    }
    let (url, state, nonce) = request.url();
    let attempt = Attempt {
        state: Secret::new(state.into_secret()),
        nonce: Secret::new(nonce.secret()),
        verifier: Secret::new(verifier.into_secret()),
        issuer: provider.issuer().to_owned(),
        next,
        begun: console.sessions.now(),
    };
    let cookie = attempt.cookie(&console.vault, &console.public_url);
    let cookie = cookie.map_err(|error| Failure::internal(&error))?;
    let location = HeaderValue::from_str(url.as_str()).map_err(|error| Failure::internal(&error))?;
    Ok(see_other(location, Some(&cookie)))
}

/// Query of `GET /auth/callback` (RFC 6749 §4.1.2, RFC 9207).
#[derive(Default, Deserialize)]
pub struct Callback {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// `GET /auth/callback`: the browser comes back with a code, which is worth nothing to any other browser.
pub async fn callback(
    State(console): State<Console>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    query: Result<Query<Callback>, QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    if console.provider.is_none() {
        return Refusal::NotFound.into_response();
    }
    let now = console.sessions.now();
    let attempt = Attempt::read(&console.vault, &console.public_url, &headers, now);
    let next = attempt.as_ref().map(|attempt| attempt.next.clone()).unwrap_or_default();
    match arrive(&console, &headers, attempt, query).await {
        Ok((cookie, subject)) => {
            tracing::info!(target: "audit", %client, subject, "signed in with the identity provider");
            let mut response = see_other(next.location(), Some(&cookie));
            forget_attempt(&console, &mut response);
            response
        }
        // The back button, or a second tab: whoever is signed in has no use for an error page.
        Err(Failure::Expired) if matches!(current(&console, &headers).await, Ok(Some(_))) => {
            see_other(next.location(), None)
        }
        Err(failure) => {
            tracing::info!(target: "audit", %client, ?failure, "not signed in with the identity provider");
            let mut response = failure.page(&console, &headers, &next);
            if !matches!(failure, Failure::Expired) {
                forget_attempt(&console, &mut response);
            }
            response
        }
    }
}

/// Signs in; answers the session's cookie, and who it is.
async fn arrive(
    console: &Console,
    headers: &HeaderMap,
    attempt: Option<Attempt>,
    query: Callback,
) -> Result<(String, String), Failure> {
    let attempt = attempt.ok_or(Failure::Expired)?;
    if !query.state.is_some_and(|state| attempt.state.matches(&state)) {
        tracing::warn!("a sign-in came back with a state that this browser did not leave with");
        return Err(Failure::Expired);
    }
    let provider = console.provider_at(headers).await?;
    let provider = provider
        .filter(|provider| provider.issuer() == attempt.issuer)
        .ok_or_else(|| {
            tracing::warn!("a sign-in came back to another host than the one that it began at");
            Failure::Refused
        })?;
    let discovered = provider.discovered().await?;
    let must_name_issuer = &discovered.metadata.additional_metadata();
    let must_name_issuer = must_name_issuer.authorization_response_iss_parameter_supported;
    // RFC 9207 §2.4: an answer of another provider is not handed to this one.
    let issuer_is_right = query.iss.map_or(!must_name_issuer, |iss| iss == provider.issuer());
    if !issuer_is_right {
        tracing::warn!("a sign-in came back from another issuer than the one it was sent to");
        return Err(Failure::Refused);
    }
    let code = match (query.code, query.error.as_deref()) {
        (Some(code), None) => code,
        (_, Some("temporarily_unavailable" | "server_error")) => return Err(Failure::ProviderDown),
        (_, error) => {
            tracing::info!(error = error.map(printable), "the identity provider signed nobody in");
            return Err(Failure::Refused);
        }
    };
    let request = discovered.client.exchange_code(AuthorizationCode::new(code));
    let request = request.map_err(|error| Failure::internal(&error))?;
    let verifier = PkceCodeVerifier::new(attempt.verifier.expose().to_owned());
    let answer = request
        .set_pkce_verifier(verifier)
        .request_async(&provider.http)
        .await?;
    let now = console.sessions.now();
    let signed_in = identity::signed_in(&provider, &discovered.client, &answer, attempt.nonce, now);
    let SignedIn {
        subject,
        provider_session,
        tokens,
    } = signed_in.map_err(|error| {
        tracing::warn!(%error, "the identity provider's answer is not believed");
        Failure::Refused
    })?;
    let new = NewSession {
        subject: subject.clone(),
        device: device(headers),
        provider_session,
        tokens,
    };
    let cookie = open_session(console, headers, new).await.map_err(Failure::Console)?;
    Ok((cookie, subject))
}

/// Why nobody was signed in.
#[derive(Debug)]
enum Failure {
    /// The provider does not answer, or says that it cannot.
    ProviderDown,
    /// The provider refused, or was not believed.
    Refused,
    /// No attempt of this browser fits.
    Expired,
    /// The console's own.
    Console(Refusal),
}

impl Failure {
    fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "sign-in failed");
        Self::Console(Refusal::Internal)
    }

    fn page(&self, console: &Console, headers: &HeaderMap, next: &Target) -> Response {
        let trouble = match self {
            Self::ProviderDown => Trouble::ProviderUnreachable,
            Self::Refused => Trouble::SignInRefused,
            Self::Expired => Trouble::SignInExpired,
            Self::Console(Refusal::SessionStoreUnavailable) => Trouble::SessionStoreUnavailable,
            Self::Console(_) => Trouble::Internal,
        };
        let again = format!("/auth/sign-in?next={}", next.as_query_value());
        plain_page(console, of_request(headers), trouble, &again)
    }
}

impl From<RealmUnavailable> for Failure {
    fn from(_: RealmUnavailable) -> Self {
        Self::ProviderDown
    }
}

impl From<ProviderDown> for Failure {
    fn from(_: ProviderDown) -> Self {
        Self::ProviderDown
    }
}

impl From<RequestTokenError<NoAnswer, TokenError>> for Failure {
    fn from(error: RequestTokenError<NoAnswer, TokenError>) -> Self {
        match error {
            RequestTokenError::ServerResponse(refusal) => {
                tracing::warn!(error = %refusal.error(), "the identity provider refuses a code");
                Self::Refused
            }
            other => {
                tracing::warn!(error = %other, "the identity provider does not exchange a code");
                Self::ProviderDown
            }
        }
    }
}

fn forget_attempt(console: &Console, response: &mut Response) {
    if let Ok(cookie) = HeaderValue::from_str(&end_attempt(&console.public_url)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// An error code of the protocol, or what pretends to be one.
fn printable(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_graphic()).take(40).collect()
}
