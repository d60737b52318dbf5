//! What is wrong with the text, with the way to each place.

use super::editing::Editing;
use crate::i18n::*;
use crate::interop::monaco::{Mark, Severity};
use crate::ui::follow;
use leptos::prelude::*;

#[component]
pub(super) fn Problems(editing: Editing) -> impl IntoView {
    let locale = use_locale();
    let list = follow(move || {
        let problems = editing.problems.get();
        if problems.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, authoring.no_problems)}</p> }
                .into_any();
        }
        let one = |mark: Mark| {
            let line = mark.line;
            let (tone, word) = match mark.severity {
                Severity::Error => ("text-error", td_string!(locale, authoring.error)),
                Severity::Warning => ("", td_string!(locale, authoring.warning)),
            };
            view! {
                <li class="flex flex-wrap items-baseline gap-2">
                    <button type="button" class="link text-sm tabular-nums" on:click=move |_| editing.editor.go_to(line)>
                        {say!(locale, authoring.line, line = line)}
                    </button>
                    <span class=tone>{word}": "<bdi>{mark.message}</bdi></span>
                </li>
            }
        };
        let rows = problems.into_iter().map(one).collect_view();
        view! { <ul class="flex flex-col gap-1 text-sm">{rows}</ul> }.into_any()
    });
    view! {
        <section aria-label=td_string!(locale, authoring.problems)>
            <h2 class="font-semibold">{td_string!(locale, authoring.problems)}</h2>
            <div role="status">{list}</div>
        </section>
    }
}
