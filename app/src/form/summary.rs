//! What keeps the form from being sent, each with a link to its field.

use crate::ui::follow;
use leptos::prelude::*;

use super::state::FormState;
use crate::i18n::*;

/// So many are listed; the rest is counted.
const LISTED: usize = 20;

/// The list of issues, once somebody has tried to send the form or the server has refused it.
#[component]
pub fn IssueSummary(
    /// The form.
    state: FormState,
) -> impl IntoView {
    let locale = use_locale();
    follow(move || {
        state.track();
        let asked = state.is_submitted();
        let issues = if asked { state.issues() } else { Vec::new() };
        if issues.is_empty() {
            return ().into_any();
        }
        let count = issues.len();
        let heading = match count {
            1 => td_string!(locale, form.summary_one).to_owned(),
            _ => td_string!(locale, form.summary_many).replace("{count}", &count.to_string()),
        };
        let more = (count > LISTED)
            .then(|| td_string!(locale, form.summary_more).replace("{count}", &(count - LISTED).to_string()))
            .map(|text| view! { <li class="list-none">{text}</li> });
        let words = state.words();
        let items = issues
            .into_iter()
            .take(LISTED)
            .map(|issue| {
                let label = if issue.pointer.is_root() {
                    td_string!(locale, form.whole).to_owned()
                } else {
                    state.label(&issue.pointer)
                };
                let text = format!("{label}: {}", words.issue(&issue));
                let at = issue.pointer;
                view! {
                    <li>
                        <button type="button" class="link text-start" on:click=move |_| state.go_to(&at)>
                            {text}
                        </button>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="alert alert-error alert-soft items-start" role="alert" aria-label=td_string!(locale, form.summary_label)>
                <div class="flex flex-col gap-1">
                    <p class="font-semibold">{heading}</p>
                    <ul class="list-disc ps-5">{items}{more}</ul>
                </div>
            </section>
        }
        .into_any()
    })
}
