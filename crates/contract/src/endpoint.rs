//! What an endpoint is: a method, a route, a body and an output, said once and used by every side.

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Who may call an endpoint (§0.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Anybody.
    Public,
    /// Any valid session.
    Session,
    /// Tier admin or owner, or an equivalent role.
    TierAdmin,
    /// Any User of the tenant services, or any valid session (tenant-side §F.1).
    Account,
    /// Role superadmin or sovereign-admin (tenant-side §B.1).
    BillingAdmin,
}

/// One request to the control plane, with everything needed to make, route and answer it.
pub trait Endpoint {
    /// HTTP method.
    const METHOD: Method;
    /// Path with `{parameters}`, as the router mounts it.
    const ROUTE: &'static str;
    /// The gate in front of it.
    const ACCESS: Access;
    /// Statuses other than 2xx whose body is an output too.
    const ANSWERS: &'static [u16] = &[];
    /// JSON request body; `()` for none.
    type Body: Serialize + DeserializeOwned;
    /// Response body of a success.
    type Output: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Path and query of this very request, percent-encoded.
    fn path(&self) -> String;

    /// The request body, if the endpoint takes one.
    fn body(&self) -> Option<&Self::Body> {
        None
    }

    /// Reads the body of a successful answer.
    ///
    /// # Errors
    /// When the body does not have the promised shape.
    fn decode(body: &[u8]) -> Result<Self::Output, serde_json::Error> {
        // By way of a `Value`, so that the browser carries one reader of JSON and not one more for each wire type.
        Self::Output::deserialize(&serde_json::from_slice::<serde_json::Value>(body)?)
    }
}

/// A server-sent event stream of the control plane (§0.8).
pub trait EventStream {
    /// Path with `{parameters}`, as the router mounts it. Always `GET`.
    const ROUTE: &'static str;
    /// The gate in front of it.
    const ACCESS: Access;
    /// One frame's `data`.
    type Frame: Serialize + DeserializeOwned;

    /// Path and query of this very subscription, percent-encoded.
    fn path(&self) -> String;
}

/// `{items: […]}`, the envelope of most lists (§0.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items<T> {
    /// The rows; empty rather than null.
    pub items: Vec<T>,
}

/// One line of the contract, for tests and review.
#[derive(Clone, Debug, Serialize)]
pub struct EndpointInfo {
    /// HTTP method.
    pub method: String,
    /// Path with `{parameters}`.
    pub route: &'static str,
    /// The gate in front of it.
    pub access: Access,
    /// Whether it answers with an event stream.
    pub stream: bool,
}

macro_rules! endpoints {
    ($(#[$meta:meta])* $list:ident, calls: [$($call:ty),+ $(,)?], streams: [$($stream:ty),+ $(,)?]) => {
        $(#[$meta])*
        #[must_use]
        pub fn $list() -> Vec<EndpointInfo> {
            vec![
                $(EndpointInfo {
                    method: <$call as Endpoint>::METHOD.as_str().to_owned(),
                    route: <$call as Endpoint>::ROUTE,
                    access: <$call as Endpoint>::ACCESS,
                    stream: false,
                },)+
                $(EndpointInfo {
                    method: Method::GET.as_str().to_owned(),
                    route: <$stream as EventStream>::ROUTE,
                    access: <$stream as EventStream>::ACCESS,
                    stream: true,
                },)+
            ]
        }
    };
}

endpoints! {
    /// Every endpoint the console uses. A test walks it to prove that each refuses strangers.
    endpoints,
    calls: [
        crate::session::GetVersion,
        crate::session::GetSovereignSelf,
        crate::session::GetWhoami,
        crate::catalog::ListCatalog,
        crate::catalog::GetBlueprint,
        crate::catalog::GetBlueprintVersion,
        crate::publishing::GetBlueprintManifest,
        crate::publishing::PutBlueprintManifest,
        crate::publishing::PublishBlueprint,
        crate::publishing::CurateBlueprint,
        crate::publishing::ListCuratable,
        crate::organization::ListOrganizations,
        crate::organization::CreateOrganization,
        crate::organization::GetOrganization,
        crate::environment::SetPolicy,
        crate::application::PreviewInstall,
        crate::application::InstallApplication,
        crate::application::ListApplications,
        crate::application::GetApplication,
        crate::application::GetApplicationStatus,
        crate::application::GetPlacement,
        crate::application::PreviewTopology,
        crate::application::PreviewUpgrade,
        crate::application::UpdateApplication,
        crate::application::DeleteApplication,
        crate::instance::ListEndpoints,
        crate::instance::GetLaunchUrl,
        crate::instance::ListInstances,
        crate::kubernetes::ListObjects,
        crate::kubernetes::GetObject,
        crate::kubernetes::GetObjectTree,
        crate::kubernetes::ListEvents,
        crate::kubernetes::GetSync,
        crate::gitea::ListCommits,
        crate::gitea::GetCommitDiff,
        crate::gitea::GetRawFile,
        crate::gitea::GetTree,
        crate::gitea::GetContents,
        crate::gitea::ChangeFiles,
        crate::gitea::CompareBranches,
        crate::gitea::ListBranchProtections,
        crate::gitea::GetCombinedStatus,
        crate::gitea::ListPulls,
        crate::gitea::GetPull,
        crate::gitea::CreatePull,
        crate::gitea::EditPull,
        crate::gitea::ListPullCommits,
        crate::gitea::ListPullFiles,
        crate::gitea::ListReviews,
        crate::gitea::CreateReview,
        crate::gitea::MergePull,
        crate::gitea::ListTokens,
        crate::gitea::CreateToken,
        crate::gitea::DeleteToken,
    ],
    streams: [
        crate::application::WatchApplication,
        crate::kubernetes::WatchObjects,
    ]
}

endpoints! {
    /// Every endpoint of the tenant services, which customers use. The same test walks it.
    tenant_endpoints,
    calls: [
        crate::auth::SendCode,
        crate::auth::VerifyCode,
        crate::auth::RefreshTokens,
        crate::auth::GetMe,
        crate::auth::Logout,
        crate::billing::IssueVoucher,
        crate::billing::ListVouchers,
        crate::billing::RevokeVoucher,
        crate::billing::ListRedemptions,
        crate::billing::PreviewVoucher,
        crate::billing::Checkout,
        crate::billing::GetQuote,
        crate::billing::GetCardSession,
        crate::billing::DecideCardSession,
        crate::billing::GetBalance,
        crate::billing::GetSubscription,
        crate::billing::ListInvoices,
        crate::billing::GetRevenue,
        crate::billing::ListOrders,
        crate::billing::GetStatement,
        crate::billing::GetRevenueReport,
        crate::billing::ListEveryInvoice,
        crate::billing::ListEverySubscription,
        crate::storefront::ListPlans,
        crate::storefront::ListAddOns,
        crate::storefront::ListApps,
        crate::storefront::GetApp,
        crate::storefront::ListIndustries,
        crate::storefront::ListBundles,
        crate::storefront::ListOffers,
        crate::storefront::CreateOffer,
        crate::storefront::UpdateOffer,
        crate::storefront::DeleteOffer,
        crate::storefront::ListEveryApp,
        crate::storefront::PublishApp,
        crate::tenant::CheckSlug,
        crate::tenant::CreateOrganization,
        crate::tenant::ListOrganizations,
        crate::tenant::GetOrganization,
        crate::tenant::UpdateOrganization,
        crate::tenant::DeleteOrganization,
        crate::tenant::InstallApp,
        crate::tenant::UninstallApp,
        crate::tenant::PreviewUninstall,
        crate::tenant::ListMembers,
        crate::tenant::InviteMember,
        crate::tenant::RemoveMember,
        crate::tenant::ListEveryOrganization,
        crate::tenant::GetSoldOrganization,
        crate::tenant::EnterOrganization,
        crate::tenant::LeaveOrganization,
        crate::tenant::ListSupportVisits,
        crate::domain::ListDomains,
        crate::domain::AddOwnDomain,
        crate::domain::VerifyDomain,
        crate::domain::DeleteDomain,
        crate::provisioning::GetProvision,
        crate::provisioning::GetOrganizationProvision,
        crate::provisioning::StartProvisioning,
    ],
    streams: [
        crate::billing::WatchBalance,
        crate::provisioning::WatchProvision,
        crate::tenant::WatchOrganization,
    ]
}

/// RFC 3986 unreserved characters stay as they are.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Joins path segments, each percent-encoded, with a leading slash.
#[must_use]
pub fn segments(parts: &[&str]) -> String {
    parts.iter().fold(String::new(), |path, part| {
        format!("{path}/{}", utf8_percent_encode(part, SEGMENT))
    })
}

/// Appends the pairs that have a value as a query string.
#[must_use]
pub fn with_query(path: String, pairs: &[(&str, Option<&str>)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    match query.finish() {
        query if query.is_empty() => path,
        query => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_cannot_leave_their_segment() {
        assert_eq!(segments(&["api", "a/../b?c#d e"]), "/api/a%2F..%2Fb%3Fc%23d%20e");
    }

    #[test]
    fn absent_query_values_are_left_out() {
        assert_eq!(
            with_query("/x".to_owned(), &[("a", None), ("b", Some("1&2"))]),
            "/x?b=1%262"
        );
        assert_eq!(with_query("/x".to_owned(), &[("a", None)]), "/x");
    }
}
