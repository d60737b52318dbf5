//! What an app uses and who uses it: what goes with it, and what stays.

use crate::catalog::Shelf;
use crate::domain::record::ApplicationRecord;
use crate::domain::world::World;
use contract::tenant::AppService;
use contract::{ApplicationName, OrganizationSlug};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The surroundings of one app of an Organization.
pub(super) struct Uses<'a> {
    app: &'a ApplicationName,
    own: Vec<&'a Arc<ApplicationRecord>>,
    /// The app, and what was created for it and is used by nobody else.
    going: BTreeSet<&'a ApplicationName>,
}

impl<'a> Uses<'a> {
    pub(super) fn of(world: &'a World, organization: &'a OrganizationSlug, app: &'a ApplicationName) -> Self {
        let own: Vec<_> = world.of_organization(organization).collect();
        let mut going = BTreeSet::from([app]);
        // What backs something that goes may go itself, and so on.
        loop {
            let before = going.len();
            for record in &own {
                let backs = record.backs.as_ref().is_some_and(|consumer| going.contains(consumer));
                if backs && world.consumers(record).iter().all(|consumer| going.contains(consumer)) {
                    going.insert(&record.name);
                }
            }
            if going.len() == before {
                return Self { app, own, going };
            }
        }
    }

    /// The app itself, or something that only it uses.
    pub(super) fn goes_with_it(&self, record: &ApplicationRecord) -> bool {
        self.going.contains(&record.name)
    }

    /// Whether something of it is still there.
    pub(super) fn is_leaving(&self) -> bool {
        self.own.iter().any(|record| self.goes_with_it(record))
    }

    /// What goes with the app.
    pub(super) fn purged(&self, shelf: &Shelf) -> Vec<AppService> {
        let going = self.own.iter().filter(|record| self.goes_with_it(record));
        going
            .filter(|record| record.name != *self.app)
            .map(|record| service(shelf, record))
            .collect()
    }

    /// What the app uses and leaves behind.
    pub(super) fn retained(&self, shelf: &Shelf) -> Vec<AppService> {
        let app = self.own.iter().find(|record| record.name == *self.app);
        let used = app.into_iter().flat_map(|record| &record.depends_on);
        let staying = used.filter(|used| !self.going.contains(&used.name));
        staying
            .filter_map(|used| self.own.iter().find(|record| record.name == used.name))
            .map(|record| service(shelf, record))
            .collect()
    }

    /// The names of what needs the app.
    pub(super) fn dependents(&self, shelf: &Shelf) -> Vec<String> {
        let needs = |record: &&&Arc<ApplicationRecord>| {
            record.deleted_at.is_none() && record.depends_on.iter().any(|used| used.name == *self.app)
        };
        let dependents = self.own.iter().filter(needs);
        dependents.map(|record| service(shelf, record).name).collect()
    }
}

/// An Application as its Blueprint is called; by its own name when that has left the catalogue.
fn service(shelf: &Shelf, record: &ApplicationRecord) -> AppService {
    let slug = record.blueprint.name.short();
    let title = shelf
        .latest(slug)
        .map(|blueprint| shelf.entry(blueprint, false).card.title);
    AppService {
        slug: slug.to_owned(),
        name: title.unwrap_or_else(|_| record.name.to_string()),
    }
}
