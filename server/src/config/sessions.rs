//! Where sessions are kept, and sealed with what.

use super::{BadValue, SessionStore, values};
use std::path::{Path, PathBuf};

/// Flags of the session store.
#[derive(Debug, clap::Args)]
pub(super) struct SessionFlags {
    /// Where sessions are kept: memory (they end with this process), sqlite (in --data-dir, they survive a restart) or
    /// the URL of a Redis or Valkey server, redis://… or over TLS rediss://…, which several replicas share with one
    /// --session-key-file.
    ///
    /// Example: --session-store sqlite
    #[arg(long, env = "CATALYST_SESSION_STORE", default_value = "memory", value_parser = values::session_store)]
    session_store: SessionStore,

    /// File with the key that seals tokens in the session store: 64 hexadecimal digits. Default: session.key in
    /// --data-dir, made when it is first needed.
    ///
    /// Example: --session-key-file /run/secrets/session-key
    #[arg(long, env = "CATALYST_SESSION_KEY_FILE", value_name = "FILE")]
    session_key_file: Option<PathBuf>,

    /// File with the certificate authorities (PEM) that a rediss://… server is trusted by. Default: those of the system.
    ///
    /// Example: --session-store-ca-file /run/secrets/valkey-ca.crt
    #[arg(long, env = "CATALYST_SESSION_STORE_CA_FILE", value_name = "FILE")]
    session_store_ca_file: Option<PathBuf>,
}

/// Where sessions are kept, and sealed with what.
#[derive(Debug)]
pub struct SessionConfig {
    /// Which store.
    pub store: SessionStore,
    /// The key that was named; `None` for one of the console's own.
    pub key_file: Option<PathBuf>,
    /// Who vouches for the server of the store; `None` for whom the system trusts.
    pub ca_file: Option<PathBuf>,
    /// Where files of the console's own are.
    pub data_dir: PathBuf,
}

impl SessionFlags {
    pub(super) fn check(self, data_dir: &Path) -> Result<SessionConfig, BadValue> {
        let is_over_tls = matches!(self.session_store, SessionStore::RedisOverTls(_));
        if self.session_store_ca_file.is_some() && !is_over_tls {
            return Err(BadValue(
                "--session-store-ca-file needs a server over TLS, for example --session-store rediss://valkey:6379"
                    .to_owned(),
            ));
        }
        let is_shared = is_over_tls || matches!(self.session_store, SessionStore::Redis(_));
        if is_shared && self.session_key_file.is_none() {
            return Err(BadValue(
                "--session-store redis://… needs --session-key-file, the same for every replica, for example \
                 --session-key-file /run/secrets/session-key"
                    .to_owned(),
            ));
        }
        Ok(SessionConfig {
            store: self.session_store,
            key_file: self.session_key_file,
            ca_file: self.session_store_ca_file,
            data_dir: data_dir.to_owned(),
        })
    }
}
