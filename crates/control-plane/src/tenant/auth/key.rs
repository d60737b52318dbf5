//! The secret that signs tokens and digests codes; it never leaves the data folder.

use crate::ids;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const FILE: &str = "tenant.key";
/// Two UUIDs in hexadecimal.
const LENGTH: usize = 64;

pub(super) struct Key {
    pub(super) signing: EncodingKey,
    pub(super) checking: DecodingKey,
}

impl Key {
    /// Reads the key; makes one that only this account of the machine can read when there is none.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let secret = match fs::read_to_string(&path) {
            Ok(secret) if secret.len() == LENGTH => secret,
            Ok(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{FILE} is damaged"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(&path)?,
            Err(error) => return Err(error),
        };
        Ok(Self {
            signing: EncodingKey::from_secret(secret.as_bytes()),
            checking: DecodingKey::from_secret(secret.as_bytes()),
        })
    }

    /// A keyed digest. `purpose` keeps digests of different things apart.
    pub(super) fn digest(&self, purpose: &str, parts: &[&str]) -> jsonwebtoken::errors::Result<String> {
        let message = format!("{purpose}\u{1f}{}", parts.join("\u{1f}"));
        jsonwebtoken::crypto::sign(message.as_bytes(), &self.signing, Algorithm::HS256)
    }
}

/// Written aside and renamed, so that a crash never leaves half a key.
fn make(path: &Path) -> io::Result<String> {
    let secret = ids::bearer_token();
    let aside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&aside)?;
    file.write_all(secret.as_bytes())?;
    file.sync_all()?;
    fs::rename(&aside, path)?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_key_is_made_once_and_for_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let first = Key::open(folder.path()).unwrap().digest("code", &["1"]).unwrap();
        let again = Key::open(folder.path()).unwrap().digest("code", &["1"]).unwrap();
        assert_eq!(first, again);
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
