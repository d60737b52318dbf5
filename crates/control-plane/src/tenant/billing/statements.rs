//! What a customer reads about their money: wallet, subscription, invoices (§B.5).

use super::customers::find_customer;
use super::ledger;
use crate::tenant::organizations::require_reader;
use crate::tenant::records::{time, word};
use crate::tenant::{Account, Failure, Tenant, refuse};
use contract::billing::{Balance, Invoice, Subscription};
use contract::money::Baisa;
use contract::{OrganizationId, PlanId};
use rusqlite::{OptionalExtension, Row};

/// How many movements a wallet shows.
const WALLET_ENTRIES: u32 = 20;

impl Tenant {
    /// The caller's credit; nothing for somebody who never ordered.
    pub(crate) fn balance(&self, account: &Account) -> Result<Balance, Failure> {
        self.records.read(|transaction| {
            let Some(customer) = find_customer(transaction, account)? else {
                return Ok(Balance {
                    credit_baisa: Some(Baisa(0)),
                    ..Balance::default()
                });
            };
            let credit = ledger::balance(transaction, &customer)?;
            Ok(Balance {
                credit_omr: credit.whole_omr(),
                credit_baisa: Some(credit),
                entries: ledger::latest(transaction, &customer, WALLET_ENTRIES)?,
            })
        })
    }

    /// The newest subscription of an Organization. Members only, which the contract leaves open (Z9).
    pub(crate) fn subscription(
        &self,
        account: &Account,
        organization: &OrganizationId,
    ) -> Result<Subscription, Failure> {
        self.records.read(|transaction| {
            require_reader(transaction, account, organization, self.clock.now())?;
            let newest = transaction.query_row(
                "SELECT * FROM subscriptions WHERE tenant_id = ?1 ORDER BY number DESC LIMIT 1",
                [organization.as_str()],
                |row| {
                    Ok(Subscription {
                        id: row.get("id")?,
                        customer_id: row.get("customer_id")?,
                        tenant_id: organization.clone(),
                        plan_id: PlanId::from_wire(row.get::<_, String>("plan_id")?),
                        status: word(row, "status")?,
                        current_period_start: time(row, "period_start")?,
                        current_period_end: time(row, "period_end")?,
                        created_at: time(row, "created_at")?,
                        updated_at: time(row, "created_at")?,
                    })
                },
            );
            newest.optional()?.ok_or_else(|| refuse(404, "no subscription found"))
        })
    }

    /// The invoices of an Organization, newest first. Members only, which the contract leaves open (Z9).
    pub(crate) fn invoices(&self, account: &Account, organization: &OrganizationId) -> Result<Vec<Invoice>, Failure> {
        self.records.read(|transaction| {
            require_reader(transaction, account, organization, self.clock.now())?;
            let mut statement =
                transaction.prepare("SELECT * FROM invoices WHERE tenant_id = ?1 ORDER BY number DESC")?;
            let rows = statement.query_map([organization.as_str()], read_invoice)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

pub(super) fn read_invoice(row: &Row<'_>) -> rusqlite::Result<Invoice> {
    let amount = Baisa(row.get("amount")?);
    Ok(Invoice {
        id: row.get("id")?,
        customer_id: row.get("customer_id")?,
        tenant_id: OrganizationId::from_wire(row.get::<_, String>("tenant_id")?),
        amount_omr: amount.whole_omr(),
        amount_baisa: Some(amount),
        currency: "omr".to_owned(),
        status: word(row, "status")?,
        period_start: time(row, "period_start")?,
        period_end: time(row, "period_end")?,
        pdf_url: None,
        created_at: time(row, "created_at")?,
    })
}
