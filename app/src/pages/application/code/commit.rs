//! The commit: a message, and what keeps it from being made. A protected branch is asked by pull request instead.

use super::batch::complete;
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
use crate::ui::{Alert, Button, Field, TextInput, Tone, Variant, use_toast};
use contract::ApiError;
use contract::gitea::FilesChange;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Id of the message's input.
pub(super) const MESSAGE: &str = "commit-message";

/// Commits the text to the branch, or proposes it.
#[component]
pub(super) fn Commit(
    sources: Sources,
    current: Memo<Snapshot>,
    editing: Editing,
    is_protected: bool,
    problems: RwSignal<Vec<Mark>>,
    message: RwSignal<String>,
) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let navigate = use_navigate();
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let branch = editing.branch.with_value(|branch| branch.name.clone());
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let is_platforms = editing.path.with_value(|path| Fixed::of(path)) == Some(Fixed::Platform);
    let reason = Signal::derive(move || {
        let wrong = problems.with(|problems| problems.iter().any(|mark| mark.severity == Severity::Error));
        let undecided = editing.merging.with(|merging| matches!(merging, Merging::Conflicts(_)));
        let why = match () {
            () if !editing.is_changed() && sources.unsaved.pending.with(|pending| pending.0.is_empty()) => {
                td_string!(locale, application.code.unchanged)
            }
            () if is_platforms && editing.is_changed() => td_string!(locale, application.code.fixed_platform),
            () if editing.theirs.with(Option::is_some) || undecided => td_string!(locale, application.code.moved_first),
            () if wrong => td_string!(locale, application.code.has_problems),
            () => return forbidden.clone(),
        };
        Some(why.to_owned())
    });
    let default = say!(
        locale,
        application.code.message_default,
        file = editing.path.get_value()
    );
    let subject = default.clone();
    let committed = say!(locale, application.code.committed, branch = branch.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || reason.with_untracked(Option::is_some) {
            return;
        }
        busy.set(true);
        error.set(None);
        let typed = message.with_untracked(|message| message.trim().to_owned());
        let text = editing.text.get_untracked();
        let pending = sources.unsaved.pending.get_untracked();
        let parts = everything(sources, editing, &pending);
        let is_pending = editing.path.with_value(|path| pending.of(path).is_some());
        let Branch { repository, name } = editing.branch.get_value();
        let mut change = FilesChange {
            branch: name,
            new_branch: None,
            message: if typed.is_empty() { subject.clone() } else { typed },
            files: Vec::new(),
        };
        let complete = complete(api.clone(), editing.branch.get_value(), parts);
        if is_protected {
            let (api, navigate) = (api.clone(), navigate.clone());
            let sent = async move {
                change.files = complete.await?;
                propose(api, repository, change).await
            };
            leptos::task::spawn_local(async move {
                let answer = sent.await;
                if busy.is_disposed() {
                    return;
                }
                busy.set(false);
                match answer {
                    Ok(number) => {
                        // It waits on its own branch now; here nothing has changed.
                        editing.discard();
                        editing
                            .path
                            .with_value(|path| sources.unsaved.committed(&pending, path));
                        toasts.success(say!(locale, application.code.proposed, number = number));
                        navigate(&pull(sources, number), NavigateOptions::default());
                    }
                    Err(refused) => error.set(Some(refused)),
                }
            });
            return;
        }
        let committing = api.clone();
        let sent = async move {
            change.files = complete.await?;
            commit(committing, repository, change).await
        };
        // Whatever the answer: what the branch holds now is what counts.
        let look = contents_of(editing)
            .filter(|_| !is_pending)
            .map(|asked| api.call(asked));
        let committed = committed.clone();
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            let now = match look {
                Some(look) => look.await.ok(),
                None => None,
            };
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            let now = now.and_then(|contents| {
                Some(Version {
                    text: contents.text()?,
                    sha: contents.sha,
                })
            });
            match answer {
                Ok(()) => {
                    if let Some(version) = now.filter(|version| version.text == text) {
                        editing.committed(version);
                    }
                    if is_pending {
                        editing.sent(&text);
                    }
                    editing
                        .path
                        .with_value(|path| sources.unsaved.committed(&pending, path));
                    message.set(String::new());
                    toasts.success(committed);
                }
                Err(refused) => {
                    error.set(Some(refused));
                    now.into_iter().for_each(|version| editing.arrived(version));
                }
            }
        });
    };
    let label = match is_protected {
        true => td_string!(locale, application.code.propose).to_owned(),
        false => say!(locale, application.code.commit, branch = branch.clone()),
    };
    let why = is_protected.then(|| {
        let text = say!(locale, application.code.protected, branch = branch);
        view! { <Alert tone=Tone::Info>{text}</Alert> }
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
                <TextInput value=message placeholder=default on_input=move |text| message.set(text) />
            </Field>
            <div>
                <Button id="commit" variant=Variant::Primary icon="git-commit-horizontal" submit=true busy disabled_reason=reason>
                    {label}
                </Button>
            </div>
        </form>
    }
}

/// Everything that is not committed: the open text, and the files made, renamed and deleted with what was typed there.
fn everything(sources: Sources, editing: Editing, pending: &Pending) -> Vec<Part> {
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
    parts(pending, &open, typed)
}

/// The URL of a pull request.
fn pull(sources: Sources, number: u64) -> String {
    let address = sources.shared.address.get_untracked();
    let number = number.to_string();
    contract::endpoint::with_query(address.href(ApplicationTab::Promotion), &[("pull", Some(&number))])
}
