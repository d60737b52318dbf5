//! Signing in to the tenant services by a code sent by e-mail. Section A of the tenant-side contract.

use crate::endpoint::{Access, Endpoint, segments};
use crate::{Timestamp, UserId};
use http::Method;
use serde::{Deserialize, Serialize};

/// `POST /api/auth/magic-link`: sends a fresh code and voids the one before. Section A1.
#[derive(Clone, Debug)]
pub struct SendCode {
    /// Where to.
    pub request: EmailAddress,
}

/// Body of [`SendCode`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailAddress {
    /// The address; trimmed and lower-cased by the service.
    #[serde(default)]
    pub email: String,
}

/// A code is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSent {
    /// `check your email`.
    pub message: String,
    /// How many seconds the code is good for.
    #[serde(default = "CodeSent::usual_lifetime")]
    pub expires_in_sec: u32,
}

impl CodeSent {
    /// What to assume when the service does not say (§A.2).
    #[must_use]
    pub fn usual_lifetime() -> u32 {
        600
    }
}

/// `POST /api/auth/verify`: trades a code for tokens; an unknown address becomes a User. Section A2.
///
/// 401 texts that contain "expired" or "invalidated" ask for a fresh code; 429 for a pause.
#[derive(Clone, Debug)]
pub struct VerifyCode {
    /// Address and code.
    pub request: EmailCode,
}

/// Body of [`VerifyCode`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailCode {
    /// The address that the code was sent to.
    #[serde(default)]
    pub email: String,
    /// Six digits, leading zeros kept.
    #[serde(default)]
    pub code: String,
}

/// `POST /api/auth/refresh`: fresh tokens for a refresh token, which is used up by it. Section A3.
#[derive(Clone, Debug)]
pub struct RefreshTokens {
    /// The token that is traded in.
    pub request: RefreshToken,
}

/// Body of [`RefreshTokens`] and [`Logout`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshToken {
    /// As the last token response had it.
    #[serde(default)]
    pub refresh_token: String,
}

/// What a sign-in answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Access token for `Authorization: Bearer`; good for 15 minutes (§A.3).
    pub token: String,
    /// Good for 30 days and for one use (§A.3).
    pub refresh_token: String,
    /// Who signed in.
    pub user: User,
}

/// A User of the tenant services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Id of the row.
    pub id: UserId,
    /// Address, lower case.
    pub email: String,
    /// Name for people; may be empty.
    #[serde(default)]
    pub name: String,
    /// Picture; may be empty.
    #[serde(default)]
    pub avatar_url: String,
    /// What they may do on the whole platform.
    #[serde(default = "PlatformRole::least")]
    pub role: PlatformRole,
    /// When they first signed in.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
    /// When the row last changed.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub updated_at: Option<Timestamp>,
}

crate::open_enum! {
    /// Role of a User on the whole platform (§0.6).
    pub enum PlatformRole { Member => "member", SovereignAdmin => "sovereign-admin", Superadmin => "superadmin" }
}

impl PlatformRole {
    /// What everybody may do.
    #[must_use]
    pub fn least() -> Self {
        Self::Member
    }

    /// May issue vouchers and read orders and revenue (§B.1).
    #[must_use]
    pub fn is_billing_admin(&self) -> bool {
        matches!(self, Self::Superadmin | Self::SovereignAdmin)
    }
}

/// `GET /api/auth/me`: the signed-in User. Section A7.
#[derive(Clone, Debug)]
pub struct GetMe;

/// Answer of [`GetMe`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The signed-in User.
    pub user: User,
}

/// `POST /api/auth/logout`: voids a refresh token. Section A8.
#[derive(Clone, Debug)]
pub struct Logout {
    /// The token that is given up.
    pub request: RefreshToken,
}

/// An answer that only says that it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Such as `logged out`.
    pub message: String,
}

impl Endpoint for SendCode {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/auth/magic-link";
    const ACCESS: Access = Access::Public;
    type Body = EmailAddress;
    type Output = CodeSent;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&EmailAddress> {
        Some(&self.request)
    }
}

impl Endpoint for VerifyCode {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/auth/verify";
    const ACCESS: Access = Access::Public;
    type Body = EmailCode;
    type Output = Tokens;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&EmailCode> {
        Some(&self.request)
    }
}

impl Endpoint for RefreshTokens {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/auth/refresh";
    const ACCESS: Access = Access::Public;
    type Body = RefreshToken;
    type Output = Tokens;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&RefreshToken> {
        Some(&self.request)
    }
}

impl Endpoint for GetMe {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/auth/me";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Me;

    fn path(&self) -> String {
        segments(&["api", "auth", "me"])
    }
}

impl Endpoint for Logout {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/auth/logout";
    const ACCESS: Access = Access::Public;
    type Body = RefreshToken;
    type Output = Message;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&RefreshToken> {
        Some(&self.request)
    }
}
