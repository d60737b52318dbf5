//! One commit: its files and its diff.

use super::Sources;
use super::revert::Revert;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::model::history::short;
use crate::pages::application::model::snapshot::Snapshot;
use crate::ui::{Badge, DiffView, Tone};
use contract::CommitId;
use contract::gitea::{Commit, CommitFile, FileStatus};
use leptos::prelude::*;

/// The commit that the URL names. It may be on another page of the list: then only its diff is known.
#[component]
pub(super) fn ChosenCommit(
    sources: Sources,
    current: Memo<Snapshot>,
    id: CommitId,
    commit: Option<Commit>,
    is_newest: bool,
) -> impl IntoView {
    let locale = use_locale();
    let label = say!(locale, application.history.diff_of, commit = short(id.as_str()));
    let (heading, named) = (label.clone(), label.clone());
    let files = commit.map(|commit| commit.files).unwrap_or_default();
    let shown = move |diff: Option<String>| match diff.filter(|diff| !diff.trim().is_empty()) {
        Some(diff) => view! { <DiffView label=label.clone() diff=diff /> }.into_any(),
        None => {
            view! { <p class="text-base-content/70">{td_string!(locale, application.history.no_diff)}</p> }.into_any()
        }
    };
    view! {
        <section class="flex flex-col gap-4" aria-label=named>
            <div class="flex flex-wrap items-center gap-3">
                <h2 class="grow text-lg font-semibold">{heading}</h2>
                <Revert sources current id is_newest />
            </div>
            <Files files />
            <Loaded asked=sources.diff view=shown />
        </section>
    }
}

#[component]
fn Files(files: Vec<CommitFile>) -> impl IntoView {
    let locale = use_locale();
    if files.is_empty() {
        return ().into_any();
    }
    let row = |file: CommitFile| {
        let (tone, text) = match &file.status {
            FileStatus::Added => (Tone::Success, td_string!(locale, application.history.added)),
            FileStatus::Removed => (Tone::Error, td_string!(locale, application.history.removed)),
            FileStatus::Modified => (Tone::Info, td_string!(locale, application.history.modified)),
            FileStatus::Unknown(text) => (Tone::Neutral, text.as_str()),
        };
        let text = text.to_owned();
        view! {
            <li class="flex items-center gap-2">
                <bdi dir="ltr" class="font-mono text-xs wrap-anywhere">{file.filename}</bdi>
                <Badge tone=tone>{text}</Badge>
            </li>
        }
    };
    let label = td_string!(locale, application.history.files);
    view! { <ul class="flex flex-col gap-1" aria-label=label>{files.into_iter().map(row).collect_view()}</ul> }
        .into_any()
}
