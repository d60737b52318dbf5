//! Access tokens, refresh tokens, and the Users they stand for (§A.3).

use super::Account;
use crate::ids;
use crate::tenant::organizations::take_up_invitations;
use crate::tenant::records::{time, word};
use crate::tenant::{Failure, Tenant, refuse};
use contract::auth::{EmailCode, PlatformRole, Tokens, User};
use contract::{Timestamp, UserId};
use jsonwebtoken::{Algorithm, Header, Validation};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ACCESS_SECONDS: i64 = 15 * 60;
const REFRESH_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    email: String,
    role: PlatformRole,
    iat: i64,
    exp: i64,
}

impl Tenant {
    /// Trades a code for tokens; somebody new becomes a User.
    pub(crate) fn verify_code(&self, request: &EmailCode) -> Result<Tokens, Failure> {
        let email = self.use_code(request)?;
        let now = self.clock.now();
        self.records.change(|transaction| {
            let new = UserId::from_wire(Uuid::new_v4().to_string());
            let user = user_of(transaction, &email, &new, now)?;
            self.tokens(transaction, user, now)
        })
    }

    /// Trades a refresh token for fresh tokens. It is used up, whoever presents it.
    pub(crate) fn refresh(&self, token: &str) -> Result<Tokens, Failure> {
        let digest = self.refresh_digest(token)?;
        let now = self.clock.now();
        let user = self.records.change(|transaction| {
            let user: Option<String> = transaction
                .query_row(
                    "DELETE FROM refresh_tokens WHERE digest = ?1 AND expires > ?2 RETURNING user_id",
                    params![digest, now.unix_millis()],
                    |row| row.get(0),
                )
                .optional()?;
            let id = user.ok_or_else(|| refuse(401, "invalid or expired refresh token"))?;
            let user = find_user(transaction, &UserId::from_wire(id))?.ok_or_else(|| refuse(401, "user not found"))?;
            self.tokens(transaction, user, now)
        })?;
        Ok(user)
    }

    /// Voids a refresh token. An unknown one is void already.
    pub(crate) fn log_out(&self, token: &str) -> Result<(), Failure> {
        let digest = self.refresh_digest(token)?;
        self.records.change(|transaction| {
            transaction.execute("DELETE FROM refresh_tokens WHERE digest = ?1", [digest])?;
            Ok(())
        })
    }

    /// Whom an access token stands for, while it is good.
    pub(crate) fn account(&self, token: &str) -> Option<Account> {
        let mut validation = Validation::new(Algorithm::HS256);
        // Time is what our clock says, not the library's.
        validation.validate_exp = false;
        validation.set_required_spec_claims(&["exp", "sub"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &self.auth.key.checking, &validation)
            .ok()?
            .claims;
        (claims.exp * 1000 > self.clock.now().unix_millis()).then_some(Account {
            id: claims.sub,
            email: claims.email,
            verified: true,
            role: claims.role,
        })
    }

    /// The User behind an account; an operator has no row of their own.
    pub(crate) fn me(&self, account: &Account) -> Result<User, Failure> {
        let found = self.records.read(|transaction| find_user(transaction, &account.id))?;
        Ok(found.unwrap_or_else(|| User {
            id: account.id.clone(),
            email: account.email.clone(),
            name: String::new(),
            avatar_url: String::new(),
            role: account.role.clone(),
            created_at: None,
            updated_at: None,
        }))
    }

    fn refresh_digest(&self, token: &str) -> Result<String, Failure> {
        if token.is_empty() {
            return Err(refuse(400, "refresh_token is required"));
        }
        Ok(self.auth.key.digest("refresh", &[token])?)
    }

    fn tokens(&self, transaction: &Transaction<'_>, user: User, now: Timestamp) -> Result<Tokens, Failure> {
        let seconds = now.unix_millis().div_euclid(1000);
        let claims = Claims {
            sub: user.id.clone(),
            email: user.email.clone(),
            role: user.role.clone(),
            iat: seconds,
            exp: seconds + ACCESS_SECONDS,
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.auth.key.signing)?;
        let refresh_token = ids::bearer_token();
        transaction.execute(
            "INSERT INTO refresh_tokens (digest, user_id, expires) VALUES (?1, ?2, ?3)",
            params![
                self.refresh_digest(&refresh_token)?,
                user.id.as_str(),
                now.unix_millis() + REFRESH_MILLIS
            ],
        )?;
        transaction.execute("DELETE FROM refresh_tokens WHERE expires <= ?1", [now.unix_millis()])?;
        Ok(Tokens {
            token,
            refresh_token,
            user,
        })
    }
}

/// The User with this proven address; made under the id `new` when there is none.
pub(super) fn user_of(
    transaction: &Transaction<'_>,
    email: &str,
    new: &UserId,
    now: Timestamp,
) -> Result<User, Failure> {
    transaction.execute(
        "INSERT INTO users (id, email, name, role, created_at, updated_at) VALUES (?1, ?2, '', 'member', ?3, ?3)
         ON CONFLICT (email) DO NOTHING",
        params![new.as_str(), email, now.to_string()],
    )?;
    let user = transaction.query_row("SELECT * FROM users WHERE email = ?1", [email], read_user)?;
    take_up_invitations(transaction, &user)?;
    Ok(user)
}

/// The User with this address; else the one with this id, whose address was another one.
pub(super) fn known_user(transaction: &Transaction<'_>, email: &str, id: &UserId) -> Result<Option<User>, Failure> {
    let found = transaction.query_row(
        "SELECT * FROM users WHERE email = ?1 OR id = ?2 ORDER BY email = ?1 DESC LIMIT 1",
        params![email, id.as_str()],
        read_user,
    );
    Ok(found.optional()?)
}

/// The User with this address; else the one with this id, whose address it is from now on; else somebody new.
pub(super) fn user_vouched_for(
    transaction: &Transaction<'_>,
    email: &str,
    id: &UserId,
    now: Timestamp,
) -> Result<User, Failure> {
    let Some(mut user) = known_user(transaction, email, id)? else {
        return user_of(transaction, email, id, now);
    };
    if user.email != email {
        transaction.execute(
            "UPDATE users SET email = ?2, updated_at = ?3 WHERE id = ?1",
            params![user.id.as_str(), email, now.to_string()],
        )?;
        email.clone_into(&mut user.email);
    }
    take_up_invitations(transaction, &user)?;
    Ok(user)
}

fn find_user(transaction: &Transaction<'_>, id: &UserId) -> Result<Option<User>, Failure> {
    let found = transaction.query_row("SELECT * FROM users WHERE id = ?1", [id.as_str()], read_user);
    Ok(found.optional()?)
}

fn read_user(row: &rusqlite::Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: UserId::from_wire(row.get::<_, String>("id")?),
        email: row.get("email")?,
        name: row.get("name")?,
        avatar_url: String::new(),
        role: word(row, "role")?,
        created_at: time(row, "created_at")?,
        updated_at: time(row, "updated_at")?,
    })
}
