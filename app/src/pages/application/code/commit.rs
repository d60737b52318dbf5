//! The commit: a message, and what keeps it from being made. A protected branch is asked by pull request instead.

use super::batch::complete;
use super::draft::Kept;
use super::editing::{Editing, Merging, Version};
use super::file::contents_of;
use super::propose::{commit, propose};
use super::{Branch, Sources};
use crate::api::Api;
use crate::i18n::*;
use crate::interop::monaco::{Mark, Severity};
use crate::pages::application::model::batch::{Part, Typed, parts};
use crate::pages::application::model::pending::{Fixed, Pending};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::paths::ApplicationTab;
use crate::ui::toast::Toasts;
use crate::ui::{Alert, Button, Checkbox, Field, TextInput, Tone, Variant, focus, use_toast};
use contract::ApiError;
use contract::gitea::{BranchProtection, Contents, FileChange, FilesChange};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;

/// Id of the button.
pub(super) const COMMIT: &str = "commit";

/// Id of the message's input.
pub(super) const MESSAGE: &str = "commit-message";

/// Opens a page.
type Open = Arc<dyn Fn(String) + Send + Sync>;

/// Everything that one commit would bring, and how it goes. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Committing {
    pub(super) sources: Sources,
    pub(super) editing: Editing,
    /// What protects the branch, if anything does.
    pub(super) protection: StoredValue<Option<BranchProtection>>,
    /// What is in the way of it, whoever asks.
    pub(super) obstacle: Signal<Option<&'static str>>,
    /// Why this User cannot make it now.
    pub(super) reason: Signal<Option<String>>,
    /// Saving commits at once, where nothing is in the way.
    pub(super) on_save: RwSignal<bool>,
    locale: Locale,
    api: StoredValue<Api>,
    open: StoredValue<Open>,
    toasts: Toasts,
    message: RwSignal<String>,
    busy: RwSignal<bool>,
    /// Somebody saved again while a commit was under way.
    saves_again: StoredValue<bool>,
    error: RwSignal<Option<ApiError>>,
}

/// What is sent, as it was when it was sent.
struct Sent {
    pending: Pending,
    text: String,
    change: FilesChange,
    parts: Vec<Part>,
}

impl Committing {
    pub(super) fn new(
        sources: Sources,
        current: Memo<Snapshot>,
        editing: Editing,
        protection: Option<BranchProtection>,
        problems: RwSignal<Vec<Mark>>,
    ) -> Self {
        let navigate = use_navigate();
        let open: Open = Arc::new(move |url| navigate(&url, NavigateOptions::default()));
        let obstacle = obstacle(sources, editing, problems);
        let forbidden = why_not(use_locale(), current.with_untracked(|current| current.detail.bootstrap));
        Self {
            sources,
            editing,
            protection: StoredValue::new(protection),
            obstacle,
            reason: Signal::derive(move || obstacle.get().map(str::to_owned).or_else(|| forbidden.clone())),
            on_save: on_save(),
            locale: use_locale(),
            api: StoredValue::new(Api::from_context()),
            open: StoredValue::new(open),
            toasts: use_toast(),
            message: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            saves_again: StoredValue::new(false),
            error: RwSignal::new(None),
        }
    }

    /// Everything that is not committed: the open text, and the files made, renamed and deleted with what was typed
    /// there.
    pub(super) fn parts(self) -> Vec<Part> {
        let Self { sources, editing, .. } = self;
        let open = editing.path.get_value();
        let typed = |path: &str| {
            if path != open {
                let draft = sources.unsaved.draft(path)?.read()?;
                return Some(Typed {
                    sha: draft.base_sha,
                    text: draft.text,
                });
            }
            untrack(|| editing.is_changed()).then(|| Typed {
                sha: editing.base.with_untracked(|base| base.sha.clone()),
                text: editing.text.get_untracked(),
            })
        };
        sources
            .unsaved
            .pending
            .with_untracked(|pending| parts(pending, &open, typed))
    }

    /// The files of these parts, with what has to be read first.
    pub(super) fn files(self, parts: Vec<Part>) -> impl Future<Output = Result<Vec<FileChange>, ApiError>> + use<> {
        complete(self.api.get_value(), self.editing.branch.get_value(), parts)
    }

    /// Commits the text to the branch, or proposes it. Does nothing while something is in the way.
    pub(super) fn send(self) {
        if self.busy.get_untracked() || self.reason.with_untracked(Option::is_some) {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let typed = self.message.with_untracked(|message| message.trim().to_owned());
        let sent = Sent {
            pending: self.sources.unsaved.pending.get_untracked(),
            text: self.editing.text.get_untracked(),
            change: FilesChange {
                branch: self.editing.branch.with_value(|branch| branch.name.clone()),
                new_branch: None,
                message: if typed.is_empty() { self.subject() } else { typed },
                files: Vec::new(),
            },
            parts: self.parts(),
        };
        match self.is_protected() {
            true => self.propose(sent),
            false => self.commit(sent),
        }
    }

    /// Somebody saves: the text is committed at once if that is wanted and possible, else the message is asked for. A
    /// proposal is always asked for.
    pub(super) fn save(self) {
        let commits = self.on_save.get_untracked() && !self.is_protected();
        match () {
            () if commits && self.busy.get_untracked() => self.saves_again.set_value(true),
            () if commits && self.parts().is_empty() => {}
            () if commits && self.reason.with_untracked(Option::is_none) => self.send(),
            () => focus(MESSAGE),
        }
    }

    /// The branch takes pull requests only.
    pub(super) fn is_protected(self) -> bool {
        self.protection.with_value(Option::is_some)
    }

    /// The message where none is typed.
    fn subject(self) -> String {
        let file = self.editing.path.get_value();
        say!(self.locale, application.code.message_default, file = file)
    }

    fn commit(self, sent: Sent) {
        let api = self.api.get_value();
        let repository = self.editing.branch.with_value(|branch| branch.repository.clone());
        let Sent {
            pending,
            text,
            mut change,
            parts,
        } = sent;
        let is_pending = self.editing.path.with_value(|path| pending.of(path).is_some());
        let files = self.files(parts);
        let committing = api.clone();
        let answer = async move {
            change.files = files.await?;
            commit(committing, repository, change).await
        };
        // Whatever the answer: what the branch holds now is what counts.
        let look = contents_of(self.editing).filter(|_| !is_pending);
        let look = look.map(|asked| api.call(asked));
        leptos::task::spawn_local(async move {
            let answer = answer.await;
            let now = match look {
                Some(look) => look.await.ok().and_then(version),
                None => None,
            };
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            let saves_again = self.saves_again.get_value();
            self.saves_again.set_value(false);
            match answer {
                Ok(()) => {
                    let goes_on = self.committed(&pending, &text, now, is_pending);
                    if saves_again && goes_on {
                        self.save();
                    }
                }
                Err(refused) => {
                    self.error.set(Some(refused));
                    now.into_iter().for_each(|version| self.editing.arrived(version));
                }
            }
        });
    }

    /// The branch holds what was sent. Returns whether the text goes on from there.
    fn committed(self, pending: &Pending, text: &str, now: Option<Version>, is_pending: bool) -> bool {
        let now = now.filter(|version| version.text == text);
        let goes_on = now.is_some();
        now.into_iter().for_each(|version| self.editing.committed(version));
        if is_pending {
            self.editing.sent(text);
        }
        self.forget(pending);
        self.message.set(String::new());
        let branch = self.editing.branch.with_value(|branch| branch.name.clone());
        self.toasts
            .success(say!(self.locale, application.code.committed, branch = branch));
        goes_on
    }

    fn propose(self, sent: Sent) {
        let api = self.api.get_value();
        let Branch { repository, .. } = self.editing.branch.get_value();
        let Sent {
            pending,
            mut change,
            parts,
            ..
        } = sent;
        let files = self.files(parts);
        let answer = async move {
            change.files = files.await?;
            propose(api, repository, change).await
        };
        leptos::task::spawn_local(async move {
            let answer = answer.await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(number) => {
                    // It waits on its own branch now; here nothing has changed.
                    self.editing.discard();
                    self.forget(&pending);
                    self.toasts
                        .success(say!(self.locale, application.code.proposed, number = number));
                    let url = pull(self.sources, number);
                    self.open.with_value(|open| open(url));
                }
                Err(refused) => self.error.set(Some(refused)),
            }
        });
    }

    /// What was pending is sent.
    fn forget(self, pending: &Pending) {
        let unsaved = self.sources.unsaved;
        self.editing.path.with_value(|path| unsaved.committed(pending, path));
    }
}

/// Whether saving commits, as this browser remembers it.
fn on_save() -> RwSignal<bool> {
    let on_save = RwSignal::new(false);
    Effect::new(move |_| on_save.set(Kept::commit_on_save().read().unwrap_or_default()));
    on_save
}

/// Why nothing can be committed now; `None` when it can.
fn obstacle(sources: Sources, editing: Editing, problems: RwSignal<Vec<Mark>>) -> Signal<Option<&'static str>> {
    let locale = use_locale();
    let fixed = editing
        .path
        .with_value(|path| Fixed::of(path, &untrack(|| sources.overlay())));
    let is_platforms = fixed == Some(Fixed::Platform);
    Signal::derive(move || {
        let wrong = problems.with(|problems| problems.iter().any(|mark| mark.severity == Severity::Error));
        let undecided = editing.merging.with(|merging| matches!(merging, Merging::Conflicts(_)))
            || sources.unsaved.overtaken.with(|overtaken| !overtaken.is_empty());
        Some(match () {
            () if !editing.is_changed() && sources.unsaved.pending.with(|pending| pending.0.is_empty()) => {
                td_string!(locale, application.code.unchanged)
            }
            () if is_platforms && editing.is_changed() => td_string!(locale, application.code.fixed_platform),
            () if editing.theirs.with(Option::is_some) || undecided => td_string!(locale, application.code.moved_first),
            () if wrong => td_string!(locale, application.code.has_problems),
            () => return None,
        })
    })
}

/// The message, and the button that commits.
#[component]
pub(super) fn Commit(committing: Committing) -> impl IntoView {
    let locale = use_locale();
    let Committing {
        editing,
        reason,
        message,
        busy,
        error,
        ..
    } = committing;
    let branch = editing.branch.with_value(|branch| branch.name.clone());
    let is_protected = committing.is_protected();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        committing.send();
    };
    let label = match is_protected {
        true => td_string!(locale, application.code.propose).to_owned(),
        false => say!(locale, application.code.commit, branch = branch.clone()),
    };
    let why = is_protected.then(|| {
        let text = say!(locale, application.code.protected, branch = branch);
        view! { <Alert tone=Tone::Info>{text}</Alert> }
    });
    let save = (!is_protected).then(|| {
        let change = move |on| {
            committing.on_save.set(on);
            Kept::commit_on_save().write(&on);
        };
        view! {
            <Checkbox
                id="commit-on-save"
                checked=committing.on_save
                hint=td_string!(locale, application.code.on_save_hint)
                on_change=change
            >
                {td_string!(locale, application.code.on_save)}
            </Checkbox>
        }
    });
    view! {
        <form class="flex flex-col gap-3" novalidate on:submit=submit>
            {move || {
                let title = td_string!(locale, application.code.refused);
                error.get().map(|error| view! { <Refused error title=title /> })
            }}
            {why}
            <Field
                id=MESSAGE
                label=td_string!(locale, application.code.message)
                hint=td_string!(locale, application.code.message_hint)
            >
                <TextInput value=message placeholder=committing.subject() on_input=move |text| message.set(text) />
            </Field>
            {save}
            <div>
                <Button id=COMMIT variant=Variant::Primary icon="git-commit-horizontal" submit=true busy disabled_reason=reason>
                    {label}
                </Button>
            </div>
        </form>
    }
}

fn version(contents: Contents) -> Option<Version> {
    Some(Version {
        text: contents.text()?,
        sha: contents.sha,
    })
}

/// The URL of a pull request.
fn pull(sources: Sources, number: u64) -> String {
    let address = sources.shared.address.get_untracked();
    let number = number.to_string();
    contract::endpoint::with_query(address.href(ApplicationTab::Promotion), &[("pull", Some(&number))])
}
