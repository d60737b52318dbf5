//! HTTPS without a gateway in front.

use super::BadValue;
use crate::listen::Certificate;
use crate::public_url::PublicUrl;
use std::path::PathBuf;

/// Flags of the console's own certificate.
#[derive(Debug, clap::Args)]
pub(super) struct TlsFlags {
    /// File with the certificate chain of --public-url in PEM form: the console then speaks HTTPS, with HTTP/2. Needs
    /// --tls-key. Read again when it changes.
    ///
    /// Example: --tls-cert /run/secrets/tls/tls.crt
    #[arg(long, env = "CATALYST_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// File with the private key of --tls-cert in PEM form, not encrypted.
    ///
    /// Example: --tls-key /run/secrets/tls/tls.key
    #[arg(long, env = "CATALYST_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

impl TlsFlags {
    /// The certificate, if one is named.
    pub(super) fn check(self, public_url: Option<&PublicUrl>) -> Result<Option<Certificate>, BadValue> {
        let (chain, key) = match (self.tls_cert, self.tls_key) {
            (None, None) => return Ok(None),
            (Some(chain), Some(key)) => (chain, key),
            (Some(_), None) => return Err(needs("--tls-cert", "--tls-key", "/run/secrets/tls/tls.key")),
            (None, Some(_)) => return Err(needs("--tls-key", "--tls-cert", "/run/secrets/tls/tls.crt")),
        };
        if public_url.is_some_and(|url| !url.is_https()) {
            return Err(BadValue(
                "--public-url must be https:// with --tls-cert, for example https://console.t01.omani.works".to_owned(),
            ));
        }
        let certificate = Certificate::open(chain, key);
        certificate
            .map(Some)
            .map_err(|error| BadValue(format!("--tls-cert and --tls-key: {error}")))
    }
}

fn needs(given: &str, missing: &str, example: &str) -> BadValue {
    BadValue(format!("{given} needs {missing}, for example {missing} {example}"))
}
