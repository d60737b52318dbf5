//! The control plane that the configuration names, and the tokens for it.

mod mail;
mod separate;

use crate::auth::oidc::Provider;
use crate::config::{ControlPlaneConfig, EmbeddedConfig, Origins, Seed};
use crate::proxy::{Remote, Services, Upstream};
use crate::secret::Secret;
use ::control_plane::{Identity, KeySource, OpenError, SystemClock, TrustedIssuer};
use contract::session::Tier;
use http::{Uri, uri::Scheme};
pub use separate::{SeparateError, serve_separately};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Tokens of the control plane, one for each session.
pub trait Bearers: Send + Sync {
    /// A token for the User who has just signed in.
    ///
    /// # Errors
    /// When none can be had.
    fn issue(&self) -> Result<Secret, NoBearer>;

    /// Whether the control plane still takes this token, as far as can be told without asking it.
    fn knows(&self, bearer: &Secret) -> bool;

    /// The session of this token is over.
    fn end(&self, bearer: &Secret);
}

/// Why a sign-in cannot get a token.
#[derive(Debug, thiserror::Error)]
#[error("no token for the control plane: {0}")]
pub struct NoBearer(pub String);

/// Why there is no control plane.
#[derive(Debug, thiserror::Error)]
pub enum NoControlPlane {
    /// The embedded one does not open.
    #[error(transparent)]
    Embedded(#[from] OpenError),
    /// The system has no certificate authorities.
    #[error("TLS to it is impossible: {0}")]
    NoAuthorities(#[from] io::Error),
}

/// A control plane, ready to be asked.
pub struct ControlPlane {
    /// The way to it.
    pub upstream: Upstream,
    /// Tokens for it.
    pub bearers: Box<dyn Bearers>,
    /// For the person at the terminal.
    pub description: String,
    embedded: Option<::control_plane::ControlPlane>,
}

impl ControlPlane {
    /// Opens the embedded control plane, or prepares to use a remote one.
    ///
    /// # Errors
    /// When the embedded one does not open, or nothing could prove who a remote one is.
    pub async fn open(config: ControlPlaneConfig) -> Result<Self, NoControlPlane> {
        match config {
            ControlPlaneConfig::Embedded(config) => Ok(Self::embedded(config).await?),
            ControlPlaneConfig::Remote { origins, token_file } => Ok(Self {
                description: format!("Control plane: {}", origins.api),
                upstream: Upstream::Remote(Box::new(services(origins)?)),
                bearers: match token_file {
                    Some(path) => Box::new(TokenFile(path)),
                    None => Box::new(OfProvider),
                },
                embedded: None,
            }),
        }
    }

    async fn embedded(config: EmbeddedConfig) -> Result<Self, OpenError> {
        let description = format!(
            "Control plane: embedded, with a simulated cluster (nothing is deployed anywhere); data in {}",
            config.data_dir.display()
        );
        let owner = owner_of(&config);
        let plane = open_embedded(config).await?;
        Ok(Self {
            upstream: Upstream::Embedded(plane.router()),
            bearers: Box::new(Minted {
                plane: plane.clone(),
                owner,
            }),
            description,
            embedded: Some(plane),
        })
    }

    /// Makes the embedded control plane take the identity provider's tokens. A remote one is configured where it runs.
    pub fn trust(&self, provider: &Arc<Provider>) {
        if let Some(plane) = &self.embedded {
            plane.trust(trusted(provider));
        }
    }

    /// What remains to be ended after listening has ended.
    pub fn ending(&self) -> impl Future<Output = ()> + use<> {
        let embedded = self.embedded.clone();
        async move {
            if let Some(plane) = embedded {
                plane.shutdown().await;
            }
        }
    }
}

fn trusted(provider: &Arc<Provider>) -> TrustedIssuer {
    TrustedIssuer {
        issuer: provider.issuer().to_owned(),
        client_id: provider.client_id().to_owned(),
        keys: Arc::clone(provider) as Arc<dyn KeySource>,
    }
}

fn services(origins: Origins) -> io::Result<Services> {
    Ok(Services {
        api: remote(origins.api)?,
        gateway: origins.gateway.map(remote).transpose()?,
        gitea: origins.gitea.map(remote).transpose()?,
    })
}

fn remote(origin: Uri) -> io::Result<Remote> {
    if origin.scheme() == Some(&Scheme::HTTPS) {
        Remote::over_tls(origin)
    } else {
        Ok(Remote::new(origin))
    }
}

/// The User that whoever runs an embedded control plane is.
fn owner_of(config: &EmbeddedConfig) -> Identity {
    Identity {
        email: format!("owner@{}", config.fqdn),
        verified: true,
        sub: "owner".to_owned(),
        tier: Tier::Owner,
    }
}

async fn open_embedded(config: EmbeddedConfig) -> Result<::control_plane::ControlPlane, OpenError> {
    if config.blueprints.is_empty() {
        tracing::warn!("the starter catalogue was not found; name a folder with --blueprints");
    }
    let plane = ::control_plane::ControlPlane::open(::control_plane::Config {
        data_dir: config.data_dir,
        blueprint_dirs: config.blueprints,
        seed: match config.seed {
            Seed::Demo => ::control_plane::Seed::Demo,
            Seed::Empty => ::control_plane::Seed::Empty,
        },
        speed: config.speed.factor(),
        fqdn: config.fqdn.to_string(),
        clock: Arc::new(SystemClock),
        cards: Some(Arc::new(::control_plane::LocalCards::default())),
    })
    .await?;
    if let Some(mothership) = config.mothership {
        plane.accept_handovers(mothership);
    }
    mail::print(plane.mailbox());
    Ok(plane)
}

/// Tokens of the embedded control plane: whoever signs in is the owner.
struct Minted {
    plane: ::control_plane::ControlPlane,
    owner: Identity,
}

impl Bearers for Minted {
    fn issue(&self) -> Result<Secret, NoBearer> {
        Ok(Secret::new(self.plane.mint_token(self.owner.clone())))
    }

    fn knows(&self, bearer: &Secret) -> bool {
        self.plane.knows_token(bearer.expose())
    }

    fn end(&self, bearer: &Secret) {
        self.plane.revoke_token(bearer.expose());
    }
}

/// The token of a remote control plane, read at each sign-in so that it can be renewed.
struct TokenFile(PathBuf);

impl Bearers for TokenFile {
    fn issue(&self) -> Result<Secret, NoBearer> {
        read_token(&self.0).map_err(|reason| NoBearer(format!("{}: {reason}", self.0.display())))
    }

    fn knows(&self, _bearer: &Secret) -> bool {
        true
    }

    fn end(&self, _bearer: &Secret) {
        // The token belongs to whoever wrote the file.
    }
}

/// Tokens of the identity provider: it issues them, to each User their own.
struct OfProvider;

impl Bearers for OfProvider {
    fn issue(&self) -> Result<Secret, NoBearer> {
        Err(NoBearer("the identity provider signs in".to_owned()))
    }

    fn knows(&self, _bearer: &Secret) -> bool {
        true
    }

    fn end(&self, _bearer: &Secret) {}
}

/// The token that a file holds, without the white space around it.
fn read_token(path: &Path) -> io::Result<Secret> {
    let text = fs::read_to_string(path)?;
    match text.trim() {
        "" => Err(io::Error::other("the file is empty")),
        token => Ok(Secret::new(token)),
    }
}
