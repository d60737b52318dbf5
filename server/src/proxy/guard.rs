//! Paths of the control plane that no browser may reach: the internal routes of contract §A.8.

use http::Method;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Whether a browser may send this request to the control plane.
///
/// A path that the control plane could read differently from us is refused as a whole.
#[must_use]
pub(crate) fn is_open(method: &Method, path: &str) -> bool {
    let Some(segments) = decoded_segments(path) else {
        return false;
    };
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    match segments.as_slice() {
        ["api", "v1", "internal", ..] => false,
        ["api", "v1", "sovereign", "secondary-kubeconfig"] => false,
        ["api", "v1", "deployments", "in-flight-count"] => false,
        ["api", "v1", "deployments", _, "kubeconfig" | "cloudinit-log"] => method != Method::PUT,
        ["catalyst", "v1", "apps", _, "openbao-sso-init"] => false,
        // Signing in, and the other side of a handover, are between the control plane and servers.
        ["api", "v1", "auth", ..] => false,
        ["api", "v1", "handover", "tofu-archive"] => false,
        _ => true,
    }
}

/// The path's segments, decoded once; `None` where servers disagree on what a path means.
fn decoded_segments(path: &str) -> Option<Vec<Cow<'_, str>>> {
    path.strip_prefix('/')?
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8().ok())
        .map(|segment| segment.filter(|segment| !matches!(segment.as_ref(), "" | "." | "..")))
        .collect()
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
        ] {
            assert!(!is_open(&Method::POST, path), "{path}");
        }
        assert!(!is_open(&Method::PUT, "/api/v1/deployments/7/kubeconfig"));
    }

    #[test]
    fn every_endpoint_of_the_contract_is_open() {
        for endpoint in contract::endpoints() {
            let method = endpoint.method.parse().unwrap();
            assert!(
                is_open(&method, &endpoint.route.replace(['{', '}', '*'], "")),
                "{}",
                endpoint.route
            );
        }
        assert!(is_open(&Method::GET, "/api/v1/deployments/7/kubeconfig"));
    }
}
