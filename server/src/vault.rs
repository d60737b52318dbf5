//! Sealing what leaves the process: tokens in a session store, sign-in attempts in a cookie.
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with a random nonce before each ciphertext. What a sealed text is for is
//! authenticated with it, so that one cannot be passed off as another.

use crate::secret::hexadecimal;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use std::{
    fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a nonce.
const NONCE: usize = 24;

/// Holds the key. `Debug` hides it.
pub struct Vault(XChaCha20Poly1305);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    /// The file cannot be read or made.
    #[error("the key file {} cannot be used: {cause}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file holds something else.
    #[error("the key file {} must hold 64 hexadecimal digits, as `openssl rand -hex 32` prints them", .0.display())]
    Malformed(PathBuf),
    /// A new key cannot be made.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// Nothing could be sealed: no randomness.
#[derive(Debug, thiserror::Error)]
#[error("nothing can be sealed: the system gives no randomness")]
pub struct NotSealed;

impl Vault {
    /// A key that nobody will ever have again.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn ephemeral() -> Result<Self, getrandom::Error> {
        random_key().map(|key| Self::with_key(&key))
    }

    /// The key in a file.
    ///
    /// # Errors
    /// When the file cannot be read or is no key.
    pub fn from_file(path: &Path) -> Result<Self, NoKey> {
        let text = fs::read_to_string(path).map_err(|cause| NoKey::File {
            path: path.to_owned(),
            cause,
        })?;
        warn_of_readers(path);
        let key = parse(text.trim()).ok_or_else(|| NoKey::Malformed(path.to_owned()))?;
        Ok(Self::with_key(&key))
    }

    /// The key in a file that is made if it is missing, for its owner's eyes only.
    ///
    /// # Errors
    /// When the file can neither be read nor made.
    pub fn from_own_file(path: &Path) -> Result<Self, NoKey> {
        let key = random_key()?;
        match write_new(path, &hexadecimal(&key)) {
            Ok(()) => Ok(Self::with_key(&key)),
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Self::from_file(path),
            Err(cause) => Err(NoKey::File {
                path: path.to_owned(),
                cause,
            }),
        }
    }

    fn with_key(key: &[u8; KEY]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// Seals `plain` for one purpose.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, NotSealed> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| NotSealed)?;
        let payload = Payload {
            msg: plain,
            aad: purpose.as_bytes(),
        };
        let sealed = self.0.encrypt(XNonce::from_slice(&nonce), payload);
        // The cipher itself fails only beyond 256 GiB.
        let sealed = sealed.map_err(|_| NotSealed)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// What was sealed with this key for this purpose; `None` for anything else.
    #[must_use]
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let payload = Payload {
            msg: sealed,
            aad: purpose.as_bytes(),
        };
        self.0.decrypt(XNonce::from_slice(nonce), payload).ok()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

fn random_key() -> Result<[u8; KEY], getrandom::Error> {
    let mut key = [0_u8; KEY];
    getrandom::fill(&mut key)?;
    Ok(key)
}

fn parse(text: &str) -> Option<[u8; KEY]> {
    let mut key = [0_u8; KEY];
    if text.len() != KEY * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

fn warn_of_readers(path: &Path) {
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(path)
        && std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o007 != 0
    {
        tracing::warn!(path = %path.display(), "everybody on this machine can read the session key");
    }
    #[cfg(not(unix))]
    let _ = path;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_and_the_purpose_open_what_was_sealed() {
        let vault = Vault::ephemeral().unwrap();
        let sealed = vault.seal("tokens", b"plain").unwrap();
        assert!(!sealed.windows(5).any(|window| window == b"plain"));
        assert_eq!(vault.open("tokens", &sealed).as_deref(), Some(&b"plain"[..]));
        assert_eq!(vault.open("attempt", &sealed), None);
        assert_eq!(Vault::ephemeral().unwrap().open("tokens", &sealed), None);
        assert_eq!(vault.open("tokens", b"short"), None);
        let mut bent = sealed;
        *bent.last_mut().unwrap() ^= 1;
        assert_eq!(vault.open("tokens", &bent), None);
    }

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.key");
        let sealed = Vault::from_own_file(&path).unwrap().seal("p", b"x").unwrap();
        assert!(Vault::from_own_file(&path).unwrap().open("p", &sealed).is_some());
        assert!(Vault::from_file(&path).unwrap().open("p", &sealed).is_some());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.key");
        fs::write(&path, "zz".repeat(32)).unwrap();
        assert!(matches!(Vault::from_own_file(&path), Err(NoKey::Malformed(_))));
        assert!(matches!(
            Vault::from_file(&folder.path().join("none")),
            Err(NoKey::File { .. })
        ));
    }
}
