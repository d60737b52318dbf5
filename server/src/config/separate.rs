//! `catalyst-console control-plane`: the embedded control plane as a process of its own.

use super::{BadValue, EmbeddedConfig, EmbeddedFlags, IssuerFlags, LogConfig, LogFlags, site_of_executable, values};
use crate::auth::oidc::ProviderSettings;
use std::{net::SocketAddr, path::PathBuf};

/// Run only the control plane, with its simulated cluster, for consoles that are other processes.
///
/// A console reaches it with --control-plane and the same token file as --control-plane-token-file, or with the same
/// --oidc-issuer.
#[derive(Debug, clap::Args)]
pub(super) struct SeparateFlags {
    /// Address and port to listen on. Anything but a loopback address lets the network in.
    ///
    /// Example: --listen 127.0.0.1:8080
    #[arg(long, env = "CATALYST_LISTEN", default_value = "127.0.0.1:8080", value_parser = values::address)]
    listen: SocketAddr,

    /// File with the bearer token that is accepted; made with a new token, for its owner only, if it is missing.
    ///
    /// Example: --token-file /run/secrets/control-plane-token
    #[arg(long, env = "CATALYST_TOKEN_FILE", value_name = "FILE")]
    token_file: PathBuf,

    #[command(flatten)]
    issuer: IssuerFlags,

    #[command(flatten)]
    embedded: EmbeddedFlags,

    #[command(flatten)]
    log: LogFlags,
}

/// A control plane as a process of its own.
#[derive(Debug)]
pub struct SeparateConfig {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Holds the one token that is accepted as the owner's.
    pub token_file: PathBuf,
    /// Whose tokens are accepted too.
    pub provider: Option<ProviderSettings>,
    /// The control plane itself.
    pub embedded: EmbeddedConfig,
    /// What is logged, and how.
    pub log: LogConfig,
}

impl SeparateFlags {
    pub(super) fn check(self) -> Result<SeparateConfig, BadValue> {
        Ok(SeparateConfig {
            listen: self.listen,
            token_file: self.token_file,
            provider: self.issuer.check(None)?,
            embedded: self.embedded.check(&site_of_executable()?)?,
            log: self.log.into(),
        })
    }
}
