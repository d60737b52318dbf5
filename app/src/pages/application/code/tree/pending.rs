//! The files that the next commit makes, renames and deletes, each of which can be taken back.

use crate::i18n::*;
use crate::pages::application::code::Sources;
use crate::pages::application::model::pending::PendingFile;
use crate::ui::{Button, Size, Variant, follow};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The list; nothing while there is nothing.
#[component]
pub(super) fn PendingFiles(sources: Sources, chosen: Memo<String>) -> impl IntoView {
    let locale = use_locale();
    let navigate = StoredValue::new(use_navigate());
    let take_back = move |path: &str| {
        let opens = chosen.with_untracked(|chosen| chosen == path);
        sources.unsaved.take_back(path);
        if opens {
            navigate.with_value(|navigate| navigate(&untrack(|| sources.href_first()), NavigateOptions::default()));
        }
    };
    let one = move |file: PendingFile| {
        let path = file.path().to_owned();
        let text = match file {
            PendingFile::Created { path } => say!(locale, application.code.pending_created, file = path),
            PendingFile::Renamed { from, path } => {
                say!(locale, application.code.pending_renamed, from = from.path, file = path)
            }
            PendingFile::Deleted(held) => say!(locale, application.code.pending_deleted, file = held.path),
        };
        let label = say!(locale, application.code.take_back, file = path);
        view! {
            <li class="flex items-start gap-2">
                <span class="grow wrap-anywhere"><bdi>{text}</bdi></span>
                <Button size=Size::Small variant=Variant::Ghost icon="undo-2" label on_click=move |_| take_back(&path) />
            </li>
        }
    };
    follow(move || {
        let pending = sources.unsaved.pending.get().0;
        (!pending.is_empty()).then(|| {
            view! {
                <section aria-label=td_string!(locale, application.code.pending) class="text-sm">
                    <h2 class="font-semibold">{td_string!(locale, application.code.pending)}</h2>
                    <ul class="flex flex-col gap-1">{pending.into_iter().map(one).collect_view()}</ul>
                </section>
            }
        })
    })
}
