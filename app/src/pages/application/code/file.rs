//! The chosen file: the editor, its problems, what changes, and the commit.

use super::check::Check;
use super::commit::{Commit, Committing};
use super::conflicts::Moved;
use super::draft::Kept;
use super::editing::{Editing, Version};
use super::outcome::Outcome;
use super::panel::Panel;
use super::schema::Schema;
use super::{Branch, Sources};
use crate::api::Api;
use crate::change::{self, Changes};
use crate::form::{Form, FormState};
use crate::i18n::*;
use crate::interop::monaco::{Mark, Severity};
use crate::interop::{Compare, TextEditor};
use crate::layout::Loaded;
use crate::pages::application::model::files::Held;
use crate::pages::application::model::overlay::{self, Role};
use crate::pages::application::model::pending::Origin;
use crate::pages::application::model::snapshot::{Snapshot, env_type};
use crate::session::use_session;
use crate::ui::{Alert, Button, Card, EmptyState, Size, Tone, Variant, When, follow, in_turns, when_still};
use config_schema::yaml::Text;
use contract::catalog::CatalogBlueprint;
use contract::gitea::{BranchProtection, Contents, GetContents};
use leptos::prelude::*;

/// The longest file that the editor shows, in bytes.
const LONGEST: u64 = 2 << 20;

/// The chosen file, or why it is not shown.
#[component]
pub(super) fn ChosenFile(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let shown = move |file: Option<Contents>| {
        let Some(contents) = file else {
            let title = match sources.origin.get_untracked() {
                Some(Origin::Deleted) => td_string!(locale, application.code.deleted_here),
                Some(_) => td_string!(locale, application.code.missing),
                None => td_string!(locale, application.code.choose),
            };
            look_again(sources);
            return view! { <EmptyState icon="file-code" title /> }.into_any();
        };
        match readable(locale, &contents) {
            Ok(version) => {
                let path = contents.path.clone();
                let shown = sources.chosen.get_untracked().unwrap_or_else(|| path.clone());
                let editor = move |blueprint: Option<CatalogBlueprint>| {
                    let (path, shown, version) = (path.clone(), shown.clone(), version.clone());
                    let editor = move |protected: Vec<BranchProtection>| {
                        let opened = Opened {
                            path: path.clone(),
                            shown: shown.clone(),
                            version: version.clone(),
                            blueprint: blueprint.clone(),
                            protected,
                        };
                        view! { <FileEditor sources current opened /> }.into_any()
                    };
                    view! { <Loaded asked=sources.protected view=editor /> }.into_any()
                };
                view! { <Loaded asked=sources.document view=editor /> }.into_any()
            }
            Err(why) => view! { <EmptyState icon="file-code" title=why /> }.into_any(),
        }
    };
    view! { <div class="min-w-0"><Loaded asked=sources.file view=shown /></div> }
}

/// Asks for a missing file whenever the branch may have moved.
fn look_again(sources: Sources) {
    let pulse = sources.shared.pulse();
    Effect::new(move |before: Option<Option<String>>| {
        let now = pulse.get();
        if before.is_some_and(|before| before != now) {
            sources.file.refetch();
        }
        now
    });
}

/// The file as text, or why the editor does not show it.
fn readable(locale: Locale, contents: &Contents) -> Result<Version, String> {
    if contents.size > LONGEST {
        return Err(say!(locale, application.code.too_large, size = contents.size));
    }
    let text = contents.text();
    let text = text.ok_or_else(|| say!(locale, application.code.not_text, size = contents.size))?;
    Ok(Version {
        sha: contents.sha.clone(),
        text,
    })
}

/// A file, and what is known about it.
struct Opened {
    /// Path on the branch.
    path: String,
    /// Path after the next commit.
    shown: String,
    version: Version,
    blueprint: Option<CatalogBlueprint>,
    /// What protects the branches that take pull requests only.
    protected: Vec<BranchProtection>,
}

#[component]
fn FileEditor(sources: Sources, current: Memo<Snapshot>, opened: Opened) -> impl IntoView {
    let locale = use_locale();
    let Opened {
        path: held,
        shown: path,
        version,
        blueprint,
        protected,
    } = opened;
    let snapshot = current.get_untracked();
    let branch = snapshot.repository().zip(untrack(|| sources.branch_name()));
    let (repository, name) = branch?;
    let protection = protected.into_iter().find(|protection| protection.branch_name == name);
    let branch = Branch { repository, name };
    let user = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let role = Role::of(&path);
    let settings = blueprint.as_ref().and_then(CatalogBlueprint::config_schema).cloned();
    let settings = settings.filter(|_| role.is_some());
    let form = settings.as_ref().map(Form::compile);
    let is_what_runs = is_what_runs(sources, &branch, &path);
    let place = Kept::of_file(&user, &branch, &path);
    let initial = version.text.clone();
    let editing = Editing::new(branch, held, path.clone(), version, place);
    let state = form
        .clone()
        .map(|form| FormState::new("code", form, serde_json::Map::new(), locale));
    let has_settings = settings.is_some();
    let in_force = snapshot.detail.parameters;
    let schema = match role {
        Some(Role::Overlay) => {
            let refused = if is_what_runs {
                Severity::Error
            } else {
                Severity::Warning
            };
            Schema::of_overlay(settings, Check::of_overlay(&path, state, in_force, refused))
        }
        _ => Schema::new(settings, Check::new(&path, state, in_force)),
    };
    // A form over the values of an Environment would write all settings into them.
    let form = form.filter(|_| role == Some(Role::Base));
    let problems = RwSignal::new(Vec::<Mark>::new());
    let restored = RwSignal::new(false);
    let committing = Committing::new(sources, current, editing, protection, problems);

    follow_branch(sources, editing);
    let look = move || {
        let check = schema.check.get_untracked();
        let found = check.problems(locale, editing);
        editing.editor.mark(&found);
        problems.set(found);
    };
    let looked = RwSignal::new(());
    when_still(editing.text, move || {
        let is_open = move || !editing.text.is_disposed();
        let check = schema.check.get_untracked();
        in_turns(
            is_open,
            vec![
                Box::new(move || drop(editing.read.get_untracked())),
                Box::new(move || check.fill(editing)),
                Box::new(look),
                Box::new(move || looked.set(())),
            ],
        );
    });
    if !has_settings {
        schema.follow(editing, look);
    }
    let start = move |()| restored.set(editing.restore());
    let ready = move |()| {
        schema
            .help
            .with_untracked(|schema| schema.iter().for_each(|schema| editing.editor.help_with(schema)));
        editing.text.with_untracked(|text| editing.editor.replace(text));
        editing.editor.mark(&problems.get_untracked());
    };
    let save = move |()| {
        // What was typed last may not have been looked at yet.
        look();
        committing.save();
    };
    let help = follow(move || match committing.on_save.get() && !committing.is_protected() {
        true => td_string!(locale, application.code.editor_help_commits),
        false => td_string!(locale, application.code.editor_help),
    });
    let label = say!(locale, application.code.editor, file = path.clone());
    let rows = initial.lines().count().clamp(12, 40);
    Some(view! {
        <div class="flex min-w-0 flex-col gap-4">
            <When holds=restored>
                <Alert tone=Tone::Info>{td_string!(locale, application.code.draft)}</Alert>
            </When>
            <Moved editing />
            <Bar editing path=path.clone() />
            <div class="grid gap-4 2xl:grid-cols-[minmax(0,1fr)_26rem]">
                <div class="flex min-w-0 flex-col gap-4">
                    <TextEditor
                        editor=editing.editor
                        path
                        label
                        text=initial
                        rows
                        described_by="code-help"
                        on_start=start
                        on_ready=ready
                        on_input=move |text| editing.typed(text)
                        on_save=save
                    />
                    <p id="code-help" class="text-sm text-base-content/70">{help}</p>
                </div>
                <Panel editing check=schema.check form=form.clone() problems note=move || schema.note() />
            </div>
            <ValueChanges editing looked form />
            <Outcome committing />
            <Commit committing />
        </div>
    })
}

/// Whether these are the values of the Environment on the branch that feeds it: what they are laid over is known.
fn is_what_runs(sources: Sources, branch: &Branch, path: &str) -> bool {
    let environment = sources
        .shared
        .address
        .with_untracked(|address| address.environment.clone());
    env_type(&environment).branch() == Some(branch.name.as_str()) && overlay::path_of(&environment) == path
}

/// Asks for the file again whenever the branch lists another blob for it.
fn follow_branch(sources: Sources, editing: Editing) {
    let api = Api::from_context();
    Effect::new(move |_| {
        let Some(Ok(Some(listed))) = sources.tree.get() else {
            return;
        };
        let Some(asked) = contents_of(editing) else { return };
        let is_ours = editing.branch.with_value(|branch| *branch == listed.branch);
        let is_news = |held: &Held| {
            let base = editing.base.with_untracked(|base| base.sha != held.sha);
            held.path == asked.file && base
        };
        if !is_ours || !listed.files.iter().any(is_news) {
            return;
        }
        let question = editing.ask();
        let asked = api.call(asked);
        leptos::task::spawn_local(async move {
            if let Ok(contents) = asked.await
                && let Some(text) = contents.text()
                && !editing.base.is_disposed()
            {
                let sha = contents.sha.clone();
                editing.answered(question, Version { sha, text });
            }
        });
    });
}

/// The request for the file as the branch holds it; `None` when it is new.
pub(super) fn contents_of(editing: Editing) -> Option<GetContents> {
    let Branch { repository, name } = editing.branch.get_value();
    Some(GetContents {
        repository,
        file: editing.on_branch.get_value()?,
        at: name,
    })
}

#[component]
fn Bar(editing: Editing, path: String) -> impl IntoView {
    let locale = use_locale();
    let unchanged = Signal::derive(move || {
        (!editing.is_changed()).then(|| td_string!(locale, application.code.unchanged).to_owned())
    });
    view! {
        <div class="flex flex-wrap items-center gap-3">
            <h2 class="grow font-mono text-sm font-semibold wrap-anywhere"><bdi>{path}</bdi></h2>
            <Compare editor=editing.editor original=Signal::derive(move || editing.base.with(|base| base.text.clone())) />
            <Button id="discard-text" size=Size::Small variant=Variant::Ghost icon="undo-2" disabled_reason=unchanged on_click=move |_| editing.discard()>
                {td_string!(locale, application.code.discard)}
            </Button>
        </div>
    }
}

/// What the text changes, setting by setting, as it was `looked` at last. Only for the file with the settings.
#[component]
fn ValueChanges(editing: Editing, looked: RwSignal<()>, form: Option<Form>) -> impl IntoView {
    let locale = use_locale();
    let form = StoredValue::new(form?);
    let changed = Memo::new(move |_| editing.is_changed());
    let before = Memo::new(move |_| {
        let read = editing.base.with(|base| Text::parse(&base.text));
        read.ok().map(|read| read.value().clone())
    });
    let table = follow(move || {
        let before = before.get()?;
        looked.track();
        let after = editing.read.get_untracked();
        let after = after.as_ref().as_ref().ok()?.value();
        let rows = form.with_value(|form| change::rows(Some(form), &before, Some(form), after));
        Some(match rows.is_empty() {
            true => view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.code.no_value_changes)}</p> }
                .into_any(),
            false => view! { <Changes rows /> }.into_any(),
        })
    });
    let table = StoredValue::new(table);
    Some(view! {
        <When holds=changed>
            <Card title=td_string!(locale, application.code.changes)>{table.get_value()}</Card>
        </When>
    })
}
