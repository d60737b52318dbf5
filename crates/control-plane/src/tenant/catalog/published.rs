//! The marketplace's visibility bit of apps (§C.1): an operator keeps an app from customers, and what runs of it goes on.

use super::apps::{app, app_id, apps, listed, slug_of};
use crate::catalog::Shelf;
use crate::tenant::{Failure, Tenant, refuse};
use contract::StoreAppId;
use contract::storefront::StoreApp;
use rusqlite::Transaction;
use std::collections::BTreeSet;

/// Apps that are kept from customers.
#[derive(Debug)]
pub(crate) struct Unpublished(BTreeSet<StoreAppId>);

impl Unpublished {
    pub(crate) fn read(transaction: &Transaction<'_>) -> Result<Self, Failure> {
        let mut statement = transaction.prepare("SELECT slug FROM unpublished_apps")?;
        let apps = statement.query_map([], |row| Ok(app_id(&row.get::<_, String>(0)?)))?;
        Ok(Self(apps.collect::<Result<_, _>>()?))
    }

    pub(crate) fn contains(&self, app: &StoreAppId) -> bool {
        self.0.contains(&app_id(slug_of(app)))
    }

    /// Refuses an app that customers cannot choose, as if it were not there.
    pub(crate) fn check(&self, app: &StoreAppId) -> Result<(), Failure> {
        match self.contains(app) {
            true => Err(refuse(400, format!("app \"{app}\" not found in catalog"))),
            false => Ok(()),
        }
    }

    fn mark(&self, mut app: StoreApp) -> StoreApp {
        app.published = !self.contains(&app.id);
        app
    }
}

impl Tenant {
    /// Every app, by name.
    pub(crate) fn apps(&self, shelf: &Shelf) -> Result<Vec<StoreApp>, Failure> {
        let unpublished = self.records.read(Unpublished::read)?;
        Ok(apps(shelf).into_iter().map(|app| unpublished.mark(app)).collect())
    }

    /// The app with this slug, with what can be set.
    pub(crate) fn app(&self, shelf: &Shelf, slug: &str) -> Result<StoreApp, Failure> {
        let app = app(shelf, slug).ok_or_else(|| refuse(404, "app not found"))?;
        Ok(self.records.read(Unpublished::read)?.mark(app))
    }

    /// Offers an app to customers, or keeps it from them.
    pub(crate) fn publish_app(&self, shelf: &Shelf, slug: &str, published: bool) -> Result<StoreApp, Failure> {
        let (app, _) = listed(shelf, slug).map_err(|_| refuse(404, "app not found"))?;
        let statement = match published {
            // Rows were once kept as they had been asked for.
            true => "DELETE FROM unpublished_apps WHERE slug IN (?1, 'bp-' || ?1)",
            false => "INSERT INTO unpublished_apps (slug) VALUES (?1) ON CONFLICT DO NOTHING",
        };
        self.records.change(|transaction| {
            transaction.execute(statement, [slug_of(&app)])?;
            Ok(())
        })?;
        self.app(shelf, slug)
    }
}
