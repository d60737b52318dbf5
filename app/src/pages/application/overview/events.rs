//! What the cluster said lately.

use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::ui::{Badge, Card, RelativeTime, ScrollRegion, Tone};
use contract::kubernetes::{Event, EventLevel, EventList};
use leptos::prelude::*;

/// Events shown; the resource browser has all of them.
const SHOWN: usize = 12;

/// The newest events about the Application.
#[component]
pub(super) fn Events(read: Asked<EventList>) -> impl IntoView {
    let locale = use_locale();
    let list = move |list: EventList| {
        if list.events.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.overview.no_events)}</p> }
                .into_any();
        }
        let rows = list
            .events
            .into_iter()
            .take(SHOWN)
            .map(|event| view! { <Row event /> })
            .collect_view();
        view! {
            <ScrollRegion label=td_string!(locale, application.overview.events)>
                <table class="table table-sm">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, application.overview.event_when)}</th>
                            <th scope="col">{td_string!(locale, application.overview.status)}</th>
                            <th scope="col">{td_string!(locale, application.overview.event_what)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollRegion>
        }
        .into_any()
    };
    view! { <Card title=td_string!(locale, application.overview.events)><Loaded asked=read view=list /></Card> }
}

#[component]
fn Row(event: Event) -> impl IntoView {
    let locale = use_locale();
    let (tone, level) = match &event.level {
        EventLevel::Warning => (Tone::Warning, td_string!(locale, application.overview.warning)),
        EventLevel::Normal => (Tone::Neutral, td_string!(locale, application.overview.normal)),
        EventLevel::Unknown(text) => (Tone::Neutral, text.as_str()),
    };
    let icon = if tone == Tone::Warning {
        "triangle-alert"
    } else {
        "info"
    };
    let level = level.to_owned();
    let times = event
        .series
        .filter(|series| series.count > 1)
        .map(|series| say!(locale, application.overview.event_times, count = series.count));
    view! {
        <tr>
            <td>{event.event_time.map(|at| view! { <RelativeTime at=at.unix_millis() /> })}</td>
            <td><Badge tone=tone icon=icon>{level}</Badge></td>
            <td>
                <bdi class="font-semibold">{event.reason}</bdi>
                {times.map(|times| view! { " "<span class="text-xs text-base-content/70">{times}</span> })}
                <p class="wrap-anywhere"><bdi>{event.note}</bdi></p>
            </td>
        </tr>
    }
}
