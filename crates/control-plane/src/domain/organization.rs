//! Setting up an Organization: what is asked, what it becomes, and the steps in between.

use super::record::{EnvironmentRecord, EnvironmentRegion, OrganizationRecord};
use contract::environment::EnvType;
use contract::organization::{BillingMode, DomainMode, NewOrganization, OrganizationKind, StepState};
use contract::{EnvironmentName, Namespace, OrganizationSlug, RegionName, Timestamp};

/// The steps in the order they are done (§E.10).
pub(crate) const STEPS: [&str; 6] = ["vcluster", "bp_charts", "dns", "certs", "keycloak_clients", "registry"];

/// Why a request is refused, with the code of §E.10.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadOrganization {
    #[error("a subdomain is required")]
    SubdomainRequired,
    #[error("{0}")]
    Subdomain(String),
    #[error("{0:?} is not an e-mail address")]
    AdminEmail(String),
    #[error("{0:?} is neither free-subdomain nor byo")]
    DomainMode(String),
    #[error("an own domain is needed for byo, such as example.test")]
    ByoDomain,
    #[error("there is already an Organization {0}")]
    Taken(OrganizationSlug),
}

/// Checks a request and makes the record it asks for, nothing set up yet.
pub(crate) fn new(
    request: &NewOrganization,
    fqdn: &str,
    now: Timestamp,
) -> Result<OrganizationRecord, BadOrganization> {
    if request.subdomain.as_str().is_empty() {
        return Err(BadOrganization::SubdomainRequired);
    }
    let slug = OrganizationSlug::parse(request.subdomain.as_str())
        .map_err(|error| BadOrganization::Subdomain(error.to_string()))?;
    if !is_email(&request.admin_email) {
        return Err(BadOrganization::AdminEmail(request.admin_email.clone()));
    }
    let domain_mode = request.domain_mode.clone().unwrap_or(DomainMode::FreeSubdomain);
    match &domain_mode {
        DomainMode::Unknown(text) => return Err(BadOrganization::DomainMode(text.clone())),
        DomainMode::Byo if !request.byo_domain.as_deref().is_some_and(is_domain) => {
            return Err(BadOrganization::ByoDomain);
        }
        DomainMode::Byo | DomainMode::FreeSubdomain => {}
    }
    // §E.10: unknown values fall back silently.
    let kind = match request.kind {
        Some(OrganizationKind::Internal) => OrganizationKind::Internal,
        _ => OrganizationKind::Customer,
    };
    let (billing, isolation) = match kind {
        OrganizationKind::Internal => (BillingMode::Showback, "namespace"),
        _ => (BillingMode::Real, "vcluster"),
    };
    let billing_mode = match &request.billing_mode {
        None | Some(BillingMode::Unknown(_)) => billing,
        Some(mode) => mode.clone(),
    };
    let asked = |text: &Option<String>, known: &[&str]| text.clone().filter(|text| known.contains(&text.as_str()));
    Ok(OrganizationRecord {
        org_tenant_id: crate::ids::uid(&["organization", slug.as_str()]),
        state: "pending".to_owned(),
        domain_mode,
        byo_domain: request.byo_domain.clone(),
        parent_domain: request.parent_domain.clone(),
        admin_email: request.admin_email.clone(),
        company_name: request.company_name.clone().filter(|name| !name.trim().is_empty()),
        otech_fqdn: fqdn.to_owned(),
        vcluster_name: slug.to_string(),
        tenant_namespace: Namespace::from_wire(slug.as_str()),
        console_host: format!("console.{slug}.{fqdn}"),
        kind: Some(kind),
        tier: Some(asked(&request.tier, &["org", "corporate"]).unwrap_or_else(|| "org".to_owned())),
        billing_mode: Some(billing_mode),
        isolation: Some(asked(&request.isolation, &["namespace", "vcluster"]).unwrap_or_else(|| isolation.to_owned())),
        commit_sha: None,
        last_error: None,
        steps: STEPS
            .iter()
            .map(|step| ((*step).to_owned(), StepState::Pending))
            .collect(),
        created_at: Some(now),
        updated_at: Some(now),
        subdomain: slug,
    })
}

/// The record after its next step, or `None` when all are done.
pub(crate) fn next_step(record: &OrganizationRecord, now: Timestamp) -> Option<OrganizationRecord> {
    let pending = |step: &&&str| record.steps.get(**step) != Some(&StepState::Done);
    let step = STEPS.iter().find(pending)?;
    let mut next = record.clone();
    next.steps.insert((*step).to_owned(), StepState::Done);
    let done = next.steps.values().all(|state| *state == StepState::Done);
    next.state = if done { "ready" } else { "provisioning" }.to_owned();
    next.updated_at = Some(now);
    Some(next)
}

/// The Environments an Organization starts with: one for a small one, three for a corporate one.
pub(crate) fn environments(record: &OrganizationRecord, now: Timestamp, ready: bool) -> Vec<EnvironmentRecord> {
    let types: &[EnvType] = match record.tier.as_deref() {
        Some("corporate") => &[EnvType::Development, EnvType::Staging, EnvType::Production],
        _ => &[EnvType::Production],
    };
    let environment = |env_type: &EnvType| EnvironmentRecord {
        name: EnvironmentName::of(&record.subdomain, env_type),
        organization: record.subdomain.clone(),
        env_type: env_type.clone(),
        regions: regions(env_type),
        created_at: now,
        ready,
        promotion: None,
    };
    types.iter().map(environment).collect()
}

/// The simulated Sovereign spans three Hetzner regions.
fn regions(env_type: &EnvType) -> Vec<EnvironmentRegion> {
    let region = |name: &&str| EnvironmentRegion {
        provider: "hetzner".to_owned(),
        region: RegionName::from_wire(*name),
        building_block: "rtz".to_owned(),
        host_cluster: format!("hz-{name}-rtz-{env_type}"),
    };
    ["fsn", "nbg", "hel"].iter().map(region).collect()
}

fn is_email(text: &str) -> bool {
    matches!(text.split_once('@'), Some((user, host)) if !user.is_empty() && is_domain(host))
        && !text.contains(char::is_whitespace)
}

/// Whether a text is a DNS name of at least two labels.
pub(crate) fn is_domain(text: &str) -> bool {
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}
