//! Files renamed or deleted here that somebody changed on the branch meanwhile: which of the two counts is asked.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::files::Held;
use crate::pages::application::model::pending::{Overtaken, PendingFile};
use crate::ui::{Alert, Button, Size, Tone, Variant, follow};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The questions; nothing while there are none.
#[component]
pub(super) fn OvertakenFiles(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    follow(move || {
        let overtaken = sources.unsaved.overtaken.get();
        let branch = untrack(|| sources.branch_name()).unwrap_or_default();
        (!overtaken.is_empty()).then(move || {
            let rows = overtaken
                .into_iter()
                .map(move |overtaken| view! { <OneFile sources overtaken /> });
            view! {
                <Alert tone=Tone::Warning title=say!(locale, application.code.moved, branch = branch)>
                    <ul class="flex flex-col gap-3">{rows.collect_view()}</ul>
                </Alert>
            }
        })
    })
}

#[component]
fn OneFile(sources: Sources, overtaken: Overtaken) -> impl IntoView {
    let locale = use_locale();
    let Overtaken { mine, now } = overtaken;
    let path = mine.path().to_owned();
    let (text, keep, drop) = match (&mine, &now) {
        (PendingFile::Renamed { from, .. }, Some(_)) => (
            say!(
                locale,
                application.code.overtaken_renamed,
                from = from.path,
                file = path
            ),
            say!(locale, application.code.carry, file = path),
            td_string!(locale, application.code.drop_renaming),
        ),
        (PendingFile::Renamed { from, .. }, None) => (
            say!(locale, application.code.overtaken_gone, from = from.path, file = path),
            String::new(),
            td_string!(locale, application.code.drop_renaming),
        ),
        _ => (
            say!(locale, application.code.overtaken_deleted, file = path),
            td_string!(locale, application.code.keep_deletion).to_owned(),
            td_string!(locale, application.code.keep_file),
        ),
    };
    let keep = now.map(|now| view! { <Keep sources mine=mine.clone() now label=keep /> });
    let take_back = {
        let (navigate, path) = (use_navigate(), path.clone());
        move |_| {
            let opens = sources.chosen.get_untracked().as_deref() == Some(&path);
            sources.unsaved.take_back(&path);
            if opens {
                navigate(&untrack(|| sources.href(held_at(&mine))), NavigateOptions::default());
            }
        }
    };
    view! {
        <li class="flex flex-col gap-2">
            <p class="wrap-anywhere"><bdi>{text}</bdi></p>
            <div class="flex flex-wrap gap-2">
                {keep}
                <Button size=Size::Small on_click=take_back>{drop}</Button>
            </div>
        </li>
    }
}

/// Keeps the change of here. Into a renamed file the branch's change is carried; where somebody has typed into it, the
/// two texts are merged there.
#[component]
fn Keep(sources: Sources, mine: PendingFile, now: Held, label: String) -> impl IntoView {
    let navigate = use_navigate();
    let keep = move |_| {
        let path = mine.path();
        let is_typed_into = sources.unsaved.draft(path).is_some_and(|draft| draft.read().is_some());
        sources.unsaved.keep(path, now.clone());
        if is_typed_into {
            navigate(&untrack(|| sources.href(path)), NavigateOptions::default());
        }
    };
    view! { <Button size=Size::Small variant=Variant::Primary on_click=keep>{label}</Button> }
}

/// The path that a file has on the branch.
fn held_at(file: &PendingFile) -> &str {
    match file {
        PendingFile::Created { path } => path,
        PendingFile::Renamed { from, .. } | PendingFile::Deleted(from) => &from.path,
    }
}
