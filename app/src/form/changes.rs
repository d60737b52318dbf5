//! The values that change, before and after, secrets masked: for the review before a write.

use crate::ui::{ScrollRegion, follow};
use config_schema::ValueChange;
use leptos::prelude::*;
use serde_json::Value;

use super::entry::shown;
use super::state::FormState;
use crate::i18n::*;

/// A table of the values that differ from when the form was opened. Follows the form.
#[component]
pub fn ChangedValues(
    /// The form.
    state: FormState,
) -> impl IntoView {
    let locale = use_locale();
    follow(move || {
        state.track();
        let changes = state.changes();
        if changes.is_empty() {
            return view! { <p class="text-base-content/70">{td_string!(locale, form.changes_none)}</p> }.into_any();
        }
        view! {
            <ScrollRegion label=td_string!(locale, form.changes_caption)>
                <table class="table table-sm">
                    <caption class="sr-only">{td_string!(locale, form.changes_caption)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, form.changes_field)}</th>
                            <th scope="col">{td_string!(locale, form.changes_before)}</th>
                            <th scope="col">{td_string!(locale, form.changes_after)}</th>
                        </tr>
                    </thead>
                    <tbody>{changes.into_iter().map(|change| row(state, change)).collect_view()}</tbody>
                </table>
            </ScrollRegion>
        }
        .into_any()
    })
}

fn row(state: FormState, change: ValueChange) -> AnyView {
    let cell = |value: Option<Value>| {
        let text = value.as_ref().map_or_else(|| "—".to_owned(), shown);
        view! { <td class="wrap-anywhere"><bdi>{text}</bdi></td> }
    };
    view! {
        <tr>
            <th scope="row" class="font-normal">{state.label(&change.pointer)}</th>
            {cell(change.before)}
            {cell(change.after)}
        </tr>
    }
    .into_any()
}
