//! Every Organization, for operators (§D.5).

use super::rows::{self, Row};
use crate::tenant::{Failure, Tenant, billing, refuse};
use contract::OrganizationId;
use contract::tenant::{OrganizationPage, SoldOrganization};
use rusqlite::Transaction;

/// Rows of a page when nothing else is asked for.
const PAGE: u32 = 20;
/// Rows that are answered at most.
const MOST: u32 = 1000;

impl Tenant {
    /// A page of the Organizations, newest first.
    pub(crate) fn every_organization(&self, offset: u32, limit: Option<u32>) -> Result<OrganizationPage, Failure> {
        let limit = limit.unwrap_or(PAGE).min(MOST);
        let mut tenants = self.sold(|_| true)?;
        let total = u32::try_from(tenants.len()).unwrap_or(u32::MAX);
        tenants = tenants.into_iter().skip(offset as usize).take(limit as usize).collect();
        Ok(OrganizationPage {
            tenants,
            total: Some(total),
            offset: Some(offset),
            limit: Some(limit),
        })
    }

    /// The Organizations with a text in their name, slug or owner's address, newest first.
    pub(crate) fn find_organizations(&self, text: &str) -> Result<OrganizationPage, Failure> {
        let sought = text.trim().to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&sought);
        let tenants = self.sold(|row| {
            let organization = &row.organization;
            holds(&organization.name) || holds(&organization.slug) || holds(&row.owner_email)
        })?;
        Ok(OrganizationPage {
            tenants,
            ..OrganizationPage::default()
        })
    }

    /// One Organization.
    pub(crate) fn sold_organization(&self, id: &OrganizationId) -> Result<SoldOrganization, Failure> {
        self.records.read(|transaction| {
            let row = rows::find(transaction, id)?.ok_or_else(|| refuse(404, "tenant not found"))?;
            sold(transaction, row)
        })
    }

    fn sold(&self, keep: impl Fn(&Row) -> bool) -> Result<Vec<SoldOrganization>, Failure> {
        self.records.read(|transaction| {
            let rows = rows::all(transaction)?.into_iter().rev().filter(keep);
            rows.map(|row| sold(transaction, row)).collect()
        })
    }
}

fn sold(transaction: &Transaction<'_>, row: Row) -> Result<SoldOrganization, Failure> {
    let balance = billing::balance_of_user(transaction, &row.organization.owner_id)?;
    Ok(SoldOrganization {
        organization: row.organization,
        owner_email: row.owner_email,
        balance_baisa: Some(balance),
    })
}
