//! Region by region.

use crate::i18n::*;
use crate::pages::application::model::snapshot::Snapshot;
use crate::terms::placement_word;
use crate::ui::{Badge, Card, RelativeTime, ScrollRegion, Tone, When, follow};
use contract::application::RegionStatus;
use leptos::prelude::*;

/// How the Application does in each region.
#[component]
pub(super) fn Regions(current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let regions = Memo::new(move |_| current.with(|current| current.detail.region_statuses.clone()));
    let rows = move || {
        let row = |region: RegionStatus| view! { <Row region /> };
        regions.get().into_iter().map(row).collect_view()
    };
    let mode = follow(move || {
        current.with(|current| {
            let mode = current.detail.placement.mode.as_ref()?;
            Some(placement_word(locale, mode))
        })
    });
    view! {
        <Card title=td_string!(locale, application.overview.regions)>
            <p class="text-sm text-base-content/70">{mode}</p>
            <When
                holds=Signal::derive(move || !regions.with(Vec::is_empty))
                otherwise=move || view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.overview.no_regions)}</p> }
            >
                <ScrollRegion label=td_string!(locale, application.overview.regions)>
                    <table class="table table-sm [&_:is(th,td)]:px-1.5">
                        <thead>
                            <tr>
                                <th scope="col">{td_string!(locale, application.overview.region)}</th>
                                <th scope="col">{td_string!(locale, application.overview.role)}</th>
                                <th scope="col">{td_string!(locale, application.overview.ready)}</th>
                                <th scope="col">{td_string!(locale, application.overview.since)}</th>
                            </tr>
                        </thead>
                        <tbody>{follow(rows)}</tbody>
                    </table>
                </ScrollRegion>
            </When>
        </Card>
    }
}

#[component]
fn Row(region: RegionStatus) -> impl IntoView {
    let locale = use_locale();
    let role = match region.role.as_str() {
        "primary" => td_string!(locale, application.overview.role_primary),
        "standby" => td_string!(locale, application.overview.role_standby),
        "active" => td_string!(locale, application.overview.role_active),
        other => other,
    }
    .to_owned();
    let tone = match (region.ready, region.replicas) {
        (_, 0) => Tone::Neutral,
        (ready, replicas) if ready >= replicas => Tone::Success,
        (0, _) => Tone::Error,
        _ => Tone::Warning,
    };
    let since = region
        .last_transition_time
        .map(|at| view! { <RelativeTime at=at.unix_millis() /> });
    view! {
        <tr>
            <td><bdi>{region.name.to_string()}</bdi></td>
            <td>{role}</td>
            <td><Badge tone=tone><bdi class="tabular-nums whitespace-nowrap">{format!("{} / {}", region.ready, region.replicas)}</bdi></Badge></td>
            <td>{since}</td>
        </tr>
    }
}
