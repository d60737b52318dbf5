//! The services of a control plane on the network, by the paths that they serve.

use super::upstream::{Remote, Unreachable};
use axum::body::Body;
use http::{Request, Response, Uri, uri::PathAndQuery};

/// First segments below `/api` that are the tenant services', all behind their gateway (tenant contract F).
const OF_GATEWAY: [&str; 7] = [
    "auth",
    "billing",
    "catalog",
    "domain",
    "organizations",
    "provisioning",
    "tenant",
];

/// Where each part of the contract is served. Clones share connections.
#[derive(Clone, Debug)]
pub struct Services {
    /// catalyst-api, and whatever has no service of its own.
    pub api: Remote,
    /// The gateway of the tenant services, if it is not behind `api`'s origin.
    pub gateway: Option<Remote>,
    /// Gitea, if it is not behind `api`'s origin.
    pub gitea: Option<Remote>,
}

/// A part of the contract, by its paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Api,
    Gateway,
    Gitea,
}

impl Part {
    fn of(path: &str) -> Self {
        let mut segments = path.split('/').skip(1);
        match (segments.next(), segments.next()) {
            (Some("gitea"), _) => Self::Gitea,
            (Some("api"), Some(service)) if OF_GATEWAY.contains(&service) => Self::Gateway,
            _ => Self::Api,
        }
    }
}

impl Services {
    /// Everything at one origin.
    #[must_use]
    pub fn at(api: Remote) -> Self {
        Self {
            api,
            gateway: None,
            gitea: None,
        }
    }

    /// Sends a request to the service whose path it is.
    pub(super) async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, Unreachable> {
        match (Part::of(request.uri().path()), &self.gateway, &self.gitea) {
            (Part::Gateway, Some(gateway), _) => gateway.send(request).await,
            (Part::Gitea, _, Some(gitea)) => {
                // Gitea itself knows nothing of the prefix: whatever stands in front takes it off.
                *request.uri_mut() = below_gitea(request.uri());
                gitea.send(request).await
            }
            _ => self.api.send(request).await,
        }
    }
}

/// `/api/v1/repos` of `/gitea/api/v1/repos`.
fn below_gitea(uri: &Uri) -> Uri {
    let rest = uri.path_and_query().map(PathAndQuery::as_str).unwrap_or_default();
    let rest = rest.strip_prefix("/gitea").and_then(|rest| rest.parse().ok());
    rest.unwrap_or_else(|| uri.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_one_service() {
        for (path, part) in [
            ("/api/v1/whoami", Part::Api),
            ("/api/v1/catalog", Part::Api),
            ("/catalyst/v1/apps/instances", Part::Api),
            ("/api/auth/send-code", Part::Gateway),
            ("/api/billing/checkout", Part::Gateway),
            ("/api/catalog/plans", Part::Gateway),
            ("/api/tenant/orgs", Part::Gateway),
            ("/gitea/api/v1/repos/acme/shop", Part::Gitea),
            ("/gitea/acme/shop.git/info/refs", Part::Gitea),
            ("/giteax", Part::Api),
            ("/api/billingx/y", Part::Api),
        ] {
            assert_eq!(Part::of(path), part, "{path}");
        }
    }

    #[test]
    fn gitea_is_asked_without_the_prefix() {
        let asked = below_gitea(&Uri::from_static("/gitea/api/v1/repos/a%2Fb?ref=main"));
        assert_eq!(asked, "/api/v1/repos/a%2Fb?ref=main");
    }
}
