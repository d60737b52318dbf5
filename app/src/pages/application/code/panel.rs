//! Beside the editor: what is wrong, the form of the same text, its outline, and the file's past.
//!
//! All but the problems is a chunk of its own, loaded when it is first asked for.

mod blame;
mod form;
mod history;
mod outline;
mod versions;

use super::check::Check;
use super::editing::Editing;
use crate::form::Form;
use crate::i18n::*;
use crate::interop::monaco::{Mark, Severity};
use crate::ui::{chunk, follow, later};
use leptos::prelude::*;
use versions::Past;

/// What is beside the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Problems,
    Form,
    Outline,
    History,
    Blame,
}

/// What every part is about.
#[derive(Clone, Copy)]
struct About {
    editing: Editing,
    check: Check,
    /// The form that the file fills, if it is the one with the settings.
    form: StoredValue<Option<Form>>,
    past: Past,
}

chunk! {
    fn file_panel(part: Part, about: About) -> AnyView {
        match part {
            Part::Problems => ().into_any(),
            Part::Form => form::view(about),
            Part::Outline => outline::view(about),
            Part::History => history::view(about),
            Part::Blame => blame::view(about),
        }
    }
}

/// The panel. The server shows the problems.
#[component]
pub(super) fn Panel(
    editing: Editing,
    /// How the file is checked at the moment.
    check: RwSignal<Check>,
    form: Option<Form>,
    problems: RwSignal<Vec<Mark>>,
    /// What the file is held against.
    #[prop(into)]
    note: Signal<Option<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let part = RwSignal::new(Part::Problems);
    let has_form = form.is_some();
    let is_old = editing.on_branch.with_value(Option::is_some);
    let (form, past) = (StoredValue::new(form), Past::new(editing));
    let is_checked = check.with_untracked(|check| check.looks_at_it());
    let tab = move |one: Part, label: &'static str| {
        let chosen = move || part.get() == one;
        view! {
            <label class="tab" class=("tab-active", chosen)>
                <input
                    type="radio"
                    name="code-panel"
                    class="form-tab-input"
                    prop:checked=chosen
                    checked=one == Part::Problems
                    on:change=move |_| part.set(one)
                />
                {label}
            </label>
        }
        .into_any()
    };
    let shown = follow(move || match part.get() {
        Part::Problems => view! { <Problems editing is_checked problems note /> }.into_any(),
        part => {
            // Another kind of file is another form and outline; its past stays what it is.
            let check = match part {
                Part::History | Part::Blame => check.get_untracked(),
                Part::Problems | Part::Form | Part::Outline => check.get(),
            };
            let about = About {
                editing,
                check,
                form,
                past,
            };
            later(td_string!(locale, application.panel.loading), move || {
                file_panel(part, about)
            })
        }
    });
    view! {
        <div class="flex min-w-0 flex-col gap-3">
            <div role="radiogroup" aria-label=td_string!(locale, application.panel.title) class="tabs tabs-box self-start">
                {tab(Part::Problems, td_string!(locale, application.code.problems))}
                {has_form.then(|| tab(Part::Form, td_string!(locale, application.panel.form)))}
                {is_checked.then(|| tab(Part::Outline, td_string!(locale, application.panel.outline)))}
                {is_old.then(|| tab(Part::History, td_string!(locale, application.panel.history)))}
                {is_old.then(|| tab(Part::Blame, td_string!(locale, application.panel.blame)))}
            </div>
            {shown}
        </div>
    }
}

#[component]
fn Problems(
    editing: Editing,
    /// Whether files of this kind are checked at all.
    is_checked: bool,
    problems: RwSignal<Vec<Mark>>,
    note: Signal<Option<String>>,
) -> impl IntoView {
    let locale = use_locale();
    if !is_checked {
        return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.code.unchecked)}</p> }
            .into_any();
    }
    let list = follow(move || {
        let problems = problems.get();
        if problems.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.code.no_problems)}</p> }
                .into_any();
        }
        let one = |mark: Mark| {
            let line = mark.line;
            let tone = match mark.severity {
                Severity::Error => "text-error",
                Severity::Warning => "",
            };
            view! {
                <li class="flex flex-wrap items-baseline gap-2">
                    <button type="button" class="link text-sm tabular-nums" on:click=move |_| editing.editor.go_to(line)>
                        {say!(locale, application.code.line, line = line)}
                    </button>
                    <span class=tone><bdi>{mark.message}</bdi></span>
                </li>
            }
        };
        let rows = problems.into_iter().map(one).collect_view();
        view! { <ul class="flex flex-col gap-1 text-sm">{rows}</ul> }.into_any()
    });
    view! {
        <section aria-label=td_string!(locale, application.code.problems)>
            <h2 class="font-semibold">{td_string!(locale, application.code.problems)}</h2>
            <div role="status">{list}</div>
            {follow(move || note.get().map(|note| view! { <p class="text-sm text-base-content/70">{note}</p> }))}
        </section>
    }
    .into_any()
}
