//! Endpoints, launch and instances of Applications under `/catalyst/v1`. Section E.8.

use crate::application::Context;
use crate::endpoint::{Access, Endpoint, Items, segments, with_query};
use crate::placement::PlacementMode;
use crate::{ApplicationName, ApplicationUid, BlueprintName, OrganizationSlug, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /catalyst/v1/apps/{uid}/endpoints`.
#[derive(Clone, Debug)]
pub struct ListEndpoints {
    /// Which Application.
    pub application: ApplicationUid,
}

/// `GET /catalyst/v1/apps/{id}/launch-url`: 404 when the Blueprint declares no page for people.
#[derive(Clone, Debug)]
pub struct GetLaunchUrl {
    /// Which Application.
    pub application: ApplicationUid,
    /// Which endpoint; the Blueprint's default when absent.
    pub endpoint: Option<String>,
}

/// `GET /catalyst/v1/catalog/{blueprint}/instances?org=`.
#[derive(Clone, Debug)]
pub struct ListInstances {
    /// Which Blueprint.
    pub blueprint: BlueprintName,
    /// Only this Organization's.
    pub org: Option<OrganizationSlug>,
}

/// An address an Application answers on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedEndpoint {
    /// Its name.
    pub name: String,
    /// With tokens such as `{{.AppName}}`.
    #[serde(default)]
    pub hostname_template: String,
    /// With the tokens filled in.
    #[serde(default)]
    pub hostname: String,
    /// Port of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// https, http, grpc, tcp or udp.
    #[serde(default)]
    pub protocol: String,
    /// Whether it is served over TLS.
    #[serde(default)]
    pub tls: bool,
    /// public, private or internal.
    #[serde(default)]
    pub visibility: String,
    /// The "Open" target.
    #[serde(default)]
    pub launch_default: bool,
    /// Silent single sign-on.
    #[serde(default)]
    pub sso_enabled: bool,
    /// Pending, Provisioning, Ready, Degraded or Failed.
    pub status: EndpointStatus,
    /// State of its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_status: Option<CertificateStatus>,
    /// Where to open it.
    #[serde(rename = "launchURL", default, skip_serializing_if = "Option::is_none")]
    pub launch_url: Option<String>,
}

crate::open_enum! {
    /// How far an endpoint is.
    pub enum EndpointStatus { Pending => "Pending", Provisioning => "Provisioning", Ready => "Ready", Degraded => "Degraded", Failed => "Failed" }
}

crate::open_enum! {
    /// State of a certificate.
    pub enum CertificateStatus { Pending => "Pending", Issued => "Issued", Failed => "Failed" }
}

/// A link that opens an Application, good for a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LaunchUrl {
    /// Where to go.
    pub url: String,
    /// Good until.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_at: Option<Timestamp>,
    /// Which endpoint it is.
    #[serde(default)]
    pub endpoint: String,
}

/// One Application made from a Blueprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// Kubernetes uid.
    pub id: ApplicationUid,
    /// Its name.
    pub name: ApplicationName,
    /// What it is made from.
    pub blueprint: BlueprintName,
    /// Whose it is; `platform` for the Sovereign's own.
    pub org: OrganizationSlug,
    /// How it is spread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topology: Option<PlacementMode>,
    /// State in words.
    #[serde(default)]
    pub status: String,
    /// When it was made.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
    /// What it offers to others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<Context>,
    /// Our extension: version it is pinned to. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<crate::BlueprintVersion>,
    /// Our extension: where it runs. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<crate::EnvironmentName>,
}

impl Endpoint for ListEndpoints {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/catalyst/v1/apps/{uid}/endpoints";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Items<ResolvedEndpoint>;

    fn path(&self) -> String {
        segments(&["catalyst", "v1", "apps", self.application.as_str(), "endpoints"])
    }
}

impl Endpoint for GetLaunchUrl {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/catalyst/v1/apps/{uid}/launch-url";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = LaunchUrl;

    fn path(&self) -> String {
        with_query(
            segments(&["catalyst", "v1", "apps", self.application.as_str(), "launch-url"]),
            &[("endpoint", self.endpoint.as_deref())],
        )
    }
}

impl Endpoint for ListInstances {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/catalyst/v1/catalog/{blueprint}/instances";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Items<Instance>;

    fn path(&self) -> String {
        with_query(
            segments(&["catalyst", "v1", "catalog", self.blueprint.as_str(), "instances"]),
            &[("org", self.org.as_ref().map(AsRef::as_ref))],
        )
    }
}
