//! Progress of an install, a change or a removal, as it happens.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::cause;
use crate::pages::application::model::progress::{Stage, Standing, steps};
use crate::pages::application::model::snapshot::Snapshot;
use crate::ui::{Alert, Card, Step, StepState, Steps, Tone, follow};
use contract::application::ApplicationState;
use leptos::prelude::*;

/// The steps of an install or a change.
#[component]
pub(super) fn Progress(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let shown = Signal::derive(move || {
        let dependencies = dependency_states(sources, current);
        let steps = current.with(|current| steps(current, &dependencies, &sources.pods()));
        let waiting = current.with(|current| cause::waiting_for(current).map(str::to_owned));
        let words = steps.into_iter().map(|step| {
            let count = step
                .count
                .map(|(ready, wanted)| say!(locale, application.overview.ready_of, ready = ready, wanted = wanted));
            let waits = waiting.clone().filter(|_| step.stage == Stage::Dependencies);
            Step {
                label: stage(locale, step.stage).to_owned(),
                detail: [count, waits]
                    .into_iter()
                    .flatten()
                    .reduce(|one, other| format!("{one} · {other}")),
                state: match step.standing {
                    Standing::Done => StepState::Done,
                    Standing::Current => StepState::Current,
                    Standing::Ahead => StepState::Pending,
                    Standing::Failed => StepState::Failed,
                },
            }
        });
        words.collect::<Vec<_>>()
    });
    view! {
        <Card title=td_string!(locale, application.overview.progress)>
            <Steps label=td_string!(locale, application.overview.progress_label) steps=shown />
        </Card>
    }
}

fn stage(locale: Locale, stage: Stage) -> &'static str {
    match stage {
        Stage::Committed => td_string!(locale, application.overview.stage_committed),
        Stage::Dependencies => td_string!(locale, application.overview.stage_dependencies),
        Stage::Workloads => td_string!(locale, application.overview.stage_workloads),
        Stage::Ready => td_string!(locale, application.overview.stage_ready),
    }
}

fn dependency_states(sources: Sources, current: Memo<Snapshot>) -> Vec<Option<ApplicationState>> {
    let backing = sources.neighbours().backing;
    current.with(|current| {
        let uses = current.detail.depends_on.iter();
        uses.map(|used| {
            let service = backing.iter().find(|backing| backing.service.name == used.instance)?;
            Some(service.service.state)
        })
        .collect()
    })
}

/// What is left of an Application that is being removed.
#[component]
pub(super) fn Removing(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    let text = follow(move || say!(locale, application.overview.removing, count = sources.pods().len()));
    view! {
        <Alert tone=Tone::Info>{text}</Alert>
    }
}
