//! Code: the files of the repository in an editor, checked while typing, and committed to the Environment's branch.
//!
//! File and branch are in the URL (`?file=overlays/prod/values.yaml&branch=develop`), so that they can be linked. What is typed is kept in the
//! browser until it is committed; a branch that moves meanwhile is merged, never overwritten.

mod access;
mod batch;
mod branches;
mod check;
mod commit;
mod conflicts;
mod draft;
mod editing;
mod file;
mod outcome;
mod overtaken;
mod panel;
mod propose;
mod schema;
mod tree;
mod unsaved;

use super::model::files::{self, Held};
use super::model::overlay::path_of;
use super::model::pending::Origin;
use super::model::promotion::is_branch;
use super::model::snapshot::{Snapshot, env_type};
use super::shared::{Document, Shared, Tab, use_shared};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::interop::EditorAssets;
use crate::layout::Loaded;
use crate::paths::ApplicationTab;
use crate::session::use_session;
use crate::ui::EmptyState;
use contract::gitea::{Contents, GetContents, GetTree, Repository, TreeEntry, is_path};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// All files of the branch; `None` without a repository or a branch.
type Tree = Asked<Option<Listed>>;
/// The chosen file; `None` when there is none.
type File = Asked<Option<Contents>>;

#[derive(Clone, Copy)]
struct Sources {
    shared: Shared,
    /// The file that the URL names.
    chosen: Memo<Option<String>>,
    /// The branch that the URL names; the Environment's when it names none.
    branch: Memo<Option<String>>,
    protected: branches::Protected,
    /// The files made, renamed and deleted here.
    unsaved: unsaved::Unsaved,
    /// Where the chosen file comes from; `None` when none is chosen.
    origin: Memo<Option<Origin>>,
    tree: Tree,
    file: File,
    document: Document,
}

impl Sources {
    fn new(shared: Shared) -> Self {
        let query = use_query_map();
        let chosen = Memo::new(move |_| query.with(|query| query.get("file").filter(|file| is_path(file))));
        let branch = Memo::new(move |_| query.with(|query| query.get("branch").filter(|branch| is_branch(branch))));
        let tree = read_tree(shared, branch);
        let unsaved = unsaved::Unsaved::new();
        let origin = Memo::new(move |_| {
            let chosen = chosen.get()?;
            Some(unsaved.pending.with(|pending| pending.origin(&chosen)))
        });
        Self {
            shared,
            chosen,
            branch,
            protected: branches::protected(shared),
            unsaved,
            origin,
            tree,
            file: read_file(shared, chosen, origin, branch, tree),
            document: shared.document(),
        }
    }

    /// The URL of a file.
    fn href(self, file: &str) -> String {
        let base = self.shared.address.with(|address| address.href(ApplicationTab::Code));
        let branch = self.branch.get();
        contract::endpoint::with_query(base, &[("file", Some(file)), ("branch", branch.as_deref())])
    }

    /// The URL of the file that is shown first.
    fn href_first(self) -> String {
        let base = self.shared.address.with(|address| address.href(ApplicationTab::Code));
        let branch = self.branch.get();
        contract::endpoint::with_query(base, &[("branch", branch.as_deref())])
    }

    /// The URL of the chosen file on another branch.
    fn href_on(self, branch: &str) -> String {
        let base = self.shared.address.with(|address| address.href(ApplicationTab::Code));
        let file = self.chosen.get();
        contract::endpoint::with_query(base, &[("file", file.as_deref()), ("branch", Some(branch))])
    }

    /// Where the values of the Environment lie.
    fn overlay(self) -> String {
        self.shared.address.with(|address| path_of(&address.environment))
    }

    /// The branch that is edited.
    fn branch_name(self) -> Option<String> {
        let environment = self.shared.address.with(|address| address.environment.clone());
        named(self.branch.get(), &environment)
    }
}

/// Where the files of an Application stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Branch {
    repository: Repository,
    name: String,
}

/// The files of a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Listed {
    branch: Branch,
    files: Vec<Held>,
}

/// The branch that the URL names, else the Environment's.
fn named(chosen: Option<String>, environment: &contract::EnvironmentName) -> Option<String> {
    chosen.or_else(|| env_type(environment).branch().map(str::to_owned))
}

async fn branch(
    shared: Shared,
    chosen: Option<String>,
    environment: &contract::EnvironmentName,
) -> Result<Option<Branch>, contract::ApiError> {
    let repository = Snapshot::read(shared.detail.await?).repository();
    let name = named(chosen, environment);
    Ok(repository
        .zip(name)
        .map(|(repository, name)| Branch { repository, name }))
}

fn read_tree(shared: Shared, chosen: Memo<Option<String>>) -> Tree {
    let api = Api::from_context();
    let pulse = shared.pulse();
    Asked::new(
        move || (shared.address.get(), chosen.get(), pulse.get()),
        move |(address, chosen, _)| {
            let api = api.clone();
            async move {
                let Some(branch) = branch(shared, chosen, &address.environment).await? else {
                    return Ok(None);
                };
                let files = list(api, branch.clone()).await?;
                Ok(Some(Listed { branch, files }))
            }
        },
    )
}

async fn list(api: Api, branch: Branch) -> Result<Vec<Held>, contract::ApiError> {
    let Branch { repository, name } = branch;
    let asked = GetTree {
        repository,
        sha: name,
        recursive: true,
    };
    let tree = api.call(asked).await?;
    let files = tree.tree.into_iter().filter(|entry| entry.is_file());
    let held = |entry: TreeEntry| Held {
        path: entry.path,
        sha: entry.sha,
    };
    Ok(files.map(held).collect())
}

/// Asks for the chosen file when it is chosen. What the branch holds later is for whoever edits it to take over.
fn read_file(
    shared: Shared,
    chosen: Memo<Option<String>>,
    origin: Memo<Option<Origin>>,
    on: Memo<Option<String>>,
    tree: Tree,
) -> File {
    let api = Api::from_context();
    Asked::new(
        move || (shared.address.get(), chosen.get(), origin.get(), on.get()),
        move |(address, chosen, origin, on)| {
            let api = api.clone();
            async move {
                let Some(branch) = branch(shared, on, &address.environment).await? else {
                    return Ok(None);
                };
                let file = match (chosen, origin) {
                    (Some(path), Some(Origin::New)) => return Ok(Some(new_file(path))),
                    (_, Some(Origin::Deleted)) => None,
                    (_, Some(Origin::Branch(file))) => Some(file),
                    _ => tree.await?.and_then(|listed| first(&listed.files)),
                };
                let Some(file) = file else { return Ok(None) };
                // A list is asked rather than the file, whose absence browsers call an error.
                let is_listed = |held: &[Held]| held.iter().any(|held| held.path == file);
                if !tree.await?.is_some_and(|listed| is_listed(&listed.files))
                    && !is_listed(&list(api.clone(), branch.clone()).await?)
                {
                    return Ok(None);
                }
                let asked = GetContents {
                    repository: branch.repository,
                    file,
                    at: branch.name,
                };
                match api.call(asked).await {
                    Ok(contents) => Ok(Some(contents)),
                    Err(error) if error.is_not_found() => Ok(None),
                    Err(error) => Err(error),
                }
            }
        },
    )
}

/// The path of the file that is shown first.
fn first(held: &[Held]) -> Option<String> {
    let paths: Vec<String> = held.iter().map(|held| held.path.clone()).collect();
    files::first(&paths).cloned()
}

/// A file that no branch has: without a blob, and empty.
fn new_file(path: String) -> Contents {
    Contents {
        name: files::parts(&path).1.to_owned(),
        path,
        sha: String::new(),
        kind: "file".to_owned(),
        size: 0,
        encoding: None,
        content: Some(String::new()),
        last_commit_sha: None,
    }
}

/// `/environments/:environment/applications/:application/code`
#[component]
pub fn CodePage() -> impl IntoView {
    let locale = use_locale();
    let shared = use_shared();
    shared.title(td_string!(locale, application.code_tab));
    let sources = Sources::new(shared);
    view! { <Tab view=move |current| view! { <Code sources current /> }.into_any() /> }
}

#[component]
fn Code(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let user = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let branch = Memo::new(move |_| {
        Some(Branch {
            repository: current.with(Snapshot::repository)?,
            name: sources.branch_name()?,
        })
    });
    Effect::new(move |_| {
        if let Some(branch) = branch.get() {
            sources.unsaved.open(&user, branch);
        }
    });
    Effect::new(move |_| {
        branch.track();
        if let Some(Ok(Some(listed))) = sources.tree.get() {
            sources.unsaved.look(&listed.branch, &listed.files);
        }
    });
    let content = move |listed: Option<Listed>| match listed {
        Some(listed) => {
            let held = StoredValue::new(listed.files);
            view! { <tree::Files sources held /> }.into_any()
        }
        None => view! { <EmptyState icon="file-code" title=td_string!(locale, application.code.no_repository) /> }
            .into_any(),
    };
    view! {
        <section class="flex flex-col gap-4" aria-label=td_string!(locale, application.code.title)>
            <p class="text-sm text-base-content/70"><branches::About sources current /></p>
            <branches::Branches sources />
            <EditorAssets />
            <overtaken::OvertakenFiles sources />
            <div class="grid gap-6 lg:grid-cols-[16rem_minmax(0,1fr)]">
                <Loaded asked=sources.tree view=content />
                <file::ChosenFile sources current />
            </div>
            <access::Access current />
        </section>
    }
}
