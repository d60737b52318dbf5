//! From settings to a provider that is being asked.

use super::{Provider, ProviderSettings};
use crate::https::HttpsClient;
use crate::public_url::PublicUrl;
use std::{io, sync::Arc};

/// Why there is no provider to ask.
#[derive(Debug, thiserror::Error)]
pub enum NoProvider {
    /// TLS is impossible.
    #[error("the system has no certificate authorities to trust: {0}")]
    Trust(#[source] io::Error),
    /// The provider could not send browsers back.
    #[error("--public-url makes no redirect URI: {0}")]
    Callback(#[source] openidconnect::url::ParseError),
}

/// The provider, which is asked about itself from now on until it answers.
///
/// # Errors
/// When it could not be reached, or send anybody back here.
pub fn open(settings: ProviderSettings, public_url: &PublicUrl) -> Result<Arc<Provider>, NoProvider> {
    if settings.issuer.url().scheme() == "http" {
        tracing::warn!("the identity provider is reached without TLS: use https:// anywhere but on one machine");
    }
    let http = HttpsClient::new().map_err(NoProvider::Trust)?;
    let provider = Provider::new(settings, public_url, http).map_err(NoProvider::Callback)?;
    let provider = Arc::new(provider);
    let asked = Arc::clone(&provider);
    tokio::spawn(async move { asked.reach().await });
    Ok(provider)
}
