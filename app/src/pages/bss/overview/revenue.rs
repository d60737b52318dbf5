//! Revenue as pictures, each with its numbers in a table.

use crate::amount::Amount;
use crate::i18n::*;
use crate::ui::chart::{Bars, ShareBar};
use crate::ui::{Card, Day};
use contract::Baisa;
use contract::billing::{PlanRevenue, RevenueReport};
use leptos::prelude::*;

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// What was paid, day by day and by plan.
#[component]
pub(super) fn Revenue(report: RevenueReport) -> impl IntoView {
    view! {
        <div class="grid items-start gap-4 lg:grid-cols-2">
            <OverTime report=report.clone() />
            <ByPlan plans=report.breakdown />
        </div>
    }
}

#[component]
fn OverTime(report: RevenueReport) -> impl IntoView {
    let locale = use_locale();
    let days = days(&report);
    let growth = match report.kpi.mom_pct {
        Some(percent) => say!(locale, bss.overview.growth, percent = percent),
        None => td_string!(locale, bss.overview.growth_none).to_owned(),
    };
    let values = report.sparkline.iter().map(|paid| paid.0).collect();
    let rows = days.into_iter().map(|(at, paid)| {
        view! {
            <tr>
                <td>{at.map(|at| view! { <Day at /> })}</td>
                <td class="text-end"><Amount amount=paid /></td>
            </tr>
        }
    });
    let title = td_string!(locale, bss.overview.over_time);
    view! {
        <Card title=title class="border-base-300">
            <p class="text-3xl font-bold"><Amount amount=report.kpi.last30d_cents /></p>
            <p class="text-sm text-base-content/70"><bdi>{growth}</bdi></p>
            <Bars label=td_string!(locale, bss.overview.over_time_chart) values />
            <details>
                <summary class="cursor-pointer text-sm">{td_string!(locale, bss.overview.as_table)}</summary>
                <table class="table table-sm mt-2">
                    <caption class="sr-only">{title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, bss.overview.day)}</th>
                            <th scope="col" class="text-end">{td_string!(locale, bss.overview.paid)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </details>
        </Card>
    }
}

/// The days of the report with what was paid on them, the latest first. Without a last day they have no names.
fn days(report: &RevenueReport) -> Vec<(Option<i64>, Baisa)> {
    let until = report.until.map(|until| until.unix_millis());
    let back = report.sparkline.iter().rev().zip(0..);
    back.map(|(paid, days)| (until.map(|until| until - days * DAY_MILLIS), *paid))
        .collect()
}

#[component]
fn ByPlan(plans: Vec<PlanRevenue>) -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, bss.overview.by_plan);
    if plans.is_empty() {
        let text = td_string!(locale, bss.overview.by_plan_none);
        return view! { <Card title=title class="border-base-300"><p>{text}</p></Card> }.into_any();
    }
    let whole = plans
        .iter()
        .map(|plan| size(plan.mrr_cents))
        .fold(0, u64::saturating_add);
    let rows = plans.into_iter().map(move |plan| {
        view! {
            <tr>
                <th scope="row" class="font-normal"><bdi>{plan.plan}</bdi></th>
                <td class="text-end tabular-nums">{plan.tenants}</td>
                <td class="text-end"><Amount amount=plan.mrr_cents /></td>
                <td class="w-2/5"><ShareBar part=size(plan.mrr_cents) whole /></td>
            </tr>
        }
    });
    view! {
        <Card title=title class="border-base-300">
            <table class="table table-sm">
                <caption class="sr-only">{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, bss.orders.plan)}</th>
                        <th scope="col" class="text-end">{td_string!(locale, common.organizations)}</th>
                        <th scope="col" class="text-end">{td_string!(locale, bss.overview.monthly)}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </Card>
    }
    .into_any()
}

fn size(amount: Baisa) -> u64 {
    u64::try_from(amount.0).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;

    #[test]
    fn days_are_counted_back_from_the_last_one() {
        let report = RevenueReport {
            sparkline: vec![Baisa(1), Baisa(2)],
            until: Timestamp::from_unix_millis(5 * DAY_MILLIS),
            ..RevenueReport::default()
        };
        let expected = [(Some(5 * DAY_MILLIS), Baisa(2)), (Some(4 * DAY_MILLIS), Baisa(1))];
        assert_eq!(days(&report), expected);
        let unnamed = RevenueReport { until: None, ..report };
        assert_eq!(days(&unnamed)[0], (None, Baisa(2)));
    }
}
