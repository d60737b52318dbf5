//! The link by which the mothership hands a fresh Sovereign over to whoever ordered it (contract §A.7): a JWT in an
//! address, good once. What was used is kept on disk: a restart makes no link good again.

use super::Identity;
use crate::store::{StoreError, connect};
use contract::Timestamp;
use contract::session::Tier;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use rusqlite::{Connection, params};
use serde::Deserialize;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The table of the links that were used, as one step of the schema.
pub(crate) const SCHEMA: &str = "
    CREATE TABLE handovers (
        jti TEXT PRIMARY KEY,
        email TEXT NOT NULL,
        good_until INTEGER NOT NULL
    ) STRICT;
";

/// The mothership's clock may be this many milliseconds from ours.
const CLOCK_SKEW: i64 = 30_000;
/// The most bytes of a link's id.
const LONGEST_ID: usize = 200;

/// Who may hand this Sovereign over.
#[derive(Clone, Debug)]
pub struct Mothership {
    issuer: String,
    key: Jwk,
}

/// A key by which no link could be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key must be an RSA public key")]
pub struct NotAKey;

impl Mothership {
    /// `issuer` as in `iss`, the origin of its console; `key` as its `handover/public-key` answers.
    ///
    /// # Errors
    /// When no RS256 signature can be checked by the key.
    pub fn new(issuer: &str, key: Jwk) -> Result<Self, NotAKey> {
        let is_rsa = matches!(key.algorithm, AlgorithmParameters::RSA(_));
        if !is_rsa || DecodingKey::from_jwk(&key).is_err() {
            return Err(NotAKey);
        }
        Ok(Self {
            issuer: issuer.trim_end_matches('/').to_owned(),
            key,
        })
    }
}

/// Why a link does not sign in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotHandedOver {
    /// The short text that the contract answers.
    #[error("{0}")]
    Refused(&'static str),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for NotHandedOver {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Claims of a link (§A.7).
#[derive(Debug, Deserialize)]
struct Claims {
    iss: Option<String>,
    aud: Option<Audience>,
    exp: Option<i64>,
    nbf: Option<i64>,
    role: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    jti: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn contains(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Many(many) => many.iter().any(|one| one == name),
        }
    }
}

/// A link whose every claim holds.
struct Checked {
    email: String,
    jti: String,
    good_until: i64,
}

/// Links of the mothership, and which of them were used.
#[derive(Debug)]
pub(crate) struct Handovers {
    mothership: OnceLock<Mothership>,
    used: Mutex<Connection>,
}

impl Handovers {
    /// Opens the table in a file that has the newest schema. Nobody may hand over yet.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            mothership: OnceLock::new(),
            used: Mutex::new(connect(path)?),
        })
    }

    /// Takes the links of a mothership from now on. The first one stays.
    pub(crate) fn accept(&self, mothership: Mothership) {
        if self.mothership.set(mothership).is_err() {
            tracing::error!("a second mothership hands nothing over");
        }
    }

    /// Uses a link up, and answers whom it makes the owner of the Sovereign.
    pub(crate) fn redeem(&self, token: &str, fqdn: &str, now: Timestamp) -> Result<Identity, NotHandedOver> {
        let refused = NotHandedOver::Refused;
        let mothership = self.mothership.get().ok_or(refused("handover not configured"))?;
        let link = mothership.checked(token, fqdn, now.unix_millis()).map_err(refused)?;
        let used = self.lock();
        used.execute("DELETE FROM handovers WHERE good_until < ?1", [now.unix_millis()])?;
        let added = used.execute(
            "INSERT INTO handovers (jti, email, good_until) VALUES (?1, ?2, ?3) ON CONFLICT (jti) DO NOTHING",
            params![link.jti, link.email, link.good_until],
        )?;
        match added {
            0 => Err(refused("token already used")),
            _ => Ok(Identity {
                verified: true,
                sub: format!("handover:{}", link.email),
                email: link.email,
                // Owner is only had this way (§A.2).
                tier: Tier::Owner,
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mothership {
    /// Checks signature and claims, in the contract's order. `now` in milliseconds.
    fn checked(&self, token: &str, fqdn: &str, now: i64) -> Result<Checked, &'static str> {
        let key = DecodingKey::from_jwk(&self.key).map_err(|_| "internal error")?;
        let mut validation = Validation::new(Algorithm::RS256);
        // Times are held against the control plane's own clock below, and the other claims with their own texts.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let claims = match jsonwebtoken::decode::<Claims>(token, &key, &validation) {
            Ok(token) => token.claims,
            Err(error) => {
                tracing::debug!(%error, "a handover is refused");
                return Err("invalid token");
            }
        };
        let millis = |seconds: i64| seconds.saturating_mul(1000);
        let good_until = millis(claims.exp.ok_or("invalid token")?).saturating_add(CLOCK_SKEW);
        let is_early = claims
            .nbf
            .is_some_and(|nbf| millis(nbf).saturating_sub(CLOCK_SKEW) > now);
        match () {
            () if is_early => return Err("invalid token"),
            () if good_until < now => return Err("token expired"),
            () if claims.iss.as_deref().map(|iss| iss.trim_end_matches('/')) != Some(&self.issuer) => {
                return Err("invalid issuer");
            }
            () if !claims
                .aud
                .is_some_and(|aud| aud.contains(&format!("https://console.{fqdn}"))) =>
            {
                return Err("invalid audience");
            }
            () if claims.role.as_deref() != Some("sovereign-admin") => return Err("insufficient role"),
            () if claims.email_verified != Some(true) => return Err("email not verified"),
            () => {}
        }
        let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let email = given(claims.email).ok_or("missing email claim")?.to_lowercase();
        let jti = given(claims.jti).filter(|jti| jti.len() <= LONGEST_ID);
        Ok(Checked {
            email,
            jti: jti.ok_or("missing jti")?,
            good_until,
        })
    }
}
