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
        if found.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.code.no_files)}</p> }
                .into_any();
        }
        let pending = pending.get();
        let one = |folder: Folder| view! { <OneFolder sources chosen folder pending=pending.clone() /> };
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

#[component]
fn OneFolder(sources: Sources, chosen: Memo<String>, folder: Folder, pending: Pending) -> impl IntoView {
    let locale = use_locale();
    let title = match folder.path.as_str() {
        "" => td_string!(locale, application.code.top).to_owned(),
        path => path.to_owned(),
    };
    let files = folder.files.into_iter().map(|path| {
        let (name, href) = (parts(&path).1.to_owned(), sources.href(&path));
        let note = note(locale, &pending, &path).map(|note| view! { <Badge>{note}</Badge> });
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
                    {note}
                </a>
            </li>
        }
    });
    view! {
        <div>
            <p class="px-2 text-xs font-medium text-base-content/70 wrap-anywhere"><bdi>{title}</bdi></p>
            <ul>{files.collect_view()}</ul>
        </div>
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
