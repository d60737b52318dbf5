//! Apps on their way into or out of an Organization, as they are written down (§D.3).
//!
//! `plane::day_two` does the work and reports here.

use super::rows::{self, Row};
use super::{find, put, require_manager, require_member};
use crate::tenant::{Account, Failure, Tenant, catalog, refuse};
use contract::tenant::{AppChange, AppChangeStatus, AppState, Organization, OrganizationStatus};
use contract::{OrganizationId, StoreAppId};

impl Tenant {
    /// Changes the apps of an Organization that runs, for one of its managers. `work` says whether it did anything.
    pub(crate) fn change_apps(
        &self,
        account: &Account,
        id: &OrganizationId,
        work: impl FnOnce(&mut Row) -> Result<AppChangeStatus, Failure>,
    ) -> Result<AppChange, Failure> {
        let now = self.clock.now();
        let change = self.records.change(|transaction| {
            require_manager(transaction, account, id)?;
            let mut row = find(transaction, id)?.ok_or_else(|| refuse(404, "organization not found"))?;
            if row.organization.status != OrganizationStatus::Active {
                return Err(refuse(409, "apps can change once the organization is active"));
            }
            let status = work(&mut row)?;
            if status != AppChangeStatus::Queued {
                return Ok(AppChange {
                    status,
                    apps: Vec::new(),
                    app_states: Default::default(),
                    deployed: Vec::new(),
                });
            }
            row.organization.updated_at = Some(now);
            put(transaction, &row)?;
            Ok(AppChange {
                status,
                apps: row.organization.apps,
                app_states: row.organization.app_states,
                deployed: Vec::new(),
            })
        })?;
        self.moved.send_replace(());
        Ok(change)
    }

    /// The Organization, for one of its members.
    pub(crate) fn row_of(&self, account: &Account, id: &OrganizationId) -> Result<Row, Failure> {
        self.records.read(|transaction| {
            require_member(transaction, account, id)?;
            find(transaction, id)?.ok_or_else(|| refuse(404, "organization not found"))
        })
    }

    /// The Organization, for whoever does its work.
    pub(crate) fn row(&self, id: &OrganizationId) -> Result<Option<Row>, Failure> {
        self.records.read(|transaction| find(transaction, id))
    }

    /// Apps that are on their way in or out of an Organization that was set up before.
    pub(crate) fn open_apps(&self) -> Result<Vec<(OrganizationId, StoreAppId)>, Failure> {
        let rows = self.records.read(rows::all)?;
        let running = rows.into_iter().map(|row| row.organization);
        let running = running.filter(|organization| organization.status == OrganizationStatus::Active);
        Ok(running.flat_map(on_their_way).collect())
    }

    /// Writes down that an app has arrived or is gone, or that neither will happen.
    pub(crate) fn settle_app(&self, id: &OrganizationId, app: &StoreAppId, done: bool) -> Result<(), Failure> {
        let now = self.clock.now();
        self.records.change(|transaction| {
            let Some(mut row) = find(transaction, id)? else {
                return Ok(());
            };
            settle(&mut row, app, done);
            row.organization.updated_at = Some(now);
            put(transaction, &row)
        })?;
        self.moved.send_replace(());
        Ok(())
    }
}

fn on_their_way(organization: Organization) -> Vec<(OrganizationId, StoreAppId)> {
    let id = organization.id;
    let moving = |state: &AppState| matches!(state, AppState::Installing | AppState::Uninstalling);
    let states = organization.app_states.into_iter();
    states
        .filter(|(_, state)| moving(state))
        .map(|(app, _)| (id.clone(), app))
        .collect()
}

fn settle(row: &mut Row, app: &StoreAppId, done: bool) {
    let organization = &mut row.organization;
    let state = organization.app_states.remove(app);
    if !done {
        organization.app_states.insert(app.clone(), AppState::Failed);
    } else if state == Some(AppState::Uninstalling) {
        organization.apps.retain(|other| other != app);
        let slug = catalog::slug_of(app);
        row.app_configs.remove(slug);
        row.dep_choices.remove(slug);
    }
}
