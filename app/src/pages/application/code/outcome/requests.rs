//! What is asked of the cluster, before and after.

use crate::i18n::*;
use crate::pages::application::model::requests::{Resource, Row, rows};
use crate::ui::ScrollRegion;
use contract::application::RequestsChange;
use leptos::prelude::*;

/// The sums, and what is not in them.
#[component]
pub(super) fn RequestsTable(change: RequestsChange) -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, application.outcome.requests);
    let shown = move |amount: Option<String>| match amount {
        Some(amount) => view! { <bdi class="tabular-nums">{amount}</bdi> }.into_any(),
        None => view! { <em>{td_string!(locale, application.outcome.not_stated)}</em> }.into_any(),
    };
    let row = move |row: Row| {
        let changes = row.before != row.after;
        view! {
            <tr class:font-semibold=changes>
                <th scope="row" class="font-[inherit]">{name(locale, row.resource)}</th>
                <td>{shown(row.before)}</td>
                <td>{shown(row.after)}</td>
            </tr>
        }
    };
    let unstated = change.after.unstated_pods;
    let unstated = (unstated > 0).then(|| {
        let text = say_count!(locale, application.outcome.unstated_pods, unstated);
        view! { <p class="text-sm text-base-content/70">{text}</p> }
    });
    view! {
        <section class="flex flex-col gap-2" aria-label=title>
            <h3 class="font-semibold">{title}</h3>
            <ScrollRegion label=title bordered=true>
                <table class="table table-sm">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, application.outcome.resource)}</th>
                            <th scope="col">{td_string!(locale, application.settings.before)}</th>
                            <th scope="col">{td_string!(locale, application.settings.after)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows(&change).map(row).collect_view()}</tbody>
                </table>
            </ScrollRegion>
            {unstated}
            <p class="text-sm text-base-content/70">{td_string!(locale, application.outcome.no_price)}</p>
        </section>
    }
}

fn name(locale: Locale, resource: Resource) -> &'static str {
    match resource {
        Resource::Pods => td_string!(locale, application.outcome.pods),
        Resource::Processor => td_string!(locale, application.outcome.processor),
        Resource::Memory => td_string!(locale, application.outcome.memory),
        Resource::Storage => td_string!(locale, application.outcome.storage),
    }
}
