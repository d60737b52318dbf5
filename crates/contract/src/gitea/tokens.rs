//! Personal access tokens: what Git is given in place of a password. Gitea's REST API, v1.

use crate::Timestamp;
use crate::endpoint::{Access, Endpoint, segments};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /users/{username}/tokens`: the User's own tokens, oldest first, without their secrets.
#[derive(Clone, Debug)]
pub struct ListTokens {
    /// E-mail address of whoever asks.
    pub username: String,
}

/// `POST /users/{username}/tokens`: a new token. Answers 201, and its secret this once.
///
/// Refused with 400 when the name is missing or taken, or when there is no scope that is known, and with 403 for anybody
/// but the User.
#[derive(Clone, Debug)]
pub struct CreateToken {
    /// E-mail address of whoever asks.
    pub username: String,
    /// What it is for.
    pub token: NewToken,
}

/// `DELETE /users/{username}/tokens/{id}`: ends a token. Answers 204, and 404 when there is none.
#[derive(Clone, Debug)]
pub struct DeleteToken {
    /// E-mail address of whoever asks.
    pub username: String,
    /// Which token.
    pub id: i64,
}

/// Body of [`CreateToken`] (Gitea's `CreateAccessTokenOption`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// Tells it from the User's others.
    pub name: String,
    /// What it opens.
    #[serde(default)]
    pub scopes: Vec<TokenScope>,
}

/// A token (Gitea's `AccessToken`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Names it in calls.
    pub id: i64,
    /// What the User calls it.
    pub name: String,
    /// The secret itself; empty but in the answer that makes the token.
    #[serde(default)]
    pub sha1: String,
    /// The end of the secret, to recognise it by.
    #[serde(default)]
    pub token_last_eight: String,
    /// What it opens.
    #[serde(default)]
    pub scopes: Vec<TokenScope>,
    /// When it was made.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
}

crate::open_enum! {
    /// What a token opens, of Gitea's scopes those that concern Git.
    pub enum TokenScope {
        All => "all",
        ReadRepository => "read:repository",
        WriteRepository => "write:repository",
    }
}

impl Endpoint for ListTokens {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/users/{username}/tokens";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Vec<AccessToken>;

    fn path(&self) -> String {
        segments(&["gitea", "api", "v1", "users", &self.username, "tokens"])
    }
}

impl Endpoint for CreateToken {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/gitea/api/v1/users/{username}/tokens";
    const ACCESS: Access = Access::Session;
    type Body = NewToken;
    type Output = AccessToken;

    fn path(&self) -> String {
        segments(&["gitea", "api", "v1", "users", &self.username, "tokens"])
    }

    fn body(&self) -> Option<&NewToken> {
        Some(&self.token)
    }
}

impl Endpoint for DeleteToken {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/gitea/api/v1/users/{username}/tokens/{id}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = ();

    fn path(&self) -> String {
        let id = self.id.to_string();
        segments(&["gitea", "api", "v1", "users", &self.username, "tokens", &id])
    }

    fn decode(_body: &[u8]) -> Result<(), serde_json::Error> {
        Ok(())
    }
}
