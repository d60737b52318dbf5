//! The commit: a message, and what keeps it from being made.

use super::editing::{Editing, Merging, Version};
use super::file::contents_of;
use crate::api::Api;
use crate::i18n::*;
use crate::interop::monaco::{Mark, Severity};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::ui::{Button, Field, TextInput, Variant, use_toast};
use contract::ApiError;
use contract::gitea::{ChangeFiles, FileChange, FilesChange};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Id of the message's input.
pub(super) const MESSAGE: &str = "commit-message";

/// Commits the text to the branch.
#[component]
pub(super) fn Commit(
    current: Memo<Snapshot>,
    editing: Editing,
    problems: RwSignal<Vec<Mark>>,
    message: RwSignal<String>,
) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let branch = editing.branch.with_value(|branch| branch.name.clone());
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let reason = Signal::derive(move || {
        let wrong = problems.with(|problems| problems.iter().any(|mark| mark.severity == Severity::Error));
        let undecided = editing.merging.with(|merging| matches!(merging, Merging::Conflicts(_)));
        let why = match () {
            () if !editing.is_changed() => td_string!(locale, application.code.unchanged),
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
        let change = FileChange::update(
            editing.path.get_value(),
            editing.base.with_untracked(|base| base.sha.clone()),
            &text,
        );
        let sent = api.call(ChangeFiles {
            repository: editing.branch.with_value(|branch| branch.repository.clone()),
            change: FilesChange {
                branch: editing.branch.with_value(|branch| branch.name.clone()),
                new_branch: None,
                message: if typed.is_empty() { subject.clone() } else { typed },
                files: vec![change],
            },
        });
        // Whatever the answer: what the branch holds now is what counts.
        let look = api.call(contents_of(editing));
        let committed = committed.clone();
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            let now = look.await.ok();
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
                Ok(_) => {
                    if let Some(version) = now.filter(|version| version.text == text) {
                        editing.committed(version);
                    }
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
    view! {
        <form class="flex flex-col gap-3" novalidate on:submit=submit>
            {move || {
                let title = td_string!(locale, application.code.refused);
                error.get().map(|error| view! { <Refused error title=title /> })
            }}
            <Field
                id=MESSAGE
                label=td_string!(locale, application.code.message)
                hint=td_string!(locale, application.code.message_hint)
            >
                <TextInput value=message placeholder=default on_input=move |text| message.set(text) />
            </Field>
            <div>
                <Button id="commit" variant=Variant::Primary icon="git-commit-horizontal" submit=true busy disabled_reason=reason>
                    {say!(locale, application.code.commit, branch = branch)}
                </Button>
            </div>
        </form>
    }
}
