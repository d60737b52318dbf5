//! `/bss/subscriptions`: who pays what, month by month.

use super::section::{Place, Section};
use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::ui::{Badge, Column, Day, EmptyState, Icon, Table, TableSkeleton, Tone};
use contract::billing::{ListEverySubscription, SubscriptionRow, SubscriptionStanding};
use leptos::prelude::*;

/// `/bss/subscriptions`
#[component]
pub fn SubscriptionsPage() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let subscriptions = Asked::new(|| (), move |()| api.call(ListEverySubscription));
    let download = move || {
        view! {
            <a href=paths::SUBSCRIPTIONS_CSV rel="external" class="btn">
                <Icon name="download" />
                {td_string!(locale, bss.csv)}
            </a>
        }
    };
    view! {
        <Section place=Place::Subscriptions lead=td_string!(locale, bss.subscriptions.lead) actions=download>
            <Loaded
                asked=subscriptions
                skeleton=|| view! { <TableSkeleton /> }
                view=|found| view! { <Shown rows=found.subscriptions /> }.into_any()
            />
        </Section>
    }
}

#[component]
fn Shown(rows: Vec<SubscriptionRow>) -> impl IntoView {
    let locale = use_locale();
    if rows.is_empty() {
        return view! { <EmptyState icon="refresh-cw" title=td_string!(locale, bss.subscriptions.empty) /> }.into_any();
    }
    let columns = vec![
        Column::new(td_string!(locale, common.organization), |row: &SubscriptionRow| {
            let name = view! { <bdi class="wrap-anywhere">{row.tenant_org.clone()}</bdi> }.into_any();
            match &row.tenant_id {
                Some(id) => view! { <a href=paths::organization(id) class="link">{name}</a> }.into_any(),
                None => name,
            }
        })
        .class("min-w-40")
        .sorted_by(|one, other| one.tenant_org.cmp(&other.tenant_org)),
        Column::new(td_string!(locale, bss.orders.plan), |row: &SubscriptionRow| {
            view! { <bdi>{row.plan.clone()}</bdi> }.into_any()
        })
        .sorted_by(|one, other| one.plan.cmp(&other.plan)),
        Column::new(td_string!(locale, bss.overview.monthly), |row: &SubscriptionRow| {
            view! { <Amount amount=row.mrr_cents /> }.into_any()
        })
        .sorted_by(|one, other| one.mrr_cents.cmp(&other.mrr_cents)),
        Column::new(
            td_string!(locale, bss.subscriptions.paid_at),
            |row: &SubscriptionRow| {
                row.last_paid_at
                    .map(|at| view! { <Day at=at.unix_millis() /> })
                    .into_any()
            },
        )
        .sorted_by(|one, other| one.last_paid_at.cmp(&other.last_paid_at)),
        Column::new(td_string!(locale, common.status), move |row: &SubscriptionRow| {
            let (tone, word) = standing(locale, &row.status);
            view! { <Badge tone icon=tone.icon()><bdi>{word}</bdi></Badge> }.into_any()
        }),
    ];
    let rows = RwSignal::new(rows);
    view! { <Table id="subscriptions" caption=td_string!(locale, bss.subscriptions.title) columns rows /> }.into_any()
}

/// How a subscription stands; an unknown word as the service spells it.
fn standing(locale: Locale, status: &SubscriptionStanding) -> (Tone, String) {
    let (tone, word) = match status {
        SubscriptionStanding::Paid => (Tone::Success, td_string!(locale, bss.subscriptions.paid)),
        SubscriptionStanding::Trial => (Tone::Info, td_string!(locale, bss.subscriptions.trial)),
        SubscriptionStanding::Overdue => (Tone::Warning, td_string!(locale, bss.subscriptions.overdue)),
        SubscriptionStanding::Cancelled => (Tone::Neutral, td_string!(locale, bss.subscriptions.cancelled)),
        SubscriptionStanding::Unknown(word) => return (Tone::Neutral, word.clone()),
    };
    (tone, word.to_owned())
}
