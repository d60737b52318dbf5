//! Files renamed or deleted here that somebody changed on the branch meanwhile: which of the two counts is asked.

use super::Sources;
use super::commit::COMMIT;
use crate::i18n::*;
use crate::pages::application::model::files::Held;
use crate::pages::application::model::pending::{Overtaken, PendingFile};
use crate::ui::{Alert, Button, Size, Tone, Variant, When, each, focus, focus_on};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The questions; nothing while there are none.
#[component]
pub(super) fn OvertakenFiles(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    let overtaken = sources.unsaved.overtaken;
    let any = Signal::derive(move || overtaken.with(|overtaken| !overtaken.is_empty()));
    view! {
        <When holds=any>
            {
                let branch = untrack(|| sources.branch_name()).unwrap_or_default();
                let draw = move |overtaken: Overtaken| view! { <OneFile sources overtaken /> }.into_any();
                view! {
                    <Alert tone=Tone::Warning title=say!(locale, application.code.moved, branch = branch)>
                        <ul class="flex flex-col gap-3">{each(move || overtaken.get(), key, draw)}</ul>
                    </Alert>
                }
            }
        </When>
    }
}

/// A file that the branch changes once more is another question.
fn key(overtaken: &Overtaken) -> String {
    let now = overtaken.now.as_ref().map_or("", |now| now.sha.as_str());
    format!("{} {now}", overtaken.mine.path())
}

/// Moves the keyboard from a question that is answered to one beside it, or to the commit when none is left.
fn go_on(answered: &MouseEvent) {
    let button = answered.target().and_then(|target| target.dyn_into::<Element>().ok());
    let row = button.and_then(|button| button.closest("li").ok().flatten());
    let next = row.and_then(|row| row.next_element_sibling().or_else(|| row.previous_element_sibling()));
    request_animation_frame(move || {
        let button = next.and_then(|row| row.query_selector("button").ok().flatten());
        if !focus_on(button) {
            focus(COMMIT);
        }
    });
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
        move |event: MouseEvent| {
            go_on(&event);
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
    let keep = move |event: MouseEvent| {
        go_on(&event);
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
