//! What the BFF itself keeps about a User: their sessions. Not part of the control plane's contract.

use contract::endpoint::segments;
use contract::{Access, Endpoint, Items, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /account/v1/sessions`: every session of the signed-in User, the one that asks first.
#[derive(Clone, Debug)]
pub struct ListSessions;

/// One session of a User.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MySession {
    /// Names it in forms. Not the value of its cookie.
    pub id: String,
    /// Browser and system, such as `Firefox · Windows`; absent when the browser did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// When the User signed in.
    pub created: Timestamp,
    /// When it was used last, to the minute.
    #[serde(rename = "lastUsed")]
    pub last_used: Timestamp,
    /// It is the one that asks.
    pub current: bool,
}

impl Endpoint for ListSessions {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/account/v1/sessions";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Items<MySession>;

    fn path(&self) -> String {
        segments(&["account", "v1", "sessions"])
    }
}
