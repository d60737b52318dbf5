//! The list of files.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::files::{self, Folder, folders, parts};
use crate::ui::{SearchBox, follow};
use leptos::prelude::*;

/// Every file of the branch, by folder, with a search.
#[component]
pub(super) fn Files(sources: Sources, paths: StoredValue<Vec<String>>) -> impl IntoView {
    let locale = use_locale();
    let search = RwSignal::new(String::new());
    let chosen = Memo::new(move |_| {
        let first = || paths.with_value(|paths| files::first(paths).cloned());
        sources.chosen.get().or_else(first).unwrap_or_default()
    });
    let list = follow(move || {
        let found = search.with(|search| paths.with_value(|paths| folders(paths, search)));
        if found.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.code.no_files)}</p> }
                .into_any();
        }
        let one = move |folder: Folder| view! { <OneFolder sources chosen folder /> };
        found.into_iter().map(one).collect_view().into_any()
    });
    view! {
        <nav aria-label=td_string!(locale, application.code.files) class="flex min-w-0 flex-col gap-3">
            <SearchBox
                id="find-file"
                label=td_string!(locale, application.code.search)
                value=search
                on_input=move |text| search.set(text)
            />
            <div class="flex max-h-[70vh] flex-col gap-3 overflow-y-auto">{list}</div>
        </nav>
    }
}

#[component]
fn OneFolder(sources: Sources, chosen: Memo<String>, folder: Folder) -> impl IntoView {
    let locale = use_locale();
    let title = match folder.path.as_str() {
        "" => td_string!(locale, application.code.top).to_owned(),
        path => path.to_owned(),
    };
    let files = folder.files.into_iter().map(|path| {
        let (name, href) = (parts(&path).1.to_owned(), sources.href(&path));
        let current = Memo::new(move |_| chosen.with(|chosen| *chosen == path));
        view! {
            <li>
                <a
                    href=href
                    class="block truncate rounded-field px-2 py-1.5 text-sm hover:bg-base-200"
                    class=("bg-base-200", current)
                    class=("font-semibold", current)
                    aria-current=move || current.get().then_some("page")
                >
                    <bdi>{name}</bdi>
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
