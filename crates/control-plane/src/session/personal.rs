//! Personal access tokens, by which Git signs in. They outlive sessions and restarts; only digests are kept.
//!
//! A token holds the tier that its User had when it was made. It ends when its User deletes it.

use super::Identity;
use crate::ids;
use crate::store::{StoreError, connect};
use contract::Timestamp;
use contract::gitea::{AccessToken, NewToken, TokenScope};
use contract::session::Tier;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The table of the tokens, as one step of the schema.
pub(crate) const SCHEMA: &str = "
    CREATE TABLE personal_tokens (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        digest TEXT NOT NULL UNIQUE,
        sub TEXT NOT NULL,
        email TEXT NOT NULL,
        tier TEXT NOT NULL,
        name TEXT NOT NULL,
        last_eight TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (sub, name)
    ) STRICT;
";

/// The most tokens of one User.
const MOST_TOKENS: u32 = 100;
/// The most characters of a token's name, as in Gitea.
const LONGEST_NAME: usize = 255;

/// The tokens, in a table of their own.
#[derive(Debug)]
pub(crate) struct PersonalTokens {
    connection: Mutex<Connection>,
}

/// Whom a token stands for, and for what.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    pub(crate) email: String,
    pub(crate) tier: Tier,
    scopes: Vec<TokenScope>,
}

impl Holder {
    /// Whether the token is meant for reading repositories.
    pub(crate) fn may_read(&self) -> bool {
        self.may_write() || self.scopes.contains(&TokenScope::ReadRepository)
    }

    /// Whether the token is meant for writing repositories; what its User may do is another question.
    pub(crate) fn may_write(&self) -> bool {
        let writing = [TokenScope::All, TokenScope::WriteRepository];
        self.scopes.iter().any(|scope| writing.contains(scope))
    }
}

/// Why there is no new token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotCreated {
    /// What is asked is no token.
    #[error("{0}")]
    Unacceptable(&'static str),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for NotCreated {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl PersonalTokens {
    /// Opens the table in a file that has the newest schema.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            connection: Mutex::new(connect(path)?),
        })
    }

    /// Makes a token. Its secret is in the answer and nowhere else.
    pub(crate) fn create(&self, user: &Identity, new: &NewToken, now: Timestamp) -> Result<AccessToken, NotCreated> {
        let name = checked(new)?;
        let secret = ids::personal_token();
        let last_eight = &secret[secret.len() - 8..];
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let held: u32 = transaction.query_row(
            "SELECT count(*) FROM personal_tokens WHERE sub = ?1",
            [&user.sub],
            |row| row.get(0),
        )?;
        if held >= MOST_TOKENS {
            return Err(NotCreated::Unacceptable(
                "you have too many access tokens; delete some first",
            ));
        }
        let added = transaction.execute(
            "INSERT INTO personal_tokens (digest, sub, email, tier, name, last_eight, scopes, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (sub, name) DO NOTHING",
            params![
                digest(&secret),
                user.sub,
                user.email,
                user.tier.as_str(),
                name,
                last_eight,
                words(&new.scopes),
                now.to_string()
            ],
        )?;
        if added == 0 {
            return Err(NotCreated::Unacceptable("access token name has been used already"));
        }
        let id = transaction.last_insert_rowid();
        transaction.commit()?;
        Ok(AccessToken {
            id,
            name: name.to_owned(),
            token_last_eight: last_eight.to_owned(),
            sha1: secret,
            scopes: new.scopes.clone(),
            created_at: Some(now),
        })
    }

    /// A User's tokens, oldest first.
    pub(crate) fn list(&self, user: &Identity) -> Result<Vec<AccessToken>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare("SELECT * FROM personal_tokens WHERE sub = ?1 ORDER BY id")?;
        let tokens = statement.query_map([&user.sub], shown)?.collect::<Result<_, _>>()?;
        Ok(tokens)
    }

    /// Ends one of a User's tokens; false when they have no such one.
    pub(crate) fn delete(&self, user: &Identity, id: i64) -> Result<bool, StoreError> {
        let deleted = self.lock().execute(
            "DELETE FROM personal_tokens WHERE sub = ?1 AND id = ?2",
            params![user.sub, id],
        )?;
        Ok(deleted > 0)
    }

    /// Whom a token stands for.
    pub(crate) fn find(&self, secret: &str) -> Result<Option<Holder>, StoreError> {
        let found = self.lock().query_row(
            "SELECT email, tier, scopes FROM personal_tokens WHERE digest = ?1",
            [digest(secret)],
            |row| {
                let (tier, scopes): (String, String) = (row.get("tier")?, row.get("scopes")?);
                Ok(Holder {
                    email: row.get("email")?,
                    tier: Tier::from(tier.as_str()),
                    scopes: read_words(&scopes),
                })
            },
        );
        Ok(found.optional()?)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a token that may be made.
fn checked(new: &NewToken) -> Result<&str, NotCreated> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(NotCreated::Unacceptable("a name of 1 to 255 characters is needed"));
    }
    if new.scopes.is_empty() {
        return Err(NotCreated::Unacceptable("access token must have a scope"));
    }
    match new.scopes.iter().all(|scope| TokenScope::KNOWN.contains(scope)) {
        true => Ok(name),
        false => Err(NotCreated::Unacceptable(
            "the scopes are all, read:repository and write:repository",
        )),
    }
}

/// What is kept of a secret. It is random throughout, so a plain digest cannot be guessed from.
fn digest(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret))
}

fn words(scopes: &[TokenScope]) -> String {
    let words: Vec<&str> = scopes.iter().map(TokenScope::as_str).collect();
    words.join(" ")
}

fn read_words(words: &str) -> Vec<TokenScope> {
    words.split(' ').map(TokenScope::from).collect()
}

fn shown(row: &Row<'_>) -> rusqlite::Result<AccessToken> {
    let (scopes, created_at): (String, String) = (row.get("scopes")?, row.get("created_at")?);
    Ok(AccessToken {
        id: row.get("id")?,
        name: row.get("name")?,
        sha1: String::new(),
        token_last_eight: row.get("last_eight")?,
        scopes: read_words(&scopes),
        created_at: Timestamp::parse(&created_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SqliteStore;

    fn user(sub: &str) -> Identity {
        Identity {
            email: format!("{sub}@example.test"),
            verified: true,
            sub: sub.to_owned(),
            tier: Tier::Owner,
        }
    }

    fn new(name: &str, scopes: &[TokenScope]) -> NewToken {
        NewToken {
            name: name.to_owned(),
            scopes: scopes.to_vec(),
        }
    }

    #[test]
    fn a_token_is_its_user_s_alone_and_ends_with_its_deletion() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.sqlite");
        drop(SqliteStore::open(&path).unwrap());
        let tokens = PersonalTokens::open(&path).unwrap();
        let (amal, bilal) = (user("amal"), user("bilal"));
        let made = tokens
            .create(&amal, &new(" laptop ", &[TokenScope::ReadRepository]), Timestamp::EPOCH)
            .unwrap();
        let holder = tokens.find(&made.sha1).unwrap().unwrap();
        assert_eq!(
            (holder.email.as_str(), holder.may_read(), holder.may_write()),
            ("amal@example.test", true, false)
        );
        let listed = tokens.list(&amal).unwrap();
        assert_eq!(
            (listed.len(), listed[0].name.as_str(), listed[0].sha1.as_str()),
            (1, "laptop", "")
        );
        assert!(tokens.list(&bilal).unwrap().is_empty());
        assert!(!tokens.delete(&bilal, made.id).unwrap());
        assert!(tokens.delete(&amal, made.id).unwrap());
        assert!(tokens.find(&made.sha1).unwrap().is_none());
    }

    #[test]
    fn the_file_holds_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.sqlite");
        drop(SqliteStore::open(&path).unwrap());
        let tokens = PersonalTokens::open(&path).unwrap();
        let made = tokens.create(&user("amal"), &new("laptop", &[TokenScope::All]), Timestamp::EPOCH);
        let secret = made.unwrap().sha1;
        drop(tokens);
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found);
        }
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for (name, scopes) in [
            ("", &[TokenScope::All][..]),
            ("a\nb", &[TokenScope::All]),
            ("a", &[]),
            ("a", &[TokenScope::from("write:admin")]),
        ] {
            assert!(checked(&new(name, scopes)).is_err(), "{name:?} {scopes:?}");
        }
    }
}
