//! The calls of the contract, and which of them a request is.

use super::guard::decoded_segments;
use contract::Access;
use http::Method;
use std::{borrow::Cow, sync::LazyLock};

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let all = contract::endpoints().into_iter().chain(contract::tenant_endpoints());
    all.map(|endpoint| Known {
        method: endpoint.method,
        route: endpoint.route,
        segments: endpoint.route.split('/').skip(1).collect(),
        is_public: endpoint.access == Access::Public,
    })
    .collect()
});

struct Known {
    method: String,
    route: &'static str,
    /// `{…}` stands for one segment, `{*…}` for all that follow.
    segments: Vec<&'static str>,
    is_public: bool,
}

impl Known {
    fn takes(&self, method: &Method, path: &[Cow<'_, str>]) -> bool {
        let (segments, has_length) = match self.segments.split_last() {
            Some((last, before)) if last.starts_with("{*") => (before, path.len() > before.len()),
            _ => (self.segments.as_slice(), path.len() == self.segments.len()),
        };
        let same = |(known, given): (&&str, &Cow<'_, str>)| known.starts_with('{') || *known == given.as_ref();
        method.as_str() == self.method && has_length && segments.iter().zip(path).all(same)
    }

    fn parameters(&self) -> usize {
        self.segments.iter().filter(|segment| segment.starts_with('{')).count()
    }
}

/// Whether a stranger may send this request. Their calls carry no token, so the control plane has the last word.
#[must_use]
pub(crate) fn is_public(method: &Method, path: &str) -> bool {
    decoded_segments(path).is_some_and(|path| KNOWN.iter().any(|known| known.is_public && known.takes(method, &path)))
}

/// The contract's route of a request, parameters unfilled; the most literal one where several take it.
pub(crate) fn route_of(method: &Method, path: &str) -> Option<&'static str> {
    let path = decoded_segments(path)?;
    let taking = KNOWN.iter().filter(|known| known.takes(method, &path));
    taking.min_by_key(|known| known.parameters()).map(|known| known.route)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_may_call_what_the_contract_calls_public() {
        let preview = "/api/billing/vouchers/redeem-preview";
        assert!(is_public(&Method::POST, preview));
        assert!(is_public(&Method::GET, "/api/tenant/check-slug/noor"));
        for (method, path) in [
            (Method::GET, preview),
            (Method::POST, "/api/billing/checkout"),
            (Method::GET, "/api/tenant/check-slug/noor/more"),
            (Method::GET, "/api/tenant/check-slug/%2e%2e"),
            (Method::GET, "/api/tenant/orgs"),
        ] {
            assert!(!is_public(&method, path), "{method} {path}");
        }
    }

    #[test]
    fn a_request_has_the_route_that_says_most_of_it() {
        let applications = "/api/v1/sovereigns/{id}/applications";
        for (method, path, route) in [
            (Method::GET, "/api/v1/whoami", "/api/v1/whoami".to_owned()),
            (
                Method::GET,
                "/api/v1/sovereigns/s/applications/shop",
                format!("{applications}/{{name}}"),
            ),
            (
                Method::POST,
                "/api/v1/sovereigns/s/applications/preview",
                format!("{applications}/preview"),
            ),
            (
                Method::GET,
                "/gitea/api/v1/repos/acme/shop/contents/docs/a.md",
                "/gitea/api/v1/repos/{owner}/{repo}/contents/{*path}".to_owned(),
            ),
        ] {
            assert_eq!(route_of(&method, path), Some(route.as_str()));
        }
        for path in ["/api/v1/nothing", "/api/v1/whoami/more", "/api/v1/%ff"] {
            assert_eq!(route_of(&Method::GET, path), None);
        }
    }
}
