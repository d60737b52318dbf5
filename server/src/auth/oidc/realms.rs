//! Organizations whose consoles have hosts of their own, each with the realm that signs people in there (contract §A.6).
//!
//! The control plane says which hosts those are, and nobody else: what a browser names is only ever looked up.

use super::provider::{Provider, ProviderSettings};
use crate::error::Refusal;
use crate::https::HttpsClient;
use crate::proxy::{InNameOf, ask};
use crate::public_url::PublicUrl;
use crate::state::Console;
use contract::session::DiscoverRealm;
use http::{HeaderMap, header};
use openidconnect::IssuerUrl;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    fmt, io,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The most hosts that are remembered.
const HOSTS: usize = 256;
/// What the control plane said of a host is believed for this long.
const FRESH: Duration = Duration::from_secs(5 * 60);
/// That it knows nothing of a host, for this long.
const FRESH_UNKNOWN: Duration = Duration::from_secs(30);

/// A host name as it is looked up: lower-case, without a port.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RealmHost(String);

impl RealmHost {
    /// The host that an authority names; `None` for what is no DNS name, which no realm has.
    #[must_use]
    pub fn of(authority: &str) -> Option<Self> {
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        let is_label = |label: &str| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            (1..=63).contains(&label.len()) && label.bytes().all(allowed)
        };
        let is_address = host.parse::<IpAddr>().is_ok();
        let is_name = !is_address && host.len() <= 253 && host.contains('.') && host.split('.').all(is_label);
        is_name.then(|| Self(host.to_ascii_lowercase()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a host's realm cannot be used now.
#[derive(Debug, thiserror::Error)]
pub enum RealmUnavailable {
    /// The control plane does not say which it is.
    #[error("the control plane does not say whose console {0} is: {1}")]
    NotSaid(String, String),
    /// It says something that is no realm.
    #[error("the realm of {0} is no identity provider: {1}")]
    NoProvider(String, String),
    /// TLS to it is impossible.
    #[error("the system has no certificate authorities to trust: {0}")]
    Trust(#[source] io::Error),
}

/// Realms by host, as the control plane names them.
pub struct Realms {
    public_url: PublicUrl,
    /// Made for the first realm: whoever has none need not trust anybody.
    http: OnceLock<HttpsClient>,
    known: Mutex<HashMap<RealmHost, Known>>,
}

#[derive(Clone)]
struct Known {
    asked: Instant,
    /// `None` where the control plane knows no Organization.
    provider: Option<Arc<Provider>>,
}

impl Known {
    fn is_fresh(&self) -> bool {
        let fresh = if self.provider.is_some() { FRESH } else { FRESH_UNKNOWN };
        self.asked.elapsed() < fresh
    }
}

impl Realms {
    /// Knows none yet.
    #[must_use]
    pub fn new(public_url: PublicUrl) -> Self {
        Self {
            public_url,
            http: OnceLock::new(),
            known: Mutex::default(),
        }
    }

    /// The realm of an Organization's host; `None` for a host that the control plane does not confirm.
    ///
    /// # Errors
    /// When it cannot be found out, and was not lately. The log says why already.
    pub(super) async fn at(
        &self,
        console: &Console,
        host: &RealmHost,
    ) -> Result<Option<Arc<Provider>>, RealmUnavailable> {
        let found = self.find(console, host).await;
        found.inspect_err(|error| tracing::warn!(%error, "an Organization's realm cannot be used"))
    }

    async fn find(&self, console: &Console, host: &RealmHost) -> Result<Option<Arc<Provider>>, RealmUnavailable> {
        let before = self.known().get(host).cloned();
        if let Some(known) = before.as_ref().filter(|known| known.is_fresh()) {
            return Ok(known.provider.clone());
        }
        let question = DiscoverRealm {
            host: host.as_str().to_owned(),
        };
        let provider = match ask(console, &question, InNameOf::default()).await {
            Ok(realm) => Some(self.provider(host, &realm.keycloak_realm_url, realm.keycloak_client_id, before)?),
            Err(error) if error.is_not_found() => None,
            Err(error) => {
                let error = RealmUnavailable::NotSaid(host.as_str().to_owned(), error.message);
                let Some(provider) = before.and_then(|known| known.provider) else {
                    return Err(error);
                };
                // A realm that was confirmed before stays so while the control plane is away.
                tracing::warn!(%error, "going on with what it said before");
                return Ok(Some(provider));
            }
        };
        self.remember(host, provider.clone());
        Ok(provider)
    }

    /// The provider of a realm: the one that is known, with what it said about itself, unless another was named.
    fn provider(
        &self,
        host: &RealmHost,
        realm: &str,
        client_id: String,
        before: Option<Known>,
    ) -> Result<Arc<Provider>, RealmUnavailable> {
        let is_same = |known: &Arc<Provider>| known.issuer() == realm && known.client_id() == client_id;
        if let Some(known) = before.and_then(|known| known.provider).filter(is_same) {
            return Ok(known);
        }
        let no_provider =
            |reason: &dyn fmt::Display| RealmUnavailable::NoProvider(host.as_str().to_owned(), reason.to_string());
        let issuer = IssuerUrl::new(realm.to_owned()).map_err(|error| no_provider(&error))?;
        let is_good = match issuer.url().scheme() {
            "https" => true,
            // On one machine, as for the Sovereign's own provider.
            "http" => !self.public_url.is_https(),
            _ => false,
        };
        if !is_good || !issuer.url().has_host() {
            return Err(no_provider(&"it is not reached over TLS"));
        }
        let settings = ProviderSettings {
            issuer,
            client_id,
            name: None,
            // The control plane names none: such a client proves itself with PKCE.
            client_secret: None,
        };
        let http = self.http().map_err(RealmUnavailable::Trust)?;
        let provider = Provider::of_realm(settings, host.clone(), &self.public_url, http);
        Ok(Arc::new(provider.map_err(|error| no_provider(&error))?))
    }

    fn http(&self) -> io::Result<HttpsClient> {
        if let Some(http) = self.http.get() {
            return Ok(http.clone());
        }
        let http = HttpsClient::new()?;
        Ok(self.http.get_or_init(|| http).clone())
    }

    fn remember(&self, host: &RealmHost, provider: Option<Arc<Provider>>) {
        let mut known = self.known();
        if known.len() >= HOSTS && !known.contains_key(host) {
            // Whoever makes hosts up pushes others like them out first.
            let oldest = known
                .iter()
                .min_by_key(|(_, known)| (known.provider.is_some(), known.asked));
            if let Some(oldest) = oldest.map(|(host, _)| host.clone()) {
                known.remove(&oldest);
            }
        }
        let asked = Instant::now();
        known.insert(host.clone(), Known { asked, provider });
    }

    fn known(&self) -> MutexGuard<'_, HashMap<RealmHost, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Console {
    /// Who signs people in at the host that a request is for: an Organization's realm where the control plane confirms
    /// one, else the Sovereign's; `None` where there is no identity provider at all.
    ///
    /// # Errors
    /// When the control plane does not say whose host it is.
    pub(crate) async fn provider_at(&self, headers: &HeaderMap) -> Result<Option<Arc<Provider>>, RealmUnavailable> {
        let realm = self.realm_host(headers);
        let of_realm = match (&self.provider, &realm) {
            (Some(_), Some(host)) => self.realms.at(self, host).await?,
            _ => None,
        };
        Ok(of_realm.or_else(|| self.provider.clone()))
    }

    /// Who issued the tokens of a realm, and renews them; `None` once it is no more.
    ///
    /// # Errors
    /// When the control plane does not say whether it still is.
    pub(crate) async fn provider_of(
        &self,
        realm: Option<&RealmHost>,
    ) -> Result<Option<Arc<Provider>>, RealmUnavailable> {
        match realm {
            Some(host) => self.realms.at(self, host).await,
            None => Ok(self.provider.clone()),
        }
    }

    /// The host that a request is for, if the control plane confirms that it is an Organization's.
    ///
    /// # Errors
    /// When the control plane does not say.
    pub(crate) async fn realm_at(&self, headers: &HeaderMap) -> Result<Option<RealmHost>, RealmUnavailable> {
        let Some(host) = self.realm_host(headers) else {
            return Ok(None);
        };
        let confirmed = self.realms.at(self, &host).await?;
        Ok(confirmed.map(|_| host))
    }

    /// The host that a request names, unless it is the console's own.
    fn realm_host(&self, headers: &HeaderMap) -> Option<RealmHost> {
        let named = headers.get(header::HOST)?.to_str().ok()?;
        let is_own = named.eq_ignore_ascii_case(self.public_url.authority());
        RealmHost::of(named).filter(|_| !is_own)
    }
}

impl From<RealmUnavailable> for Refusal {
    fn from(_: RealmUnavailable) -> Self {
        Self::ProviderUnavailable
    }
}

impl fmt::Debug for Realms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Realms").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_looked_up_by_its_name_alone() {
        let name = |authority: &str| RealmHost::of(authority).map(|host| host.as_str().to_owned());
        assert_eq!(
            name("Console.Noor.Omani.Shop:8443").as_deref(),
            Some("console.noor.omani.shop")
        );
        for nobody in [
            "",
            "localhost",
            "192.0.2.1:80",
            "[::1]:80",
            "a..b",
            "a.b/c",
            "a.b@c.d",
            "é.example",
            &"a.".repeat(200),
        ] {
            assert_eq!(name(nobody), None, "{nobody}");
        }
    }

    #[tokio::test]
    async fn only_so_many_hosts_are_remembered_and_those_made_up_go_first() {
        let url: PublicUrl = "https://console.t01.omani.works".parse().unwrap();
        let realms = Realms::new(url);
        let host = |number: usize| RealmHost::of(&format!("console.o{number}.omani.shop")).unwrap();
        let provider = realms.provider(&host(0), "https://auth.example/realms/noor", "c".to_owned(), None);
        realms.remember(&host(0), Some(provider.unwrap()));
        for number in 1..HOSTS + 10 {
            realms.remember(&host(number), None);
        }
        assert_eq!(realms.known().len(), HOSTS);
        assert!(realms.known().contains_key(&host(0)));
        let insecure = realms.provider(&host(0), "http://auth.example/realms/noor", "c".to_owned(), None);
        assert!(insecure.is_err(), "not over plain HTTP where the console itself is not");
    }
}
