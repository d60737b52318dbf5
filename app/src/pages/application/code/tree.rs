//! The list of files.

mod actions;
mod pending;

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::files::{self, Folder, Held, folders, parts};
use crate::pages::application::model::pending::{Pending, PendingFile};
use crate::ui::{Badge, SearchBox, follow};
use contract::gitea::is_written_by_platform;
use leptos::prelude::*;

/// With so many files, every folder is open from the start.
const FEW: usize = 100;
/// The most files of a folder, or of a search, that are listed; a narrower search finds the others.
const LISTED: usize = 200;

/// Every file of the branch as the next commit leaves it, by folder, with a search.
#[component]
pub(super) fn Files(sources: Sources, held: StoredValue<Vec<Held>>) -> impl IntoView {
    let locale = use_locale();
    let search = RwSignal::new(String::new());
    let pending = sources.unsaved.pending;
    let paths = Memo::new(move |_| held.with_value(|held| pending.with(|pending| pending.paths(held))));
    let chosen = Memo::new(move |_| {
        let first = || paths.with(|paths| files::first(paths).cloned());
        sources.chosen.get().or_else(first).unwrap_or_default()
    });
    let list = follow(move || {
        let found = search.with(|search| paths.with(|paths| folders(paths, search)));
        let searched = search.with(|search| !search.trim().is_empty());
        let all_open = searched || paths.with(Vec::len) <= FEW;
        let current = chosen.with_untracked(|chosen| parts(chosen).0.to_owned());
        if found.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.code.no_files)}</p> }
                .into_any();
        }
        let pending = pending.get();
        let one = |folder: Folder| {
            let open = all_open || folder.path == current;
            view! { <OneFolder sources chosen folder open pending=pending.clone() /> }
        };
        found.into_iter().map(one).collect_view().into_any()
    });
    view! {
        <div class="flex min-w-0 flex-col gap-4">
            <nav aria-label=td_string!(locale, application.code.files) class="flex min-w-0 flex-col gap-3">
                <SearchBox
                    id="find-file"
                    label=td_string!(locale, application.code.search)
                    value=search
                    on_input=move |text| search.set(text)
                />
                <div class="flex max-h-[70vh] flex-col gap-3 overflow-y-auto">{list}</div>
            </nav>
            <actions::Actions sources held chosen />
            <pending::PendingFiles sources chosen />
        </div>
    }
}

/// A folder, whose files are drawn when it is opened.
#[component]
fn OneFolder(sources: Sources, chosen: Memo<String>, folder: Folder, open: bool, pending: Pending) -> impl IntoView {
    let locale = use_locale();
    let title = match folder.path.as_str() {
        "" => td_string!(locale, application.code.top).to_owned(),
        path => path.to_owned(),
    };
    let element = NodeRef::<leptos::html::Details>::new();
    let opened = RwSignal::new(open);
    let look = move || opened.set(element.get().is_some_and(|details| details.has_attribute("open")));
    // It may have been opened before there was anybody to notice.
    Effect::new(move |_| look());
    let more = folder.files.len().saturating_sub(LISTED);
    let files = StoredValue::new((folder.files, pending));
    let rows = move || {
        files.with_value(|(paths, pending)| {
            let listed = paths.iter().take(LISTED);
            listed
                .map(|path| view! { <OneFile sources chosen path=path.clone() note=note(locale, pending, path) /> })
                .collect_view()
        })
    };
    view! {
        <details node_ref=element open=open on:toggle=move |_| look()>
            <summary class="cursor-pointer rounded-field px-2 py-1 text-xs font-medium text-base-content/70 wrap-anywhere">
                <bdi>{title}</bdi>
            </summary>
            {follow(move || {
                opened.get().then(|| view! {
                    <ul>{rows()}</ul>
                    {(more > 0).then(|| view! {
                        <p class="px-2 text-xs text-base-content/70">
                            {say_count!(locale, application.code.more_files, more as u64)}
                        </p>
                    })}
                })
            })}
        </details>
    }
}

#[component]
fn OneFile(sources: Sources, chosen: Memo<String>, path: String, note: Option<&'static str>) -> impl IntoView {
    let (name, href) = (parts(&path).1.to_owned(), sources.href(&path));
    let current = Memo::new(move |_| chosen.with(|chosen| *chosen == path));
    view! {
        <li>
            <a
                href=href
                class="flex items-center gap-2 rounded-field px-2 py-1.5 text-sm hover:bg-base-200"
                class=("bg-base-200", current)
                class=("font-semibold", current)
                aria-current=move || current.get().then_some("page")
            >
                <bdi class="grow truncate">{name}</bdi>
                {note.map(|note| view! { <Badge>{note}</Badge> })}
            </a>
        </li>
    }
}

/// What is special about a file, in a word.
fn note(locale: Locale, pending: &Pending, path: &str) -> Option<&'static str> {
    match pending.of(path) {
        Some(PendingFile::Created { .. }) => Some(td_string!(locale, application.code.note_new)),
        Some(PendingFile::Renamed { .. }) => Some(td_string!(locale, application.code.note_renamed)),
        _ => is_written_by_platform(path).then(|| td_string!(locale, application.code.note_platform)),
    }
}
