//! Another plan or other add-ons for an Organization that pays already (our extension: the contract leaves that to the
//! card processor, §B.5).
//!
//! It is an order like the first: priced in full, paid in full, for a month from then on. The subscription before it
//! ends in the same transaction, and nothing of it is paid back.

use super::orders;
use crate::catalog::Shelf;
use crate::tenant::{Failure, catalog, organizations, refuse};
use contract::AddOnId;
use contract::billing::{CheckoutRequest, Topology};
use contract::tenant::OrganizationStatus;
use rusqlite::Transaction;
use std::collections::BTreeSet;

/// The guard against a second click that lost its key: an order for what an Organization has already changes nothing.
pub(super) fn require_change(
    transaction: &Transaction<'_>,
    request: &CheckoutRequest,
    shelf: &Shelf,
) -> Result<(), Failure> {
    let row = organizations::find(transaction, &request.tenant_id)?;
    let organization = row.ok_or_else(|| refuse(404, "organization not found"))?.organization;
    let topology = match &organization.order_id {
        Some(order) => orders::topology(transaction, order)?,
        None => None,
    };
    let keeps_topology = spread(topology.as_ref()) == spread(request.topology.as_ref());
    let is_same =
        organization.plan_id == request.plan_id && set(&organization.addons) == set(&request.addons) && keeps_topology;
    if is_same {
        return Err(refuse(409, "this organization already has an active subscription"));
    }
    match organization.status {
        // Apps that came later and cannot have a standby do not take away the one that is paid for.
        OrganizationStatus::Active if keeps_topology => Ok(()),
        OrganizationStatus::Active => catalog::check_topology(shelf, &organization.apps, request.topology.as_ref()),
        _ => Err(refuse(409, "the plan can change once the organization is active")),
    }
}

fn set(addons: &[AddOnId]) -> BTreeSet<&str> {
    addons.iter().map(AddOnId::as_str).collect()
}

/// What is left out means one region (§B.3).
fn spread(topology: Option<&Topology>) -> &Topology {
    match topology {
        Some(topology) if !topology.as_str().is_empty() => topology,
        _ => &Topology::SingleRegion,
    }
}
