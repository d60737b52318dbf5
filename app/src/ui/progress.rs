//! How far something is.

use super::{icon::Icon, words::use_words};
use crate::ui::follow;
use leptos::prelude::*;

/// A bar. Without a value it says only that something is going on.
#[component]
pub fn ProgressBar(
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// Done so far, 0 to 100.
    #[prop(optional, into)]
    percent: Signal<Option<u8>>,
) -> impl IntoView {
    view! {
        <progress
            class="progress progress-primary w-full"
            aria-label=label
            max="100"
            value=move || percent.get().map(|percent| percent.min(100).to_string())
        ></progress>
    }
}

/// How one step is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    #[default]
    Pending,
    /// Under way.
    Current,
    /// Over.
    Done,
    /// Went wrong.
    Failed,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What happens in it.
    pub label: String,
    /// A second line.
    pub detail: Option<String>,
    /// How it is doing.
    pub state: StepState,
}

/// Steps one after the other.
#[component]
pub fn Steps(
    /// Name of the list.
    #[prop(into)]
    label: String,
    /// The steps.
    #[prop(into)]
    steps: Signal<Vec<Step>>,
) -> impl IntoView {
    let steps = follow(move || {
        steps
            .get()
            .into_iter()
            .map(|step| view! { <OneStep step /> })
            .collect_view()
    });
    view! { <ol aria-label=label class="flex flex-col gap-3">{steps}</ol> }
}

#[component]
fn OneStep(step: Step) -> impl IntoView {
    let words = use_words();
    let (icon, class, spoken) = match step.state {
        StepState::Pending => ("clock", "size-5 opacity-40", None),
        StepState::Current => (
            "loader-circle",
            "size-5 text-info motion-safe:animate-spin",
            Some(words.current),
        ),
        StepState::Done => ("circle-check", "size-5 text-success", Some(words.done)),
        StepState::Failed => ("circle-x", "size-5 text-error", Some(words.error)),
    };
    view! {
        <li
            class="flex items-start gap-3"
            aria-current=(step.state == StepState::Current).then_some("step")
        >
            <Icon name=icon class=class />
            <div class="min-w-0">
                <span class:font-semibold={step.state == StepState::Current}>{step.label}</span>
                {spoken.map(|spoken| view! { <span class="sr-only">{format!(" ({spoken})")}</span> })}
                {step.detail.map(|detail| view! { <p class="text-sm text-base-content/70 wrap-anywhere">{detail}</p> })}
            </div>
        </li>
    }
}
