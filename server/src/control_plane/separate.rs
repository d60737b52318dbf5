//! The embedded control plane as a process of its own: the same router, behind a listener instead of a function call.

use super::{open_embedded, owner_of, read_token, trusted};
use crate::auth::oidc::{self, NoProvider};
use crate::config::SeparateConfig;
use crate::listen::{self, CannotListen};
use crate::public_url::PublicUrl;
use crate::secret::Secret;
use crate::shutdown::{asked_by_system, shutdown};
use ::control_plane::OpenError;
use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Why the control plane cannot run.
#[derive(Debug, thiserror::Error)]
pub enum SeparateError {
    /// Most often the port is taken.
    #[error(transparent)]
    Listen(#[from] CannotListen),
    /// The data folder does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The token can neither be read nor made.
    #[error("--token-file {path}: {cause}", path = .path.display())]
    Token {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// The identity provider's keys cannot be asked for.
    #[error(transparent)]
    Provider(#[from] NoProvider),
    /// No signal handlers, or no address.
    #[error("the system refuses what a server needs: {0}")]
    System(#[from] io::Error),
}

/// Serves the contract until the system asks for the end. Whoever has the token is the owner; whom the identity provider knows
/// is who it says.
///
/// # Errors
/// When it cannot start.
pub async fn serve_separately(config: SeparateConfig) -> Result<(), SeparateError> {
    let token = token_in(&config.token_file).map_err(|cause| SeparateError::Token {
        path: config.token_file.clone(),
        cause,
    })?;
    let listener = listen::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let owner = owner_of(&config.embedded);
    let data = config.embedded.data_dir.display().to_string();
    let plane = open_embedded(config.embedded).await?;
    plane.accept_token(token.expose(), owner);
    if let Some(settings) = config.provider {
        // Nobody is sent back here: only keys are asked for.
        let provider = oidc::open(settings, &PublicUrl::of_listener(address))?;
        plane.trust(trusted(&provider));
    }
    println!(
        "Control plane is running at http://{address}\n\
         It simulates a cluster (nothing is deployed anywhere); data in {data}; token in {}",
        config.token_file.display()
    );

    let (trigger, signal) = shutdown();
    let serving = tokio::spawn(listen::serve(listener, plane.router(), signal));
    asked_by_system().await?;
    tracing::info!("ending");
    // First the streams, which would otherwise hold the listener up.
    plane.shutdown().await;
    trigger.begin();
    if let Err(error) = serving.await {
        tracing::error!(%error, "the listener broke");
    }
    Ok(())
}

/// The token in the file; a new one, readable by its owner alone, where there is no file.
fn token_in(path: &Path) -> io::Result<Secret> {
    match read_token(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    let token = Secret::random().map_err(io::Error::other)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(token.expose().as_bytes())?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let made = token_in(&path).unwrap();
        assert_eq!(made.expose().len(), 64);
        assert!(token_in(&path).unwrap() == made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn an_empty_file_is_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "\n").unwrap();
        assert!(token_in(&path).is_err());
    }
}
