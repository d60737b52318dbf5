//! Paths of the control plane that no browser may reach, such as the internal routes of contract §A.8.

use http::{Method, Uri};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Whether a browser may send this request to the control plane.
///
/// A path that the control plane could read differently from us is refused as a whole.
#[must_use]
pub(crate) fn is_open(method: &Method, path: &str) -> bool {
    decoded_segments(path).is_some_and(|segments| are_open(method, &borrowed(&segments)))
}

/// A call on its way, its path decoded once for everybody who looks at it.
#[derive(Clone, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    segments: Vec<Cow<'a, str>>,
}

impl<'a> Call<'a> {
    /// `None` where servers disagree on what the path means.
    pub(crate) fn of(method: &'a Method, uri: &'a Uri) -> Option<Self> {
        Some(Self {
            method,
            uri,
            segments: decoded_segments(uri.path())?,
        })
    }

    /// The path, to be matched.
    pub(crate) fn segments(&self) -> Vec<&str> {
        borrowed(&self.segments)
    }

    /// Whether a browser may send this to the control plane.
    pub(super) fn is_open(&self) -> bool {
        are_open(self.method, &self.segments())
    }
}

fn borrowed<'a>(segments: &'a [Cow<'_, str>]) -> Vec<&'a str> {
    segments.iter().map(AsRef::as_ref).collect()
}

fn are_open(method: &Method, segments: &[&str]) -> bool {
    match segments {
        ["api", "v1", "internal", ..] => false,
        ["api", "v1", "sovereign", "secondary-kubeconfig"] => false,
        ["api", "v1", "deployments", "in-flight-count"] => false,
        ["api", "v1", "deployments", _, "kubeconfig" | "cloudinit-log"] => method != Method::PUT,
        ["catalyst", "v1", "apps", _, "openbao-sso-init"] => false,
        // Signing in, and the other side of a handover, are between the control plane and servers.
        ["api", "v1", "auth", ..] => false,
        ["api", "v1", "handover", "tofu-archive"] => false,
        ["api", "auth", ..] => false,
        // Services speak to one another there, and nothing tells them from a customer (tenant contract §D.5, Z9, Z10).
        ["api", "tenant", "internal", ..] => false,
        [
            "api",
            "provisioning",
            "start" | "status" | "admin" | "apps" | "backing-services",
            ..,
        ] => false,
        _ => true,
    }
}

/// The path's segments, decoded once; `None` where servers disagree on what a path means.
pub(crate) fn decoded_segments(path: &str) -> Option<Vec<Cow<'_, str>>> {
    // Some servers split where a slash was encoded. Gitea's names of files and branches have slashes, and must not climb.
    let is_of_gitea = path.starts_with("/gitea/");
    let is_one = |segment: &str| match segment.contains(['/', '\\']) {
        true => is_of_gitea && segment.split(['/', '\\']).all(is_name),
        false => is_name(segment),
    };
    path.strip_prefix('/')?
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8().ok())
        .map(|segment| segment.filter(|segment| is_one(segment)))
        .collect()
}

/// No step that leads nowhere, or up.
fn is_name(step: &str) -> bool {
    !matches!(step, "" | "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_routes_are_closed_however_they_are_spelt() {
        for path in [
            "/api/v1/internal/cutover/trigger",
            "/api/v1/%69nternal/jobs/import",
            "/api/v1/x/../internal/jobs/import",
            "/api/v1/x/%2e%2E/internal/jobs/import",
            "/api/v1//internal/jobs/import",
            "/api/v1/internal/",
            "/api/v1/sovereign/secondary-kubeconfig",
            "/api/v1/auth/pin/verify",
            "/catalyst/v1/apps/7/openbao-sso-init",
            "/api/v1/%ff",
            "/api/v1/internal%2Fcutover%2Ftrigger",
            "/api/v1/internal%5Ccutover",
            "/api/tenant/internal%2ftenants%2F7%2Flaunch",
            "/gitea/api/v1/..%2F..%2F..%2Fapi%2Fv1%2Finternal%2Fcutover%2Ftrigger",
            "/gitea/api/v1/repos/a/b/contents/x%5C..%5Cy",
            "/gitea/api/v1/repos/a/b/contents/x%2F%2Fy",
            "/api/auth/refresh",
            "/api/tenant/internal/tenants/7/launch",
        ] {
            assert!(!is_open(&Method::POST, path), "{path}");
        }
        assert!(!is_open(&Method::PUT, "/api/v1/deployments/7/kubeconfig"));
        assert!(is_open(
            &Method::GET,
            "/gitea/api/v1/repos/a/b/contents/overlays%2Fprod%2Fvalues.yaml"
        ));
    }

    #[test]
    fn every_endpoint_of_the_contract_is_open_but_those_that_only_the_bff_asks() {
        for endpoint in contract::endpoints().into_iter().chain(contract::tenant_endpoints()) {
            let method = endpoint.method.parse().unwrap();
            let path = endpoint.route.replace(['{', '}', '*'], "");
            let ours = ["/api/auth/", "/api/provisioning/status/", "/api/provisioning/start"];
            let is_ours = ours.iter().any(|prefix| path.starts_with(prefix));
            assert_eq!(is_open(&method, &path), !is_ours, "{path}");
        }
        assert!(is_open(&Method::GET, "/api/v1/deployments/7/kubeconfig"));
    }
}
