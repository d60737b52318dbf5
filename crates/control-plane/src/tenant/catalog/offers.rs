//! Plans, add-ons, bundles and lines of business, as operators keep them (§C.1).

use super::apps::present;
use super::check::checked;
use super::published::Unpublished;
use super::seed;
use crate::catalog::Shelf;
use crate::tenant::records::json;
use crate::tenant::{Failure, Tenant, refuse};
use contract::storefront::{AddOn, Bundle, Industry, Offer, OfferKind, Plan};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;
use uuid::Uuid;

impl Tenant {
    /// A list as operators keep it, in the order to show it.
    pub(crate) fn offers(&self, kind: OfferKind) -> Result<Vec<Offer>, Failure> {
        self.records.read(|transaction| list(transaction, kind))
    }

    /// Adds a row under an id of its own.
    pub(crate) fn create_offer(&self, kind: OfferKind, request: Value) -> Result<Offer, Failure> {
        let offer = checked(kind, request, &Uuid::new_v4().to_string())?;
        self.records.change(|transaction| {
            require_free_slug(transaction, &offer)?;
            insert(transaction, &offer)
        })?;
        Ok(offer)
    }

    /// Replaces a row. What was ordered before keeps its price.
    pub(crate) fn update_offer(&self, kind: OfferKind, id: &str, request: Value) -> Result<Offer, Failure> {
        let offer = checked(kind, request, id)?;
        self.records.change(|transaction| {
            require_free_slug(transaction, &offer)?;
            let changed = transaction.execute(
                "UPDATE offers SET slug = ?3, record = ?4 WHERE kind = ?1 AND id = ?2",
                params![kind.as_str(), id, offer.slug(), serde_json::to_string(&offer)?],
            )?;
            match changed {
                // The contract has no 404 here.
                0 => Err(refuse(500, "failed to update the catalog")),
                _ => Ok(()),
            }
        })?;
        Ok(offer)
    }

    /// Takes a row out. What was bought of it stays.
    pub(crate) fn delete_offer(&self, kind: OfferKind, id: &str) -> Result<(), Failure> {
        self.records.change(|transaction| {
            let gone = transaction.execute(
                "DELETE FROM offers WHERE kind = ?1 AND id = ?2",
                params![kind.as_str(), id],
            )?;
            match gone {
                0 => Err(refuse(500, "failed to update the catalog")),
                _ => Ok(()),
            }
        })
    }

    /// Fills lists that were never filled with what a fresh Sovereign sells.
    pub(in crate::tenant) fn seed_offers(&self) -> Result<(), Failure> {
        self.records.change(|transaction| {
            for kind in OfferKind::ALL {
                let is_new = transaction.execute(
                    "INSERT INTO seeded_offers (kind) VALUES (?1) ON CONFLICT DO NOTHING",
                    [kind.as_str()],
                )?;
                if is_new > 0 {
                    seed::offers(kind)
                        .iter()
                        .try_for_each(|offer| insert(transaction, offer))?;
                }
            }
            Ok(())
        })
    }

    /// Lines of business, without apps that customers cannot see.
    pub(crate) fn industries(&self, shelf: &Shelf) -> Result<Vec<Industry>, Failure> {
        let unpublished = self.records.read(Unpublished::read)?;
        let industry = |offer| match offer {
            Offer::Industry(mut industry) => {
                industry.suggested_apps = present(shelf, &unpublished, &industry.suggested_apps);
                Some(industry)
            }
            _ => None,
        };
        Ok(self
            .offers(OfferKind::Industries)?
            .into_iter()
            .filter_map(industry)
            .collect())
    }

    /// Bundles of which customers can see every app.
    pub(crate) fn bundles(&self, shelf: &Shelf) -> Result<Vec<Bundle>, Failure> {
        let unpublished = self.records.read(Unpublished::read)?;
        let is_whole = |bundle: &Bundle| present(shelf, &unpublished, &bundle.apps).len() == bundle.apps.len();
        let whole = |offer| match offer {
            Offer::Bundle(bundle) if is_whole(&bundle) => Some(bundle),
            _ => None,
        };
        Ok(self.offers(OfferKind::Bundles)?.into_iter().filter_map(whole).collect())
    }
}

/// The plans, in the order to show them.
pub(crate) fn plans(transaction: &Transaction<'_>) -> Result<Vec<Plan>, Failure> {
    let plan = |offer| match offer {
        Offer::Plan(plan) => Some(plan),
        _ => None,
    };
    Ok(list(transaction, OfferKind::Plans)?
        .into_iter()
        .filter_map(plan)
        .collect())
}

/// The add-ons.
pub(crate) fn add_ons(transaction: &Transaction<'_>) -> Result<Vec<AddOn>, Failure> {
    let add_on = |offer| match offer {
        Offer::AddOn(add_on) => Some(add_on),
        _ => None,
    };
    Ok(list(transaction, OfferKind::AddOns)?
        .into_iter()
        .filter_map(add_on)
        .collect())
}

fn list(transaction: &Transaction<'_>, kind: OfferKind) -> Result<Vec<Offer>, Failure> {
    let mut statement = transaction.prepare("SELECT record FROM offers WHERE kind = ?1 ORDER BY position")?;
    let rows = statement.query_map([kind.as_str()], |row| json::<Value>(row, "record"))?;
    let mut offers = Vec::new();
    for row in rows {
        offers.push(Offer::read(kind, &row?)?);
    }
    offers.sort_by_key(|offer| match offer {
        Offer::Plan(plan) => plan.sort_order,
        Offer::Industry(industry) => industry.display_order,
        Offer::AddOn(_) | Offer::Bundle(_) => 0,
    });
    Ok(offers)
}

fn insert(transaction: &Transaction<'_>, offer: &Offer) -> Result<(), Failure> {
    transaction.execute(
        "INSERT INTO offers (kind, id, slug, record) VALUES (?1, ?2, ?3, ?4)",
        params![
            offer.kind().as_str(),
            offer.id(),
            offer.slug(),
            serde_json::to_string(offer)?
        ],
    )?;
    Ok(())
}

fn require_free_slug(transaction: &Transaction<'_>, offer: &Offer) -> Result<(), Failure> {
    let other: Option<String> = transaction
        .query_row(
            "SELECT id FROM offers WHERE kind = ?1 AND slug = ?2 AND id <> ?3",
            params![offer.kind().as_str(), offer.slug(), offer.id()],
            |row| row.get(0),
        )
        .optional()?;
    match other {
        Some(_) => Err(refuse(409, "slug is already taken")),
        None => Ok(()),
    }
}
