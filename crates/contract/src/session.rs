//! Who is signed in, and what answers. Sections A.1 and A.5.

use crate::endpoint::{Access, Endpoint, segments, with_query};
use crate::{SovereignId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

crate::open_enum! {
    /// RBAC tiers (§0.4). `org-admin` is outside the ladder.
    pub enum Tier {
        Viewer => "viewer",
        Developer => "developer",
        Operator => "operator",
        Admin => "admin",
        Owner => "owner",
        OrgAdmin => "org-admin",
    }
}

impl Tier {
    /// Position on the ladder (viewer 10 … owner 50); 0 outside it.
    #[must_use]
    pub fn rank(&self) -> u8 {
        match self {
            Self::Viewer => 10,
            Self::Developer => 20,
            Self::Operator => 30,
            Self::Admin => 40,
            Self::Owner => 50,
            Self::OrgAdmin | Self::Unknown(_) => 0,
        }
    }
}

/// `GET /api/v1/whoami`: the signed-in User. Section A.5.
#[derive(Clone, Debug)]
pub struct GetWhoami;

/// The signed-in User as the control plane sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whoami {
    /// E-mail address; the identity in audit and in commits.
    pub email: String,
    /// Subject of the identity provider.
    pub sub: String,
    /// Whether the address was verified.
    pub verified: bool,
    /// The Sovereign's own deployment record.
    #[serde(rename = "deploymentId", default, skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<SovereignId>,
    /// Host name base of the Sovereign.
    #[serde(rename = "sovereignFQDN", default, skip_serializing_if = "Option::is_none")]
    pub sovereign_fqdn: Option<String>,
    /// `sovereign` on a Sovereign, absent on the mothership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Tier of the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Realm roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub realm_access: Option<RealmAccess>,
}

impl Whoami {
    /// Whether a realm role of this name is granted.
    #[must_use]
    pub fn has_role(&self, name: &str) -> bool {
        let mut roles = self.realm_access.iter().flat_map(|access| &access.roles);
        roles.any(|role| role == name)
    }

    /// The "tier-admin+" gate of §0.4: may install, change and delete Applications.
    #[must_use]
    pub fn is_tier_admin(&self) -> bool {
        let by_tier = self.tier.as_ref().is_some_and(|tier| tier.rank() >= Tier::Admin.rank());
        let roles = ["catalyst-admin", "catalyst-owner", "application-admin"];
        by_tier || roles.iter().any(|role| self.has_role(role))
    }

    /// Runs the marketplace: the projection to `superadmin` or `sovereign-admin` (tenant contract §A.4).
    #[must_use]
    pub fn is_marketplace_admin(&self) -> bool {
        self.is_tier_admin() || self.has_role("sovereign-admin")
    }

    /// Whether anything at all is granted: a customer has an account, but no tier and none of the roles that stand for
    /// one (§0.4).
    #[must_use]
    pub fn is_operator(&self) -> bool {
        let mut tiers = Tier::KNOWN.iter().filter(|tier| tier.rank() > 0);
        let has_tier = |tier: &Tier| self.has_role(&format!("catalyst-{}", tier.as_str()));
        self.tier.is_some() || self.is_marketplace_admin() || tiers.any(has_tier)
    }
}

/// Keycloak's realm role list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RealmAccess {
    /// Role names such as `catalyst-admin`.
    pub roles: Vec<String>,
}

impl Endpoint for GetWhoami {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/whoami";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Whoami;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

/// `GET /api/v1/version`: build facts. Section A.1.
#[derive(Clone, Debug)]
pub struct GetVersion;

/// Build facts of the control plane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// `catalyst-api`.
    pub service: String,
    /// Commit of the build.
    pub sha: String,
    /// The same as `sha`.
    #[serde(rename = "gitSha")]
    pub git_sha: String,
    /// Version of the service.
    pub version: String,
    /// Version of the chart that installed it.
    #[serde(rename = "chartVersion", default, skip_serializing_if = "Option::is_none")]
    pub chart_version: Option<String>,
    /// When it was built, or only when it started: see `build_time_source`.
    #[serde(
        rename = "buildTime",
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub build_time: Option<Timestamp>,
    /// `process-start` means that `build_time` is no build date.
    #[serde(rename = "buildTimeSource")]
    pub build_time_source: BuildTimeSource,
    /// Toolchain of the build.
    #[serde(default)]
    pub go: String,
    /// Our extension: `simulated` when no real cluster stands behind this control plane. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterNature>,
}

crate::open_enum! {
    /// Where a build time comes from.
    pub enum BuildTimeSource { Env => "env", LinkerFlag => "ldflag", ProcessStart => "process-start" }
}

crate::open_enum! {
    /// What stands behind the control plane (our extension to `Version`).
    pub enum ClusterNature { Simulated => "simulated" }
}

impl Endpoint for GetVersion {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/version";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = Version;

    fn path(&self) -> String {
        segments(&["api", "v1", "version"])
    }
}

/// `GET /api/v1/tenant/discover?host=`: the realm that signs people in at a host. Section A.6. 404 for a host that is
/// no Organization's.
#[derive(Clone, Debug)]
pub struct DiscoverRealm {
    /// The host; a port in it counts for nothing.
    pub host: String,
}

/// The realm of an Organization's console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscoveredRealm {
    /// The host, without a port.
    pub host: String,
    /// The Organization.
    pub tenant_id: String,
    /// `org`, and whatever else there may be.
    pub tenant_kind: String,
    /// Issuer, as in `iss`.
    pub keycloak_realm_url: String,
    /// The console's name there.
    pub keycloak_client_id: String,
}

impl Endpoint for DiscoverRealm {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/tenant/discover";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = DiscoveredRealm;

    fn path(&self) -> String {
        with_query(Self::ROUTE.to_owned(), &[("host", Some(&self.host))])
    }
}

/// `GET /api/v1/sovereign/self`: the Sovereign's own id. Section A.6. 404 on the mothership.
#[derive(Clone, Debug)]
pub struct GetSovereignSelf;

/// The Sovereign this control plane runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SovereignSelf {
    /// Use it as `{id}` in `/sovereigns/{id}`.
    #[serde(rename = "deploymentId")]
    pub deployment_id: SovereignId,
    /// Host name base, as in `console.<fqdn>`.
    #[serde(rename = "sovereignFQDN")]
    pub sovereign_fqdn: String,
}

impl Endpoint for GetSovereignSelf {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereign/self";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = SovereignSelf;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}
