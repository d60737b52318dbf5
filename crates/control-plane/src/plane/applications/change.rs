//! Changing: settings, version, placement and name are one call, one commit, one generation.

use super::install::new_records;
use super::{find_live, placement_of};
use crate::catalog::Blueprint;
use crate::domain::carry;
use crate::domain::manifests::{self, Files};
use crate::domain::overlay::Overlay;
use crate::domain::parameters::{self, Accepted};
use crate::domain::placement;
use crate::domain::plan::{self, InstallPlan};
use crate::domain::protection;
use crate::domain::record::{ApplicationRecord, EnvironmentRecord, OrganizationRecord};
use crate::domain::refusal::Refusal;
use crate::domain::upgrade;
use crate::domain::world::{World, Write};
use crate::git::{self, Authorship};
use crate::plane::{Failure, Plane, repair};
use crate::store::Store;
use contract::application::ApplicationUpdate;
use contract::gitea::overlay_values;
use contract::{CommitId, FieldError, Timestamp};
use std::sync::Arc;

/// An Application after a change.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) record: Arc<ApplicationRecord>,
    /// Nothing differed: no commit was made.
    pub(crate) unchanged: bool,
}

/// The values of the Environment that a change is held to.
#[derive(Debug)]
pub(super) enum Overlaid {
    /// Those that run.
    Committed,
    /// Those of another branch, which somebody leaves as they are.
    Held(Overlay),
    /// Those that somebody wants: they answer for what is unfit because of them.
    Typed(Overlay),
}

/// What somebody wants to be different.
pub(super) struct Asked<'a> {
    pub(super) update: &'a ApplicationUpdate,
    pub(super) overlay: Overlaid,
    /// Overrides a blocked placement transition.
    pub(super) force: bool,
}

impl<'a> From<&'a ApplicationUpdate> for Asked<'a> {
    fn from(update: &'a ApplicationUpdate) -> Self {
        Self {
            update,
            overlay: Overlaid::Committed,
            force: false,
        }
    }
}

/// A change that the rules allow, not yet written.
pub(super) struct Proposal {
    pub(super) record: ApplicationRecord,
    pub(super) parameters: Accepted,
    /// The repository as it is.
    pub(super) before: Files,
    /// The repository as it will be.
    pub(super) files: Files,
    pub(super) warnings: Vec<String>,
    /// What it needs and did not use before.
    pub(super) plan: InstallPlan,
    /// What is to be written down with it.
    pub(super) also: Vec<Write>,
}

impl Proposal {
    /// The files that will differ.
    pub(super) fn changes(&self) -> git::Changes {
        let written = self
            .files
            .iter()
            .filter(|(path, text)| self.before.get(*path) != Some(text))
            .map(|(path, text)| (path.clone(), Some(text.clone().into_bytes())));
        let removed = self
            .before
            .keys()
            .filter(|path| !self.files.contains_key(*path))
            .map(|path| (path.clone(), None));
        written.chain(removed).collect()
    }
}

impl Plane {
    /// Applies an update. `force` overrides a blocked placement transition.
    pub(crate) fn update(
        &self,
        name: &str,
        namespace: Option<&str>,
        update: &ApplicationUpdate,
        force: bool,
        author: &str,
    ) -> Result<Changed, Failure> {
        let mut store = self.lock();
        let world = self.world();
        let record = find_live(&world, name, namespace)?;
        let now = self.clock.now();
        let asked = Asked {
            force,
            ..Asked::from(update)
        };
        let proposal = self.propose(&world, record, asked, now)?;
        refuse_protected(&world, record, update, &proposal, now)?;
        let message = message(record, &proposal.record);
        let authorship = Authorship {
            email: author,
            at: now,
            message: &message,
        };
        let changes = proposal.changes();
        self.write(&mut **store, record, proposal, &changes, authorship)
    }

    /// Commits `changes` and records what `proposal` decided: one acknowledgement.
    pub(super) fn write(
        &self,
        store: &mut dyn Store,
        record: &Arc<ApplicationRecord>,
        proposal: Proposal,
        changes: &git::Changes,
        authorship: Authorship<'_>,
    ) -> Result<Changed, Failure> {
        let Authorship {
            email: author, at: now, ..
        } = authorship;
        let commit = self
            .repositories
            .commit_changes(&record.repository(), &record.commit, changes, authorship)?;
        self.record(store, record, proposal, commit, author, now)
    }

    /// Records what `proposal` decided, with `commit` as the head of the branch: one acknowledgement.
    pub(super) fn record(
        &self,
        store: &mut dyn Store,
        record: &Arc<ApplicationRecord>,
        proposal: Proposal,
        commit: CommitId,
        author: &str,
        now: Timestamp,
    ) -> Result<Changed, Failure> {
        if commit == record.commit {
            return Ok(Changed {
                record: Arc::clone(record),
                unchanged: true,
            });
        }
        let mut next = proposal.record;
        next.commit = commit;
        next.generation += 1;
        next.updated_at = now;
        let id = next.key();
        let created = new_records(&proposal.plan, now);
        let mut writes = self.commit_all(&proposal.plan, &created, author, now)?;
        writes.push(Write::PutApplication(Box::new(next)));
        writes.push(Write::PutSecrets(record.uid.clone(), proposal.parameters.secrets));
        writes.extend(proposal.also);
        let world = match self.acknowledge(store, &writes) {
            Ok(world) => world,
            Err(error) => return Err(self.undo(&created, error.into())),
        };
        self.bring_up(&world, &created)?;
        let record = world
            .applications
            .get(&id)
            .ok_or_else(|| Refusal::NotFound(record.name.to_string()))?;
        repair::branches(&self.repositories, record)?;
        self.show(&world, record);
        Ok(Changed {
            record: Arc::clone(record),
            unchanged: false,
        })
    }

    /// Checks an update and renders what it would write. Changes nothing.
    pub(super) fn propose(
        &self,
        world: &World,
        record: &Arc<ApplicationRecord>,
        asked: Asked<'_>,
        now: Timestamp,
    ) -> Result<Proposal, Failure> {
        let (organization, environment) = surroundings(world, record)?;
        let Asked { update, overlay, force } = asked;
        let shelf = self.shelf();
        let current = shelf
            .exact(record.blueprint.name.as_str(), record.blueprint.version.as_str())
            .ok();
        let target = match wanted_version(record, update)? {
            None => current.ok_or_else(|| Refusal::Broken {
                blueprint: format!("{}@{}", record.blueprint.name, record.blueprint.version),
                reason: "it is no longer in the catalogue; upgrade to a version that is".to_owned(),
            })?,
            Some(version) => shelf
                .exact(record.blueprint.name.as_str(), &version)
                .map_err(Refusal::from)?,
        };
        let mut warnings = Vec::new();
        let mut overrides = update.parameters.clone().unwrap_or_else(|| record.parameters.clone());
        if let Some(current) = current.filter(|current| current.version != target.version) {
            upgrade::check(current, target)?;
            warnings = upgrade::warnings(current, target, &overrides);
            if update.parameters.is_none() {
                overrides = upgrade::carried_over(current, target, &overrides);
            }
        }
        let stored = world.secrets_of(&record.uid);
        let committed = self.repositories.files(&record.repository(), &record.commit)?;
        let path = overlay_values(&environment.env_type);
        let in_force = Overlay::in_files(&committed, &path);
        let laid = match &overlay {
            Overlaid::Committed => &in_force,
            Overlaid::Held(overlay) | Overlaid::Typed(overlay) => overlay,
        };
        let parameters = parameters::accept(target, &overrides, laid, &stored)?;
        let accepted =
            current.and_then(|current| parameters::accept(current, &record.parameters, &in_force, &stored).ok());
        if matches!(overlay, Overlaid::Typed(_)) && !parameters.of_overlay.is_empty() {
            let fields = parameters.of_overlay;
            return Err(Refusal::Overlay { path, fields }.into());
        }
        if *laid == in_force && current.is_some_and(|current| current.version == target.version) {
            refuse_discord(target, &path, &parameters, accepted.as_ref())?;
        }
        let of_overlay = parameters.of_overlay.iter();
        warnings.extend(of_overlay.map(|field| {
            let (pointer, message) = (&field.pointer, &field.message);
            format!("{path} does not fit {} at {pointer}: {message}", target.id())
        }));
        let mut next = (**record).clone();
        next.blueprint = plan::reference(target);
        next.parameters = parameters.masked.clone();
        if parameters.secrets != stored {
            next.secret_version += 1;
        }
        if let Some(name) = &update.display_name {
            next.display_name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        }
        if let Some(asked) = &update.placement {
            let resolved = placement::resolve(target, environment, Some(asked))?;
            if !force {
                placement::transition(&placement_of(record), &resolved)?;
            }
            next.mode = resolved.mode;
            next.targets = resolved.targets;
        }
        next.updated_at = now;
        let (depends_on, plan) = plan::follow(world, &shelf, &next, target, &parameters)?;
        next.depends_on = depends_on;
        warnings.extend(plan.warnings.iter().cloned());
        let rendered = |record: &ApplicationRecord, accepted: &Accepted| {
            manifests::render(record, accepted, organization, environment)
        };
        // What hands wrote since is kept; for that it must be known what hands did not write.
        let before = accepted.map(|accepted| rendered(record, &accepted)).unwrap_or_default();
        let files = carry::over(&committed, &before, rendered(&next, &parameters));
        Ok(Proposal {
            record: next,
            parameters,
            before: committed,
            files,
            warnings,
            plan,
            also: Vec::new(),
        })
    }

    /// The Blueprint version an Application runs, if the catalogue still has it.
    pub(crate) fn blueprint_of(&self, record: &ApplicationRecord) -> Option<Arc<Blueprint>> {
        self.shelf()
            .exact(record.blueprint.name.as_str(), record.blueprint.version.as_str())
            .ok()
            .cloned()
    }
}

/// Settings that fit alone must not make unfit what runs, with the Environment's values over them. What was unfit before
/// is nobody's fault who changes something else.
fn refuse_discord(
    blueprint: &Blueprint,
    overlay: &str,
    wanted: &Accepted,
    in_force: Option<&Accepted>,
) -> Result<(), Refusal> {
    let known = in_force.map_or(&[][..], |accepted| &accepted.of_overlay);
    let new = wanted.of_overlay.iter().filter(|error| !known.contains(error));
    let fields: Vec<FieldError> = new
        .map(|error| FieldError {
            message: format!("with {overlay} over it: {}", error.message),
            ..error.clone()
        })
        .collect();
    match fields.is_empty() {
        true => Ok(()),
        false => Err(Refusal::Parameters {
            blueprint: blueprint.id(),
            fields,
        }),
    }
}

/// Settings reach a protected branch by a pull request. Version, placement and name are in files that only the platform
/// writes: no pull request could carry them.
fn refuse_protected(
    world: &World,
    record: &ApplicationRecord,
    update: &ApplicationUpdate,
    proposal: &Proposal,
    now: Timestamp,
) -> Result<(), Refusal> {
    let Some(protection) = protection::of_branch(world, &record.organization, &record.branch) else {
        return Ok(());
    };
    let changes_settings = update.parameters.is_some() && proposal.record.parameters != record.parameters;
    if changes_settings {
        return Err(Refusal::Conflict {
            detail: protection.reason(&record.branch),
            hint: format!("Propose the change of {} in the Code tab.", carry::VALUES),
        });
    }
    let (old, new) = (record, &proposal.record);
    let changes_what_runs = old.blueprint != new.blueprint || placement_of(old) != placement_of(new);
    match changes_what_runs {
        true => protection.refuse_outside_window(now),
        false => Ok(()),
    }
}

/// The Organization and Environment of a record; records are never without.
pub(super) fn surroundings<'a>(
    world: &'a World,
    record: &ApplicationRecord,
) -> Result<(&'a OrganizationRecord, &'a EnvironmentRecord), Refusal> {
    let organization = world.organizations.get(&record.organization);
    let environment = world.environments.get(&record.environment);
    match (organization, environment) {
        (Some(organization), Some(environment)) => Ok((organization, environment)),
        _ => Err(Refusal::Invalid(format!("{} has no Environment any more", record.name))),
    }
}

/// The version an update asks for; the Blueprint itself never changes.
fn wanted_version(record: &ApplicationRecord, update: &ApplicationUpdate) -> Result<Option<String>, Refusal> {
    let by_reference = update.blueprint_ref.as_ref();
    if let Some(reference) = by_reference.filter(|reference| reference.name.short() != record.blueprint.name.short()) {
        return Err(Refusal::Invalid(format!(
            "{} is made from {} and cannot become {}",
            record.name, record.blueprint.name, reference.name
        )));
    }
    let version = update
        .version
        .as_ref()
        .or(by_reference.map(|reference| &reference.version));
    Ok(version
        .map(|version| version.as_str().to_owned())
        .filter(|version| version != record.blueprint.version.as_str()))
}

/// The subject of the commit.
fn message(from: &ApplicationRecord, to: &ApplicationRecord) -> String {
    let mut parts = Vec::new();
    if from.blueprint.version != to.blueprint.version {
        parts.push(format!(
            "upgrade from {} to {}",
            from.blueprint.version, to.blueprint.version
        ));
    }
    if placement_of(from) != placement_of(to) {
        let regions: Vec<_> = to.regions().iter().map(ToString::to_string).collect();
        parts.push(format!("place as {} in {}", to.mode, regions.join(", ")));
    }
    if from.display_name != to.display_name {
        parts.push("rename".to_owned());
    }
    let changed = changed_keys(from, to);
    match changed.len() {
        0 if parts.is_empty() => parts.push("set secrets".to_owned()),
        0 => {}
        1..=4 => parts.push(format!("set {}", changed.join(", "))),
        count => parts.push(format!("set {count} parameters")),
    }
    let subject = parts.join("; ");
    let mut letters = subject.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn changed_keys(from: &ApplicationRecord, to: &ApplicationRecord) -> Vec<String> {
    let (old, new) = (&from.parameters, &to.parameters);
    let differ = |key: &&String| old.get(*key) != new.get(*key);
    let mut keys: Vec<String> = new.keys().chain(old.keys()).filter(differ).cloned().collect();
    keys.sort();
    keys.dedup();
    keys
}
