//! Values before and after, as a table.

use super::{Row, Shown};
use crate::i18n::*;
use crate::ui::ScrollRegion;
use leptos::prelude::*;
use serde_json::Value;

/// What will change, setting by setting.
#[component]
pub fn Changes(rows: Vec<Row>) -> impl IntoView {
    let locale = use_locale();
    if rows.is_empty() {
        return view! { <p class="text-base-content/70">{td_string!(locale, application.settings.nothing_changed)}</p> }
            .into_any();
    }
    let rows = rows.into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row" class="font-medium wrap-anywhere"><bdi>{row.label}</bdi></th>
                <td class="bg-error/10 wrap-anywhere"><OneValue shown=row.before is_new=false /></td>
                <td class="bg-success/10 wrap-anywhere"><OneValue shown=row.after is_new=true /></td>
            </tr>
        }
    });
    view! {
        <ScrollRegion label=td_string!(locale, application.settings.changes_title) bordered=true>
            <table class="table table-sm">
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, application.settings.setting)}</th>
                        <th scope="col">{td_string!(locale, application.settings.before)}</th>
                        <th scope="col">{td_string!(locale, application.settings.after)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </ScrollRegion>
    }
    .into_any()
}

#[component]
fn OneValue(shown: Shown, is_new: bool) -> impl IntoView {
    let locale = use_locale();
    match shown {
        Shown::Value(value) => view! { <bdi class="whitespace-pre-wrap">{plain(&value)}</bdi> }.into_any(),
        Shown::Default(value) => {
            let text = say!(locale, application.settings.default_value, value = plain(&value));
            view! { <span class="text-base-content/70"><bdi>{text}</bdi></span> }.into_any()
        }
        Shown::NotSet => {
            view! { <span class="text-base-content/70">{td_string!(locale, application.settings.not_set)}</span> }
                .into_any()
        }
        Shown::Secret if is_new => view! { <em>{td_string!(locale, application.settings.secret_new)}</em> }.into_any(),
        Shown::Secret => view! { <em>{td_string!(locale, application.overview.hidden)}</em> }.into_any(),
    }
}

/// A value on one line where it fits, else as JSON.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => serde_json::to_string_pretty(value).unwrap_or_default(),
        other => other.to_string(),
    }
}
