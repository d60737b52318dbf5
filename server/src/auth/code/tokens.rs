//! Tokens of the Organizations' own sign-in: a short one, and one that is good for the next pair once (§A.3).

use crate::auth::oidc::NotRefreshed;
use crate::proxy::{InNameOf, ask};
use crate::secret::Secret;
use crate::session::{Issuer, Tokens};
use crate::state::Console;
use contract::auth::{self, Logout, RefreshToken, RefreshTokens};
use contract::session::Whoami;
use contract::{Timestamp, UserId};
use serde::Deserialize;

/// Life of a token that does not say when it is over (§A.3), in seconds.
const LIFE: i64 = 15 * 60;

/// What the service writes into its tokens (§A.3).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    sub: String,
    email: String,
    exp: Option<i64>,
}

/// Names a User of the service. Its ids mean nothing to an identity provider, nor the other way round.
pub(super) fn subject(user: &UserId) -> String {
    format!("e-mail {user}")
}

/// The tokens of an answer.
pub(super) fn tokens(answer: &auth::Tokens, now: Timestamp) -> Tokens {
    let bearer = Secret::new(answer.token.as_str());
    let end = claims(&bearer).exp.unwrap_or(now.unix_millis() / 1000 + LIFE);
    Tokens {
        issuer: Issuer::EmailCode,
        realm: None,
        expires: Timestamp::from_unix_millis(end.saturating_mul(1000)),
        refresh: Some(Secret::new(answer.refresh_token.as_str())),
        id_token: None,
        bearer,
    }
}

/// The next tokens. The refresh token is used up by asking.
///
/// # Errors
/// When there are none.
pub(crate) async fn refresh(console: &Console, of: &str, old: &Tokens) -> Result<Tokens, NotRefreshed> {
    let refresh = old.refresh.as_ref().ok_or(NotRefreshed::Refused)?;
    let call = RefreshTokens {
        request: request(refresh),
    };
    let answer = ask(console, &call, InNameOf::default()).await;
    let answer = answer.map_err(|error| match error.status {
        400 | 401 | 403 | 404 => NotRefreshed::Refused,
        _ => {
            tracing::warn!(%error, "a token cannot be refreshed");
            NotRefreshed::ProviderDown
        }
    })?;
    if subject(&answer.user.id) != of {
        tracing::warn!("refreshed tokens are of somebody else");
        return Err(NotRefreshed::Refused);
    }
    Ok(tokens(&answer, console.sessions.now()))
}

/// Tells the service that a session is over. Nobody waits for that: the session is gone here already.
pub(crate) fn forget(console: &Console, tokens: &Tokens) {
    let (Issuer::EmailCode, Some(refresh)) = (tokens.issuer, &tokens.refresh) else {
        return;
    };
    let console = console.clone();
    let call = Logout {
        request: request(refresh),
    };
    tokio::spawn(async move {
        if let Err(error) = ask(&console, &call, InNameOf::default()).await {
            tracing::warn!(%error, "the e-mail sign-in was not told of a sign-out");
        }
    });
}

fn request(refresh: &Secret) -> RefreshToken {
    RefreshToken {
        refresh_token: refresh.expose().to_owned(),
    }
}

/// Who a token of the service speaks of. It came from the service itself, so it is read, not checked.
pub(crate) fn customer(tokens: &Tokens) -> Whoami {
    let claims = claims(&tokens.bearer);
    Whoami {
        email: claims.email,
        sub: claims.sub,
        // The code went to this address.
        verified: true,
        deployment_id: None,
        sovereign_fqdn: None,
        mode: None,
        tier: None,
        realm_access: None,
    }
}

fn claims(bearer: &Secret) -> Claims {
    jsonwebtoken::dangerous::insecure_decode_claims(bearer.expose()).unwrap_or_default()
}
