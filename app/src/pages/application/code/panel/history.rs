//! The commits that touch the file: what each changed in it, and its text back into the editor.

use super::About;
use super::versions::{FileVersion, MOST, Versions, versions};
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::code::editing::Editing;
use crate::pages::application::model::history::{author, short, subject};
use crate::ui::{Button, DiffView, RelativeTime, Size, Variant, follow};
use leptos::prelude::*;

pub(super) fn view(about: About) -> AnyView {
    let locale = use_locale();
    let editing = about.editing;
    let asked = versions(about);
    let list = move |found: Versions| {
        let Versions { versions, more } = found;
        let before = versions.iter().skip(1).map(|older| Some(older.text.clone()));
        // What came before the oldest one is nothing, unless it was not looked at.
        let before: Vec<Option<String>> = before.chain([(!more).then(String::new)]).collect();
        let rows = versions.into_iter().zip(before);
        let rows = rows
            .map(|(version, before)| view! { <OneVersion editing version before /> })
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

#[component]
fn OneVersion(editing: Editing, version: FileVersion, before: Option<String>) -> impl IntoView {
    let locale = use_locale();
    let FileVersion { commit, text } = version;
    let open = RwSignal::new(false);
    let name = short(commit.sha.as_str()).to_owned();
    let when = commit
        .commit
        .author
        .date
        .map(|at| view! { <RelativeTime at=at.unix_millis() /> });
    let text = StoredValue::new(text);
    let diff =
        before.map(|before| StoredValue::new(text.with_value(|text| diffy::create_patch(&before, text).to_string())));
    let label = say!(locale, application.history.diff_of, commit = name.clone());
    let shown = follow(move || {
        let diff = diff.filter(|_| open.get())?;
        Some(view! { <DiffView label=label.clone() diff=diff.get_value() /> })
    });
    let look = diff.map(|_| {
        let words = follow(move || match open.get() {
            true => td_string!(locale, application.code.compare_stop),
            false => td_string!(locale, application.code.compare),
        });
        view! { <Button size=Size::Small on_click=move |_| open.update(|open| *open = !*open)>{words}</Button> }
    });
    // The text is not committed by this: it is what somebody could have typed.
    let take = move |_| text.with_value(|text| editing.show(text));
    let same = Signal::derive(move || {
        let is_same = text.with_value(|text| editing.text.with(|now| now == text));
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
