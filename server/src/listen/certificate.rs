//! The console's own certificate, read from files and read again when they change.

use crate::shutdown::Shutdown;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// How often the files are looked at. Certificates are renewed days before they end.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// What TLS offers, best first: HTTP/2, then HTTP/1.1.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// A certificate chain and its key in PEM files, as they were when last read whole.
pub struct Certificate {
    chain_file: PathBuf,
    key_file: PathBuf,
    current: RwLock<Current>,
}

struct Current {
    chain: Vec<u8>,
    key: Vec<u8>,
    certified: Arc<CertifiedKey>,
}

/// Why the files are no certificate.
#[derive(Debug, thiserror::Error)]
pub enum BadCertificate {
    /// A file cannot be read.
    #[error("\"{path}\": {cause}", path = .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// No certificate in PEM form.
    #[error("\"{}\": there is no certificate in PEM form in it", .0.display())]
    NoCertificate(PathBuf),
    /// No private key in PEM form.
    #[error("\"{}\": there is no unencrypted private key in PEM form in it", .0.display())]
    NoKey(PathBuf),
    /// The key is of an unknown kind, or another certificate's.
    #[error("\"{key}\" is not the key of \"{chain}\": {cause}", key = .key.display(), chain = .chain.display())]
    Mismatch {
        /// File of the certificate.
        chain: PathBuf,
        /// File of the key.
        key: PathBuf,
        /// What rustls says.
        cause: rustls::Error,
    },
}

impl Certificate {
    /// Reads both files.
    ///
    /// # Errors
    /// When they are no certificate chain and its key.
    pub fn open(chain_file: PathBuf, key_file: PathBuf) -> Result<Self, BadCertificate> {
        let current = RwLock::new(Current::read(&chain_file, &key_file)?);
        Ok(Self {
            chain_file,
            key_file,
            current,
        })
    }

    /// Reads the files again; answers whether there was something new. What was in use stays so on errors.
    ///
    /// # Errors
    /// When the files are no certificate chain and its key now, for example because they are being replaced.
    pub fn refresh(&self) -> Result<bool, BadCertificate> {
        let fresh = Current::read(&self.chain_file, &self.key_file)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let changed = fresh.chain != current.chain || fresh.key != current.key;
        if changed {
            *current = fresh;
        }
        Ok(changed)
    }

    /// Keeps the certificate current until the end. Reads on a thread for files: they may lie on a network.
    pub async fn follow_files(self: Arc<Self>, shutdown: Shutdown) {
        let mut tick = tokio::time::interval(LOOK_AGAIN);
        let mut end = std::pin::pin!(shutdown.begun());
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                () = &mut end => return,
            }
            let certificate = Arc::clone(&self);
            match tokio::task::spawn_blocking(move || certificate.refresh()).await {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => tracing::info!(file = %self.chain_file.display(), "the certificate was renewed"),
                Ok(Err(error)) => tracing::warn!(%error, "the certificate in use is kept"),
                Err(error) => tracing::error!(%error, "the certificate cannot be followed"),
            }
        }
    }

    /// TLS 1.2 and 1.3 with this certificate.
    ///
    /// # Errors
    /// When the cryptography offers neither.
    pub(super) fn server_config(self: Arc<Self>) -> Result<ServerConfig, rustls::Error> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(self);
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
        Ok(config)
    }
}

impl Current {
    fn read(chain_file: &Path, key_file: &Path) -> Result<Self, BadCertificate> {
        let (chain, key) = (read(chain_file)?, read(key_file)?);
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain).collect();
        let certificates = certificates.unwrap_or_default();
        if certificates.is_empty() {
            return Err(BadCertificate::NoCertificate(chain_file.to_owned()));
        }
        let private = PrivateKeyDer::from_pem_slice(&key).map_err(|_| BadCertificate::NoKey(key_file.to_owned()))?;
        let certified = CertifiedKey::from_der(certificates, private, &ring::default_provider());
        let certified = certified.map_err(|cause| BadCertificate::Mismatch {
            chain: chain_file.to_owned(),
            key: key_file.to_owned(),
            cause,
        })?;
        Ok(Self {
            chain,
            key,
            certified: Arc::new(certified),
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, BadCertificate> {
    fs::read(path).map_err(|cause| BadCertificate::Unreadable {
        path: path.to_owned(),
        cause,
    })
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&current.certified))
    }
}

/// The key stays out of logs.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("chain_file", &self.chain_file)
            .finish_non_exhaustive()
    }
}
