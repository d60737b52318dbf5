//! Opens the session store that the configuration names.

use super::Sessions;
use super::store::{InProcess, OpenStoreError, Redis, Sqlite, Store, StoreError};
use crate::config::{SessionConfig, SessionStore};
use crate::vault::{NoKey, Vault};
use ::control_plane::SystemClock;
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Why there is no session store.
#[derive(Debug, thiserror::Error)]
pub enum NoSessions {
    /// No key to seal with.
    #[error(transparent)]
    Key(#[from] NoKey),
    /// The folder for the store cannot be made.
    #[error("the data folder {} cannot be used: {cause}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Nobody is known to vouch for the server of the store.
    #[error("--session-store-ca-file {} cannot be read: {cause}", .path.display())]
    Authorities {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file of the store.
    #[error(transparent)]
    File(#[from] OpenStoreError),
    /// The server of the store.
    #[error(transparent)]
    Server(#[from] StoreError),
}

/// The sessions of this console, and the vault that they share with sign-in.
///
/// # Errors
/// When the key or the store cannot be used.
pub fn open(config: &SessionConfig) -> Result<(Sessions, Arc<Vault>), NoSessions> {
    let vault = Arc::new(vault(config)?);
    let store: Box<dyn Store> = match &config.store {
        SessionStore::Memory => Box::new(InProcess::default()),
        SessionStore::Sqlite => Box::new(Sqlite::open(
            &config.data_dir.join("sessions.sqlite"),
            Arc::clone(&vault),
        )?),
        SessionStore::Redis(url) => Box::new(Redis::new(url.expose(), Arc::clone(&vault))?),
        SessionStore::RedisOverTls(url) => {
            let authorities = config.ca_file.as_deref().map(read_authorities).transpose()?;
            Box::new(Redis::over_tls(url.expose(), authorities, Arc::clone(&vault))?)
        }
    };
    Ok((Sessions::new(store, Arc::new(SystemClock)), vault))
}

fn read_authorities(path: &Path) -> Result<Vec<u8>, NoSessions> {
    std::fs::read(path).map_err(|cause| NoSessions::Authorities {
        path: path.to_owned(),
        cause,
    })
}

fn vault(config: &SessionConfig) -> Result<Vault, NoSessions> {
    match (&config.key_file, &config.store) {
        (Some(path), _) => Ok(Vault::from_file(path)?),
        // Nothing that is sealed outlives the process.
        (None, SessionStore::Memory) => Ok(Vault::ephemeral().map_err(NoKey::from)?),
        (None, _) => {
            let path = &config.data_dir;
            std::fs::create_dir_all(path).map_err(|cause| NoSessions::Folder {
                path: path.clone(),
                cause,
            })?;
            Ok(Vault::from_own_file(&path.join("session.key"))?)
        }
    }
}
