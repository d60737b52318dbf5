//! The pods, live.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::model::workload::PodRow;
use crate::ui::{Badge, Card, Column, Table, Tone, When};
use leptos::prelude::*;

/// The pods of the Application.
#[component]
pub(super) fn Workloads(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    // A table is arranged from the rows it begins with, so it begins once they are there.
    view! {
        <Card title=td_string!(locale, application.overview.workloads)>
            <Transition>
                <When holds=move || sources.pods.has_arrived()>
                    <Pods sources current />
                </When>
            </Transition>
        </Card>
    }
}

/// A table of pods.
#[component]
fn Pods(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let rows = Memo::new(move |_| sources.pods());
    let name = current.with_untracked(|current| current.detail.name.to_string());
    let columns = vec![
        Column::new(td_string!(locale, application.overview.pod), |pod: &PodRow| {
            let name = pod.name.clone();
            view! { <bdi class="font-mono text-xs wrap-anywhere">{name}</bdi> }.into_any()
        })
        .sorted_by(|one, other| one.name.cmp(&other.name)),
        Column::new(td_string!(locale, application.overview.status), phase)
            .sorted_by(|one, other| one.phase.cmp(&other.phase)),
        Column::new(td_string!(locale, application.overview.containers), |pod: &PodRow| {
            view! { <bdi class="tabular-nums">{format!("{} / {}", pod.ready, pod.containers)}</bdi> }.into_any()
        }),
        Column::new(td_string!(locale, application.overview.restarts), |pod: &PodRow| {
            view! { <span class="tabular-nums">{pod.restarts}</span> }.into_any()
        })
        .sorted_by(|one, other| one.restarts.cmp(&other.restarts)),
        Column::new(td_string!(locale, application.overview.node), move |pod: &PodRow| {
            let node = pod.node.clone();
            if node.is_empty() {
                view! { <span class="text-base-content/70">{td_string!(locale, application.overview.node_none)}</span> }
                    .into_any()
            } else {
                view! { <bdi class="font-mono text-xs">{node}</bdi> }.into_any()
            }
        })
        .sorted_by(|one, other| one.node.cmp(&other.node)),
    ];
    let caption = say!(locale, application.overview.workloads_of, name = name);
    let empty = move || view! { <p class="p-4 text-sm text-base-content/70">{td_string!(locale, application.overview.no_pods)}</p> };
    view! { <Table id="pods" caption columns rows sorted=(0, false) class="max-h-96" empty /> }
}

/// Phase, and why a container waits.
fn phase(pod: &PodRow) -> AnyView {
    let (tone, text) = match (&pod.waiting, pod.phase.as_str()) {
        (Some(waiting), _) => (Tone::Error, waiting.reason.clone()),
        (None, "Running") if pod.is_ready() => (Tone::Success, pod.phase.clone()),
        (None, "Running" | "Pending" | "Terminating") => (Tone::Info, pod.phase.clone()),
        (None, "Failed") => (Tone::Error, pod.phase.clone()),
        (None, _) => (Tone::Neutral, pod.phase.clone()),
    };
    view! { <Badge tone=tone icon=tone.icon()><bdi>{text}</bdi></Badge> }.into_any()
}
