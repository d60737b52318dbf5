//! The tenant service: Organizations and who belongs to them. Section D of the tenant-side contract.

mod apps;
mod deletion;
mod every;
mod members;
mod rows;
mod support;

pub(crate) use members::{require_manager, require_member, take_up_invitations};
pub(crate) use rows::{Row, exists, find, put};
pub(crate) use support::require_reader;

use super::{Account, Failure, Tenant, catalog, refuse};
use crate::domain::world::World;
use contract::billing::CheckoutRequest;
use contract::tenant::{AppState, MemberRole, NewOrganization, Organization, OrganizationStatus, OrganizationUpdate};
use contract::{OrderId, OrganizationId, OrganizationSlug, Timestamp};
use rusqlite::{Transaction, params};
use uuid::Uuid;

/// The pool that Organizations get their names in unless they choose another (§0.3).
pub(super) const POOLS: [&str; 4] = ["omani.homes", "omani.rest", "omani.trade", "omani.works"];
/// One less than operators may use: the tighter of two rules (§D.1).
const LONGEST_SLUG: usize = 31;
const LONGEST_NAME: usize = 120;
const NAMELESS: &str = "slug and name are required";

impl Tenant {
    /// Whether an Organization could be created under this slug. Reserved names are nobody's.
    pub(crate) fn slug_is_available(&self, world: &World, slug: &str) -> Result<bool, Failure> {
        let Ok(slug) = parse_slug(slug) else {
            return Ok(false);
        };
        if world.organizations.contains_key(&slug) {
            return Ok(false);
        }
        self.records
            .read(|transaction| Ok(!rows::slug_is_taken(transaction, &slug)?))
    }

    /// Whether a customer has this slug, paid for or not.
    pub(crate) fn has_slug(&self, slug: &OrganizationSlug) -> Result<bool, Failure> {
        self.records.read(|transaction| rows::slug_is_taken(transaction, slug))
    }

    /// Creates an Organization that waits for its payment; the caller becomes its owner.
    pub(crate) fn create_organization(
        &self,
        world: &World,
        account: &Account,
        request: NewOrganization,
    ) -> Result<Organization, Failure> {
        if request.slug.trim().is_empty() {
            return Err(refuse(400, NAMELESS));
        }
        checked_name(&request.name)?;
        let slug = parse_slug(request.slug.trim())?;
        let pool = request.parent_domain.as_deref().unwrap_or(POOLS[0]);
        if !POOLS.contains(&pool) {
            return Err(refuse(
                400,
                format!("parent_domain must be one of {}", POOLS.join(", ")),
            ));
        }
        let now = self.clock.now();
        let row = new_row(account, &request, &slug, pool, now);
        self.records.change(|transaction| {
            if world.organizations.contains_key(&slug) || rows::slug_is_taken(transaction, &slug)? {
                return Err(refuse(409, "slug is already taken"));
            }
            put(transaction, &row)?;
            transaction.execute(
                "INSERT INTO tenant_members (id, tenant_id, user_id, email, role, joined_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    Uuid::new_v4().to_string(),
                    row.organization.id.as_str(),
                    account.id.as_str(),
                    account.email,
                    MemberRole::Owner.as_str(),
                    now.to_string()
                ],
            )?;
            Ok(())
        })?;
        Ok(row.organization)
    }

    /// The caller's Organizations and those they visit as support, by name.
    pub(crate) fn organizations(&self, account: &Account) -> Result<Vec<Organization>, Failure> {
        let mut mine = self
            .records
            .read(|transaction| rows::of_account(transaction, account, self.clock.now()))?;
        mine.retain(|organization| organization.status != OrganizationStatus::Deleted);
        mine.sort_by(|a, b| (&a.name, &a.slug).cmp(&(&b.name, &b.slug)));
        Ok(mine)
    }

    /// One Organization. Whether it exists is for its members to know.
    pub(crate) fn organization(&self, account: &Account, id: &OrganizationId) -> Result<Organization, Failure> {
        self.records.read(|transaction| {
            require_reader(transaction, account, id, self.clock.now())?;
            let row = find(transaction, id)?.ok_or_else(|| refuse(404, "organization not found"))?;
            Ok(row.organization)
        })
    }

    /// Changes what may change without an order. Answers to the apps' questions are settled once it is paid.
    pub(crate) fn update_organization(
        &self,
        account: &Account,
        id: &OrganizationId,
        update: OrganizationUpdate,
    ) -> Result<Organization, Failure> {
        let now = self.clock.now();
        let updated = self.records.change(|transaction| {
            require_manager(transaction, account, id)?;
            let mut row = find(transaction, id)?.ok_or_else(|| refuse(404, "organization not found"))?;
            if let Some(name) = update.name {
                row.organization.name = checked_name(&name)?.to_owned();
            }
            if let Some(kind) = update.org_type {
                row.organization.org_type = kind;
            }
            if let Some(industry) = update.industry {
                row.organization.industry = industry;
            }
            if let Some(answers) = update.app_configs {
                if row.organization.status != OrganizationStatus::PendingPayment {
                    return Err(refuse(409, "app_configs cannot change once the organization is paid"));
                }
                row.app_configs = catalog::by_plain_slug(answers);
            }
            row.organization.updated_at = Some(now);
            put(transaction, &row)?;
            Ok(row.organization)
        })?;
        self.moved.send_replace(());
        Ok(updated)
    }
}

/// Takes an order over into its Organization, which starts to be set up.
pub(super) fn launch(
    transaction: &Transaction<'_>,
    request: &CheckoutRequest,
    order: &OrderId,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut row = ordered(transaction, request, now)?;
    let organization = &mut row.organization;
    organization.order_id = Some(order.clone());
    let installing = organization.apps.iter().map(|app| (app.clone(), AppState::Installing));
    organization.app_states = installing.collect();
    organization.status = OrganizationStatus::Provisioning;
    put(transaction, &row)
}

/// Takes an order over into its Organization, which is set up already.
pub(super) fn change_plan(
    transaction: &Transaction<'_>,
    request: &CheckoutRequest,
    order: &OrderId,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut row = ordered(transaction, request, now)?;
    row.organization.order_id = Some(order.clone());
    put(transaction, &row)
}

/// Keeps what was ordered for an Organization that waits for its first payment: whoever turns back from the card finds
/// everything as it was chosen.
pub(super) fn await_payment(
    transaction: &Transaction<'_>,
    request: &CheckoutRequest,
    now: Timestamp,
) -> Result<(), Failure> {
    put(transaction, &ordered(transaction, request, now)?)
}

/// The Organization of an order, with what was ordered for it.
fn ordered(transaction: &Transaction<'_>, request: &CheckoutRequest, now: Timestamp) -> Result<Row, Failure> {
    let mut row = find(transaction, &request.tenant_id)?.ok_or_else(|| refuse(404, "organization not found"))?;
    let organization = &mut row.organization;
    organization.plan_id = request.plan_id.clone();
    let apps = match request.apps.is_empty() {
        true => &organization.apps,
        false => &request.apps,
    };
    organization.apps = catalog::plain_apps(apps);
    organization.addons.clone_from(&request.addons);
    organization.topology.clone_from(&request.topology);
    organization.updated_at = Some(now);
    Ok(row)
}

fn checked_name(text: &str) -> Result<&str, Failure> {
    let name = text.trim();
    match name.chars().count() {
        1..=LONGEST_NAME => Ok(name),
        _ => Err(refuse(400, NAMELESS)),
    }
}

fn parse_slug(text: &str) -> Result<OrganizationSlug, Failure> {
    let slug = OrganizationSlug::parse(text).map_err(|error| refuse(400, format!("slug is not valid: {error}")))?;
    match text.len() {
        length if length > LONGEST_SLUG => Err(refuse(
            400,
            format!("slug is not valid: a name may have at most {LONGEST_SLUG} characters"),
        )),
        _ => Ok(slug),
    }
}

fn new_row(account: &Account, request: &NewOrganization, slug: &OrganizationSlug, pool: &str, now: Timestamp) -> Row {
    let organization = Organization {
        id: OrganizationId::from_wire(Uuid::new_v4().to_string()),
        slug: slug.to_string(),
        name: request.name.trim().to_owned(),
        org_type: request.org_type.clone(),
        industry: request.industry.clone(),
        owner_id: account.id.clone(),
        plan_id: request.plan_id.clone(),
        apps: catalog::plain_apps(&request.apps),
        app_states: Default::default(),
        addons: request.addons.clone(),
        subdomain: slug.to_string(),
        custom_domains: Vec::new(),
        status: OrganizationStatus::PendingPayment,
        created_at: Some(now),
        updated_at: Some(now),
        parent_domain: Some(pool.to_owned()),
        console_host: Some(format!("console.{slug}.{pool}")),
        order_id: None,
        topology: request.topology.clone(),
    };
    Row {
        organization,
        owner_email: account.email.clone(),
        app_configs: catalog::by_plain_slug(request.app_configs.clone()),
        dep_choices: Default::default(),
    }
}
