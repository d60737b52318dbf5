//! New tokens for old ones.

use super::identity;
use super::provider::Provider;
use crate::secret::Secret;
use crate::session::{Sessions, Tokens};
use openidconnect::core::CoreErrorResponseType;
use openidconnect::{RefreshToken, RequestTokenError};
use std::collections::BTreeSet;

/// Why there are no new tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRefreshed {
    /// For good (RFC 6749 §5.2): the User has to sign in again.
    Refused,
    /// For now.
    ProviderDown,
}

impl Provider {
    /// New tokens for the session of `subject`.
    ///
    /// # Errors
    /// When there are none.
    pub(crate) async fn refresh(
        &self,
        subject: &str,
        old: &Tokens,
        sessions: &Sessions,
    ) -> Result<Tokens, NotRefreshed> {
        let refresh = old.refresh.as_ref().ok_or(NotRefreshed::Refused)?;
        let discovered = self.discovered().await.map_err(|_| NotRefreshed::ProviderDown)?;
        let refresh = RefreshToken::new(refresh.expose().to_owned());
        let request = discovered.client.exchange_refresh_token(&refresh);
        let request = request.map_err(|error| {
            tracing::warn!(%error, "a token cannot be refreshed");
            NotRefreshed::ProviderDown
        })?;
        let answer = request.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(refusal) => {
                tracing::info!(error = %refusal.error(), "the identity provider refreshes no token");
                match refusal.error() {
                    CoreErrorResponseType::Extension(code) if is_temporary(code) => NotRefreshed::ProviderDown,
                    _ => NotRefreshed::Refused,
                }
            }
            other => {
                tracing::warn!(error = %other, "a token cannot be refreshed");
                NotRefreshed::ProviderDown
            }
        })?;
        let now = sessions.now();
        if let Err(error) = identity::is_still(self, &discovered.client, &answer, subject, now) {
            tracing::warn!(%error, "refreshed tokens are not believed");
            return Err(NotRefreshed::Refused);
        }
        let new = identity::tokens(self, &answer, now);
        Ok(Tokens {
            // What is not given anew stays good (RFC 6749 §6).
            refresh: new.refresh.or_else(|| old.refresh.clone()),
            id_token: new.id_token.or_else(|| old.id_token.clone()),
            ..new
        })
    }
}

fn is_temporary(code: &str) -> bool {
    matches!(code, "temporarily_unavailable" | "server_error")
}

/// What an access token says that its User may do. It came from the provider itself, so it is read, not checked; what
/// cannot be read grants nothing.
#[must_use]
pub(crate) fn privileges(bearer: &Secret) -> BTreeSet<String> {
    let claims = jsonwebtoken::dangerous::insecure_decode_claims::<serde_json::Value>(bearer.expose());
    let claims = claims.unwrap_or_default();
    let mut granted = BTreeSet::new();
    for pointer in ["/realm_access/roles", "/groups", "/resource_access", "/tier", "/role"] {
        match claims.pointer(pointer) {
            Some(serde_json::Value::Array(values)) => {
                granted.extend(values.iter().map(|value| format!("{pointer} {value}")));
            }
            Some(value) => {
                granted.insert(format!("{pointer} {value}"));
            }
            None => {}
        }
    }
    granted
}
