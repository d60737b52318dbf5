//! Addresses of Applications: filling in the tokens of host name templates (blueprint-model §6).

use super::record::{ApplicationRecord, OrganizationRecord};
use crate::catalog::{Blueprint, EndpointSpec};
use contract::instance::{CertificateStatus, EndpointStatus, ResolvedEndpoint};
use contract::organization::DomainMode;
use serde_json::{Map, Value};

/// The domain of an Organization's Applications.
pub(crate) fn organization_domain(organization: &OrganizationRecord, fqdn: &str) -> String {
    match (
        &organization.domain_mode,
        &organization.byo_domain,
        &organization.parent_domain,
    ) {
        (DomainMode::Byo, Some(own), _) => own.clone(),
        (_, _, Some(parent)) => format!("{}.{parent}", organization.subdomain),
        _ => format!("{}.{fqdn}", organization.subdomain),
    }
}

/// What the host names of an Application are made of.
#[derive(Debug)]
pub(crate) struct Addressed<'a> {
    pub(crate) application: &'a ApplicationRecord,
    /// What it is set to, without defaults.
    pub(crate) settings: &'a Map<String, Value>,
    pub(crate) organization: &'a OrganizationRecord,
    pub(crate) fqdn: &'a str,
}

impl Addressed<'_> {
    /// The host name of an endpoint. A `domain` parameter names the page for people, as a person asked for it.
    pub(crate) fn hostname(&self, spec: &EndpointSpec) -> String {
        if spec.launch_default
            && let Some(domain) = self.settings.get("domain").and_then(Value::as_str)
            && !domain.is_empty()
        {
            return domain.to_owned();
        }
        spec.hostname_template
            .replace("{{.SovereignFQDN}}", self.fqdn)
            .replace("{{.OrgSlug}}", self.organization.subdomain.as_str())
            .replace("{{.AppName}}", self.application.name.as_str())
            .replace("{{.OrgDomain}}", &organization_domain(self.organization, self.fqdn))
    }
}

/// The page for people, if the Blueprint declares one.
pub(crate) fn launch(blueprint: &Blueprint, addressed: &Addressed<'_>) -> Option<String> {
    let spec = blueprint.endpoints.iter().find(|endpoint| endpoint.launch_default)?;
    url(spec, &addressed.hostname(spec))
}

fn url(spec: &EndpointSpec, hostname: &str) -> Option<String> {
    matches!(spec.protocol.as_str(), "https" | "http").then(|| format!("{}://{hostname}/", spec.protocol))
}

/// Every endpoint of an Application; `ready` says whether it serves.
pub(crate) fn resolve(blueprint: &Blueprint, addressed: &Addressed<'_>, ready: bool) -> Vec<ResolvedEndpoint> {
    let resolve = |spec: &EndpointSpec| {
        let hostname = addressed.hostname(spec);
        ResolvedEndpoint {
            name: spec.name.clone(),
            hostname_template: spec.hostname_template.clone(),
            port: spec.port,
            protocol: spec.protocol.clone(),
            tls: spec.tls,
            visibility: spec.visibility.clone(),
            launch_default: spec.launch_default,
            sso_enabled: spec.sso_enabled,
            status: if ready {
                EndpointStatus::Ready
            } else {
                EndpointStatus::Provisioning
            },
            certificate_status: spec.tls.then_some(if ready {
                CertificateStatus::Issued
            } else {
                CertificateStatus::Pending
            }),
            launch_url: url(spec, &hostname),
            hostname,
        }
    };
    blueprint.endpoints.iter().map(resolve).collect()
}
