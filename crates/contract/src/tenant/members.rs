//! Who belongs to an Organization. Section D.2.

use crate::endpoint::{Access, Endpoint, segments};
use crate::{OrganizationId, Timestamp, UserId};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/tenant/orgs/{id}/members`. Section D.2.
#[derive(Clone, Debug)]
pub struct ListMembers {
    /// Of which Organization.
    pub organization: OrganizationId,
}

/// `POST /api/tenant/orgs/{id}/members`: 201, at once and without a mail. Section D.2.
#[derive(Clone, Debug)]
pub struct InviteMember {
    /// To which Organization.
    pub organization: OrganizationId,
    /// Whom, and as what.
    pub request: NewMember,
}

/// Body of [`InviteMember`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMember {
    /// Address of the person.
    #[serde(default)]
    pub email: String,
    /// Everything but owner; `member` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<MemberRole>,
    /// Their User, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
}

/// `DELETE /api/tenant/orgs/{id}/members/{userId}`. Section D.2. The embedded control plane also takes the row's id for
/// somebody who has no User yet.
#[derive(Clone, Debug)]
pub struct RemoveMember {
    /// From which Organization.
    pub organization: OrganizationId,
    /// Whom.
    pub user: UserId,
}

/// Answer of [`RemoveMember`] and [`super::DeleteOrganization`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusWord {
    /// Such as `removed` or `deleted`.
    pub status: String,
}

/// A person of an Organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Id of the row.
    pub id: String,
    /// The Organization.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// The User; empty for somebody who was invited by address alone.
    #[serde(default)]
    pub user_id: UserId,
    /// Their address; may be empty.
    #[serde(default)]
    pub email: String,
    /// What they may do.
    pub role: MemberRole,
    /// Since when.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub joined_at: Option<Timestamp>,
}

crate::open_enum! {
    /// What a person may do in an Organization (§0.6).
    pub enum MemberRole { Owner => "owner", Admin => "admin", Member => "member", Viewer => "viewer" }
}

impl Endpoint for ListMembers {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}/members";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Vec<Member>;

    fn path(&self) -> String {
        segments(&["api", "tenant", "orgs", self.organization.as_str(), "members"])
    }
}

impl Endpoint for InviteMember {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}/members";
    const ACCESS: Access = Access::Account;
    type Body = NewMember;
    type Output = Member;

    fn path(&self) -> String {
        segments(&["api", "tenant", "orgs", self.organization.as_str(), "members"])
    }

    fn body(&self) -> Option<&NewMember> {
        Some(&self.request)
    }
}

impl Endpoint for RemoveMember {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}/members/{userId}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = StatusWord;

    fn path(&self) -> String {
        let (organization, user) = (self.organization.as_str(), self.user.as_str());
        segments(&["api", "tenant", "orgs", organization, "members", user])
    }
}
