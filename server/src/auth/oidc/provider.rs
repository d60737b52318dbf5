//! The identity provider: what it says about itself, asked for when first needed and again from time to time.

use super::backchannel::Logouts;
use super::realms::RealmHost;
use super::types::{Client, Metadata};
use crate::https::HttpsClient;
use crate::public_url::PublicUrl;
use crate::secret::Secret;
use ::control_plane::{Jwk, JwkSet, KeyFuture, KeySource};
use openidconnect::{AuthType, ClientId, ClientSecret, IssuerUrl, RedirectUrl};
use std::{
    fmt,
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::{sync::Mutex, time::Instant};

/// What the provider said is believed for this long.
const FRESH: Duration = Duration::from_secs(10 * 60);
/// A token with an unknown key makes us ask again, but not more often than this.
const NEWER_KEYS: Duration = Duration::from_secs(10);
/// Pauses between attempts to reach the provider after the start: doubled from the first up to the second.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Which provider, and who we are there.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// As in `iss`, to the letter; `/.well-known/openid-configuration` is below it.
    pub issuer: IssuerUrl,
    /// Registered with redirect URI `<public URL>/auth/callback`.
    pub client_id: String,
    /// What people know it by; its host when nobody says.
    pub name: Option<String>,
    /// `None` for a public client, which proves itself with PKCE alone.
    pub client_secret: Option<Secret>,
}

/// The provider as the console knows it.
pub struct Provider {
    settings: ProviderSettings,
    /// The Organization's host that it signs people in at; `None` for the Sovereign's own.
    realm: Option<RealmHost>,
    /// Where it sends browsers back to.
    public_url: PublicUrl,
    redirect: RedirectUrl,
    pub(super) http: HttpsClient,
    pub(super) logouts: Logouts,
    known: std::sync::Mutex<Option<(Instant, Arc<Discovered>)>>,
    /// Held by whoever asks; when asking failed last, and why.
    asking: Mutex<Option<(Instant, ProviderDown)>>,
}

/// What the provider said about itself.
pub(super) struct Discovered {
    pub(super) metadata: Metadata,
    pub(super) client: Client,
    keys: JwkSet,
}

/// The provider says nothing that we can use.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the identity provider {issuer} cannot be used: {reason}")]
pub struct ProviderDown {
    issuer: String,
    reason: String,
}

impl Provider {
    /// Prepares to ask; nothing is asked yet.
    ///
    /// # Errors
    /// When the redirect URI would be no URL.
    pub fn new(
        settings: ProviderSettings,
        public_url: &PublicUrl,
        http: HttpsClient,
    ) -> Result<Self, openidconnect::url::ParseError> {
        Self::sending_to(public_url.clone(), None, settings, http)
    }

    /// The realm of an Organization, which sends browsers back to the console at its host.
    pub(super) fn of_realm(
        settings: ProviderSettings,
        host: RealmHost,
        public_url: &PublicUrl,
        http: HttpsClient,
    ) -> Result<Self, openidconnect::url::ParseError> {
        Self::sending_to(public_url.at_host(&host), Some(host), settings, http)
    }

    fn sending_to(
        public_url: PublicUrl,
        realm: Option<RealmHost>,
        settings: ProviderSettings,
        http: HttpsClient,
    ) -> Result<Self, openidconnect::url::ParseError> {
        Ok(Self {
            redirect: RedirectUrl::new(format!("{public_url}/auth/callback"))?,
            public_url,
            realm,
            settings,
            http,
            logouts: Logouts::default(),
            known: std::sync::Mutex::default(),
            asking: Mutex::default(),
        })
    }

    /// Issuer, as in `iss`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.settings.issuer.as_str()
    }

    /// Scheme and authority of the issuer.
    #[must_use]
    pub fn origin(&self) -> String {
        self.settings.issuer.url().origin().ascii_serialization()
    }

    /// What people know it by.
    #[must_use]
    pub fn name(&self) -> String {
        let host = || self.settings.issuer.url().host_str().unwrap_or_default().to_owned();
        self.settings.name.clone().unwrap_or_else(host)
    }

    /// The Organization's host whose realm it is; `None` for the Sovereign's own.
    #[must_use]
    pub fn realm(&self) -> Option<&RealmHost> {
        self.realm.as_ref()
    }

    /// Our name there.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.settings.client_id
    }

    /// Asks until the provider has answered once. A console may start before its provider.
    pub async fn reach(&self) {
        let mut pause = RETRY.0;
        while self.discovered().await.is_err() {
            tracing::info!("the identity provider is asked again in {} s", pause.as_secs());
            tokio::time::sleep(pause).await;
            pause = RETRY.1.min(pause * 2);
        }
        tracing::info!(issuer = self.issuer(), "the identity provider is known");
    }

    /// What the provider says about itself, at most some minutes old, or older while it does not answer.
    ///
    /// # Errors
    /// When it has never said anything. The log says why already.
    pub(super) async fn discovered(&self) -> Result<Arc<Discovered>, ProviderDown> {
        self.discovered_since(FRESH).await
    }

    async fn discovered_since(&self, fresh: Duration) -> Result<Arc<Discovered>, ProviderDown> {
        let begun = Instant::now();
        if let Some(known) = self.known_since(fresh) {
            return Ok(known);
        }
        let mut failed = match (self.asking.try_lock(), self.known_since(Duration::MAX)) {
            (Ok(failed), _) => failed,
            // A provider that hangs must not hold up those who can go on.
            (Err(_), Some(older)) if fresh == FRESH => return Ok(older),
            // Whoever comes meanwhile waits for the one answer, also when it is none.
            (Err(_), _) => self.asking.lock().await,
        };
        if let Some(known) = self.known_since(fresh) {
            return Ok(known);
        }
        let older = self.known_since(Duration::MAX);
        if let Some((when, error)) = &*failed
            && begun < *when
        {
            return older.ok_or_else(|| error.clone());
        }
        match self.discover().await {
            Ok(discovered) => {
                *failed = None;
                let discovered = Arc::new(discovered);
                self.know(Arc::clone(&discovered));
                Ok(discovered)
            }
            Err(error) => {
                *failed = Some((Instant::now(), error.clone()));
                if older.is_some() {
                    tracing::warn!(%error, "going on with what the identity provider said before");
                } else {
                    tracing::warn!(%error, "nothing is known of the identity provider");
                }
                older.ok_or(error)
            }
        }
    }

    /// What it said, unless that is longer ago.
    fn known_since(&self, fresh: Duration) -> Option<Arc<Discovered>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, discovered) = known.as_ref()?;
        (asked.elapsed() < fresh).then(|| Arc::clone(discovered))
    }

    fn know(&self, discovered: Arc<Discovered>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), discovered));
    }

    async fn discover(&self) -> Result<Discovered, ProviderDown> {
        let issuer = self.settings.issuer.clone();
        let metadata = Metadata::discover_async(issuer, &self.http).await;
        let metadata = metadata.map_err(|error| self.down(&error))?;
        // The same keys, in the form in which access and logout tokens are checked.
        let keys = serde_json::to_value(metadata.jwks()).and_then(serde_json::from_value);
        let keys = keys.map_err(|error| self.down(&error))?;
        let client_id = ClientId::new(self.settings.client_id.clone());
        let secret = self.settings.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.expose().to_owned()));
        let auth_type = match secret {
            Some(_) => AuthType::BasicAuth,
            None => AuthType::RequestBody,
        };
        let client = Client::from_provider_metadata(metadata.clone(), client_id, secret)
            .set_redirect_uri(self.redirect.clone())
            .set_auth_type(auth_type);
        Ok(Discovered { metadata, client, keys })
    }

    /// Where a browser ends its session at the provider (RP-Initiated Logout 1.0 §2); `None` where that cannot be done.
    pub(crate) async fn sign_out_at(&self, id_token: &Secret) -> Option<String> {
        let discovered = self.discovered().await.ok()?;
        let endpoint = discovered
            .metadata
            .additional_metadata()
            .end_session_endpoint
            .as_ref()?;
        let mut url = endpoint.url().clone();
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token.expose())
            .append_pair("client_id", self.client_id())
            .append_pair(
                "post_logout_redirect_uri",
                &format!("{}/auth/signed-out", self.public_url),
            );
        Some(url.into())
    }

    fn down(&self, error: &dyn std::error::Error) -> ProviderDown {
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(deeper) = cause {
            reason = format!("{reason}: {deeper}");
            cause = deeper.source();
        }
        ProviderDown {
            issuer: self.issuer().to_owned(),
            reason,
        }
    }

    /// The key that signed a token. An unknown one may be newer than what we know.
    async fn find_key(&self, kid: Option<&str>) -> Option<Jwk> {
        for fresh in [FRESH, NEWER_KEYS] {
            let discovered = self.discovered_since(fresh).await.ok()?;
            let keys = &discovered.keys;
            let found = match (kid, keys.keys.as_slice()) {
                (Some(kid), _) => keys.find(kid),
                (None, [only]) => Some(only),
                (None, _) => return None,
            };
            if let Some(key) = found {
                return Some(key.clone());
            }
        }
        None
    }
}

impl KeySource for Provider {
    fn key<'a>(&'a self, kid: Option<&'a str>) -> KeyFuture<'a> {
        Box::pin(self.find_key(kid))
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
