//! Apps that customers add and remove after their first order, across restarts (tenant-side §D.3).
//!
//! The answer comes when it is written down; the state of the app in its Organization says what is left to do.

mod services;

use super::provisioning::{app_runs, install_request};
use super::pursuit::Progress;
use super::{Failure, Plane};
use crate::domain::plan;
use crate::tenant::catalog::{self, Unpublished};
use crate::tenant::organizations::Row;
use crate::tenant::{self, Account, refuse};
use contract::tenant::{AppChange, AppChangeStatus, AppState, NewApp, OrganizationStatus, UninstallPreview};
use contract::{ApplicationName, OrganizationId, OrganizationSlug, StoreAppId};
use serde_json::json;
use services::Uses;
use std::sync::Arc;

impl Plane {
    /// Adds an app. What could not be installed is refused at once.
    pub(crate) fn install_app(
        self: &Arc<Self>,
        account: &Account,
        id: &OrganizationId,
        request: &NewApp,
    ) -> Result<AppChange, tenant::Failure> {
        let mut brought = None;
        let unpublished = self.tenant.records.read(Unpublished::read)?;
        let mut change = self.tenant.change_apps(account, id, |row| {
            let shelf = self.shelf();
            let (app, _) = catalog::installable(&shelf, &request.slug)?;
            let organization = &row.organization;
            match organization.app_states.get(&app) {
                Some(AppState::Uninstalling) => return Err(refuse(409, "this app is being uninstalled")),
                Some(AppState::Failed) => {}
                _ if organization.apps.contains(&app) => return Ok(AppChangeStatus::AlreadyInstalled),
                _ if unpublished.contains(&app) => return Err(refuse(404, "app not found in catalog")),
                _ => {}
            }
            let slug = catalog::slug_of(&app).to_owned();
            row.app_configs.insert(slug.clone(), request.app_config.clone());
            row.dep_choices.insert(slug, request.dep_choices.clone());
            let deployed = self.check_install(&app, row)?;
            row.organization.apps.retain(|other| *other != app);
            row.organization.apps.push(app.clone());
            row.organization.app_states.insert(app.clone(), AppState::Installing);
            brought = Some((app, deployed));
            Ok(AppChangeStatus::Queued)
        })?;
        if let Some((app, deployed)) = brought {
            change.deployed = deployed;
            self.follow_app(id.clone(), app);
        }
        Ok(change)
    }

    /// Removes an app, and what only it uses.
    pub(crate) fn uninstall_app(
        self: &Arc<Self>,
        account: &Account,
        id: &OrganizationId,
        slug: &str,
        force: bool,
    ) -> Result<AppChange, tenant::Failure> {
        let mut doomed = None;
        let change = self.tenant.change_apps(account, id, |row| {
            let shelf = self.shelf();
            // An app that has left the catalogue can still be removed.
            let plain = catalog::plain_slug(slug);
            let own = row.organization.apps.iter().find(|app| catalog::slug_of(app) == plain);
            let Some(app) = own.cloned() else {
                catalog::listed(&shelf, slug)?;
                return Ok(AppChangeStatus::NotInstalled);
            };
            let dependents = Uses::of(&self.world(), &slug_of(row), &name_of(&app)).dependents(&shelf);
            if !force && !dependents.is_empty() {
                return Err(has_dependents(slug, &dependents));
            }
            row.organization.app_states.insert(app.clone(), AppState::Uninstalling);
            doomed = Some(app);
            Ok(AppChangeStatus::Queued)
        })?;
        if let Some(app) = doomed {
            self.follow_app(id.clone(), app);
        }
        Ok(change)
    }

    /// What removing an app would do.
    pub(crate) fn preview_uninstall(
        &self,
        account: &Account,
        id: &OrganizationId,
        slug: &str,
    ) -> Result<UninstallPreview, tenant::Failure> {
        let row = self.tenant.row_of(account, id)?;
        let shelf = self.shelf();
        let (app, blueprint) = catalog::listed(&shelf, slug)?;
        let (world, organization, name) = (self.world(), slug_of(&row), name_of(&app));
        let uses = Uses::of(&world, &organization, &name);
        Ok(UninstallPreview {
            app_slug: slug.to_owned(),
            app_name: shelf.entry(blueprint, false).card.title,
            installed: row.organization.apps.contains(&app),
            purged_services: uses.purged(&shelf),
            retained_services: uses.retained(&shelf),
            dependents: uses.dependents(&shelf),
        })
    }

    /// Goes on where a stopped process left off.
    pub(super) fn resume_apps(self: &Arc<Self>) -> Result<(), Failure> {
        for (organization, app) in self.tenant.open_apps()? {
            self.follow_app(organization, app);
        }
        Ok(())
    }

    /// What installing an app brings; refuses one that would not come about.
    fn check_install(&self, app: &StoreAppId, row: &Row) -> Result<Vec<StoreAppId>, tenant::Failure> {
        let (shelf, world, slug, name) = (self.shelf(), self.world(), slug_of(row), name_of(app));
        match world.applications.get(&(slug.clone(), name.clone())) {
            Some(there) if there.deleted_at.is_some() => return Err(refuse(409, "this app is being uninstalled")),
            // An install that failed is tried again.
            Some(_) => return Ok(Vec::new()),
            None => {}
        }
        let answers = row.app_configs.get(name.as_str());
        let domain = row.domain_of(name.as_str());
        catalog::check_installable(&shelf, app, &domain, &row.owner_email, answers)?;
        let (_, blueprint) = catalog::installable(&shelf, name.as_str())?;
        let request = install_request(&slug, name, blueprint, row);
        let plan = plan::install(&world, &shelf, &request)
            .map_err(|refusal| refuse(400, format!("app \"{app}\" cannot be installed: {refusal}")))?;
        Ok(plan
            .create
            .iter()
            .map(|planned| catalog::app_of(&planned.blueprint))
            .collect())
    }

    fn follow_app(self: &Arc<Self>, organization: OrganizationId, app: StoreAppId) {
        self.pursue(organization, move |plane, id, gave_up| {
            plane.advance_app(id, &app, gave_up)
        });
    }

    /// Does what can be done now; answers `None` when nothing is left.
    fn advance_app(&self, id: &OrganizationId, app: &StoreAppId, gave_up: bool) -> Result<Option<usize>, Failure> {
        let row = self.tenant.row(id)?;
        let Some(row) = row.filter(|row| row.organization.status == OrganizationStatus::Active) else {
            return Ok(None);
        };
        let progress = match row.organization.app_states.get(app) {
            Some(AppState::Installing) => self.bring_app(app, &row)?,
            Some(AppState::Uninstalling) => self.take_app(app, &row)?,
            _ => return Ok(None),
        };
        match progress.or_give_up(gave_up) {
            Progress::Waiting => return Ok(Some(0)),
            Progress::Done(_) => self.tenant.settle_app(id, app, true)?,
            Progress::Failed(reason) => {
                tracing::warn!(organization = %id, %app, reason, "An app did not come about");
                self.tenant.settle_app(id, app, false)?;
            }
        }
        Ok(None)
    }

    fn bring_app(&self, app: &StoreAppId, row: &Row) -> Result<Progress, Failure> {
        let slug = slug_of(row);
        match self.commit_app(&slug, app, row)? {
            Progress::Done(_) => Ok(app_runs(&self.world(), &slug, app, row)),
            progress => Ok(progress),
        }
    }

    fn take_app(&self, app: &StoreAppId, row: &Row) -> Result<Progress, Failure> {
        let (slug, name) = (slug_of(row), name_of(app));
        self.remove_together(&slug, |world, record| {
            Uses::of(world, &slug, &name).goes_with_it(record)
        })?;
        let world = self.world();
        let is_left = Uses::of(&world, &slug, &name).is_leaving();
        Ok(match is_left {
            true => Progress::Waiting,
            false => Progress::Done(String::new()),
        })
    }
}

fn slug_of(row: &Row) -> OrganizationSlug {
    OrganizationSlug::from_wire(row.organization.slug.as_str())
}

/// An app's Application is called like the app.
fn name_of(app: &StoreAppId) -> ApplicationName {
    ApplicationName::from_wire(catalog::slug_of(app))
}

fn has_dependents(slug: &str, dependents: &[String]) -> tenant::Failure {
    tenant::Failure::Explained {
        status: 409,
        body: json!({
            "error": "app has dependents",
            "message": format!("{slug} is needed by {}", dependents.join(", ")),
            "dependents": dependents,
        }),
    }
}
