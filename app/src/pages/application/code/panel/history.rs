//! The commits that touch the file: what each changed in it, and its text back into the editor.

use super::About;
use super::versions::{MOST, Past, Reader, Versions};
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::code::editing::Editing;
use crate::pages::application::model::history::{author, short, subject};
use crate::ui::{Button, DiffView, RelativeTime, Size, Variant, follow, use_toast};
use contract::ApiError;
use contract::gitea::Commit;
use leptos::prelude::*;

pub(super) fn view(about: About) -> AnyView {
    let locale = use_locale();
    let About { editing, past, .. } = about;
    let asked = past.asked(Reader::versions);
    let list = move |found: Versions| {
        let Versions { commits, more } = found;
        let before = commits
            .iter()
            .skip(1)
            .cloned()
            .map(|commit| Before::Commit(Box::new(commit)));
        // What came before the oldest one is nothing, unless it was not looked at.
        let oldest = if more { Before::NotLookedAt } else { Before::Nothing };
        let before: Vec<Before> = before.chain([oldest]).collect();
        let rows = commits.into_iter().zip(before);
        let rows = rows
            .map(|(commit, before)| view! { <OneVersion editing past commit before /> })
            .collect_view();
        let more = more.then(|| say!(locale, application.panel.versions_most, count = MOST));
        view! {
            <ol class="flex flex-col divide-y divide-base-300 rounded-box border border-base-300" aria-label=td_string!(locale, application.panel.history)>
                {rows}
            </ol>
            {more.map(|more| view! { <p class="text-sm text-base-content/70">{more}</p> })}
        }
        .into_any()
    };
    view! {
        <section class="flex flex-col gap-2" aria-label=td_string!(locale, application.panel.history)>
            <Loaded asked view=list />
        </section>
    }
    .into_any()
}

/// What a version came after.
#[derive(Clone, PartialEq)]
enum Before {
    Commit(Box<Commit>),
    Nothing,
    NotLookedAt,
}

/// What a commit changed in the file, as a unified diff.
async fn difference(reader: Reader, commit: Commit, before: Before) -> Result<String, ApiError> {
    let before = match before {
        Before::Commit(before) => reader.text(&before).await?,
        Before::Nothing | Before::NotLookedAt => String::new(),
    };
    let text = reader.text(&commit).await?;
    Ok(diffy::create_patch(&before, &text).to_string())
}

#[component]
fn OneVersion(editing: Editing, past: Past, commit: Commit, before: Before) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toast();
    let open = RwSignal::new(false);
    let name = short(commit.sha.as_str()).to_owned();
    let when = commit
        .commit
        .author
        .date
        .map(|at| view! { <RelativeTime at=at.unix_millis() /> });
    let this = StoredValue::new(commit.clone());
    let is_comparable = before != Before::NotLookedAt;
    let before = StoredValue::new(before);
    let label = say!(locale, application.history.diff_of, commit = name.clone());
    let shown = follow(move || {
        open.get().then(|| {
            let asked = Asked::new(
                || (),
                move |()| difference(past.reader(), this.get_value(), before.get_value()),
            );
            let label = label.clone();
            let diff =
                move |diff: String| view! { <DiffView label=label.clone() diff=Signal::stored(diff) /> }.into_any();
            view! { <Loaded asked view=diff /> }
        })
    });
    let look = is_comparable.then(|| {
        let words = follow(move || match open.get() {
            true => td_string!(locale, common.compare_stop),
            false => td_string!(locale, common.compare),
        });
        view! { <Button size=Size::Small on_click=move |_| open.update(|open| *open = !*open)>{words}</Button> }
    });
    // The text is not committed by this: it is what somebody could have typed.
    let take = move |_| {
        let (reader, this) = (past.reader(), this.get_value());
        leptos::task::spawn_local(async move {
            match reader.text(&this).await {
                Ok(text) if !editing.text.is_disposed() => editing.show(&text),
                Ok(_) => {}
                Err(error) => toasts.error(error.message),
            }
        });
    };
    let same = Signal::derive(move || {
        let is_same = this.with_value(|this| editing.text.with(|now| past.says(this.sha.as_str(), now)));
        is_same.then(|| td_string!(locale, application.panel.take_same).to_owned())
    });
    view! {
        <li class="flex min-w-0 flex-col gap-2 p-3">
            <p class="font-medium wrap-anywhere"><bdi>{subject(&commit).to_owned()}</bdi></p>
            <p class="flex flex-wrap items-center gap-x-2 text-sm text-base-content/70">
                <code dir="ltr">{name.clone()}</code>
                <bdi>{say!(locale, application.history.by, author = author(&commit.commit.author))}</bdi>
                {when}
            </p>
            <div class="flex flex-wrap gap-2">
                {look}
                <Button id=format!("take-{name}") size=Size::Small variant=Variant::Ghost icon="undo-2" disabled_reason=same on_click=take>
                    {td_string!(locale, application.panel.take)}
                </Button>
            </div>
            {shown}
        </li>
    }
}
