//! One-time codes. Only a digest is kept; the fifth wrong try destroys a code (§A.2).

use crate::tenant::outbox::{self, Mail};
use crate::tenant::{Failure, Tenant, refuse};
use contract::auth::{CodeSent, EmailCode};
use rusqlite::{OptionalExtension, params};
use serde_json::{Map, json};
use uuid::Uuid;

const LIFETIME_SECONDS: u32 = 600;
const MOST_WRONG_ATTEMPTS: u32 = 5;
/// The longest address that can exist (RFC 5321).
const LONGEST_ADDRESS: usize = 254;

/// What a try at a code came to.
enum Tried {
    Right,
    Wrong,
    Destroyed,
    NoCode,
}

impl Tenant {
    /// Sends a fresh code; the one before is void.
    pub(crate) fn send_code(&self, email: &str) -> Result<CodeSent, Failure> {
        let email = normalised(email)?;
        let code = six_digits();
        let digest = self.auth.key.digest("code", &[&email, &code])?;
        let now = self.clock.now();
        let expires = now.unix_millis() + i64::from(LIFETIME_SECONDS) * 1000;
        let mail = Mail {
            to: email.clone(),
            template: "magic-link".to_owned(),
            data: Map::from_iter([("code".to_owned(), json!(code))]),
        };
        self.records.change(|transaction| {
            transaction.execute(
                "INSERT INTO sign_in_codes (email, digest, wrong_attempts, expires) VALUES (?1, ?2, 0, ?3)
                 ON CONFLICT (email) DO UPDATE SET digest = excluded.digest, wrong_attempts = 0, expires = excluded.expires",
                params![email, digest, expires],
            )?;
            outbox::post(transaction, &mail, now)
        })?;
        self.outbox.ring();
        Ok(CodeSent {
            message: "check your email".to_owned(),
            expires_in_sec: LIFETIME_SECONDS,
        })
    }

    /// Uses a code up; answers the address that it proves.
    pub(super) fn use_code(&self, request: &EmailCode) -> Result<String, Failure> {
        let code = request.code.trim();
        if request.email.trim().is_empty() || code.is_empty() {
            return Err(refuse(400, "email and code are required"));
        }
        let email = normalised(&request.email)?;
        let now = self.clock.now();
        if !self.auth.verifying.allows(&email, now) {
            return Err(refuse(429, "too many attempts, please try again later"));
        }
        let digest = self.auth.key.digest("code", &[&email, code])?;
        // The wrong try is counted by a transaction that commits: the refusal comes after it.
        match self.try_code(&email, &digest, now.unix_millis())? {
            Tried::Right => Ok(email),
            Tried::Wrong => Err(refuse(401, "invalid code")),
            Tried::Destroyed => Err(refuse(401, "code invalidated after too many attempts")),
            Tried::NoCode => Err(refuse(401, "invalid or expired code")),
        }
    }

    fn try_code(&self, email: &str, digest: &str, now: i64) -> Result<Tried, Failure> {
        self.records.change(|transaction| {
            let row: Option<(String, u32)> = transaction
                .query_row(
                    "SELECT digest, wrong_attempts FROM sign_in_codes WHERE email = ?1 AND expires > ?2",
                    params![email, now],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            let tried = match row {
                None => return Ok(Tried::NoCode),
                Some((kept, _)) if kept == digest => Tried::Right,
                Some((_, wrong)) if wrong + 1 >= MOST_WRONG_ATTEMPTS => Tried::Destroyed,
                Some(_) => Tried::Wrong,
            };
            let change = match tried {
                Tried::Wrong => "UPDATE sign_in_codes SET wrong_attempts = wrong_attempts + 1 WHERE email = ?1",
                _ => "DELETE FROM sign_in_codes WHERE email = ?1",
            };
            transaction.execute(change, [email])?;
            Ok(tried)
        })
    }
}

/// An address as it is kept.
pub(super) fn normalised(email: &str) -> Result<String, Failure> {
    let email = email.trim().to_lowercase();
    if email.is_empty() {
        return Err(refuse(400, "email is required"));
    }
    let is_address = email.len() <= LONGEST_ADDRESS
        && email.split('@').count() == 2
        && !email.starts_with('@')
        && !email.ends_with('@')
        && !email.contains(|c: char| c.is_whitespace() || c.is_control());
    match is_address {
        true => Ok(email),
        false => Err(refuse(400, "email is not valid")),
    }
}

fn six_digits() -> String {
    // 62 random bits: the remainder's bias is beyond notice.
    let (_, random) = Uuid::new_v4().as_u64_pair();
    format!("{:06}", (random & (u64::MAX >> 2)) % 1_000_000)
}
