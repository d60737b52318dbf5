//! The contract's vocabularies in the User's words: states of Applications and placement modes.
//!
//! Status words and colours are those of the glossary. What the contract does not know yet is shown as it arrived.

use crate::i18n::*;
use crate::ui::{StatusBadge, Tone};
use contract::application::ApplicationState;
use contract::placement::PlacementMode;
use leptos::prelude::*;
use leptos_i18n::I18nContext;

/// What a state is called. Tracks the language.
#[must_use]
pub fn state_word(i18n: I18nContext<Locale>, state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Failed => t_string!(i18n, common.state.failed),
        ApplicationState::Degraded => t_string!(i18n, common.state.degraded),
        ApplicationState::Installing => t_string!(i18n, common.state.installing),
        ApplicationState::Updating => t_string!(i18n, common.state.updating),
        ApplicationState::PendingApproval => t_string!(i18n, common.state.pending_approval),
        ApplicationState::Removing => t_string!(i18n, common.state.removing),
        ApplicationState::Paused => t_string!(i18n, common.state.paused),
        ApplicationState::Running => t_string!(i18n, common.state.running),
        ApplicationState::Unknown => t_string!(i18n, common.unknown),
    }
}

/// How a state looks.
#[must_use]
pub fn state_tone(state: ApplicationState) -> Tone {
    match state {
        ApplicationState::Failed => Tone::Error,
        ApplicationState::Degraded => Tone::Warning,
        ApplicationState::Installing | ApplicationState::Updating | ApplicationState::Removing => Tone::Info,
        ApplicationState::PendingApproval => Tone::Waiting,
        ApplicationState::Running => Tone::Success,
        ApplicationState::Paused | ApplicationState::Unknown => Tone::Neutral,
    }
}

/// What a placement mode is called. Tracks the language.
#[must_use]
pub fn placement_word(i18n: I18nContext<Locale>, mode: &PlacementMode) -> String {
    match mode {
        PlacementMode::Singleton => t_string!(i18n, terms.placement.singleton).to_owned(),
        PlacementMode::ActiveActive => t_string!(i18n, terms.placement.active_active).to_owned(),
        PlacementMode::ActiveHotStandby => t_string!(i18n, terms.placement.active_hot_standby).to_owned(),
        PlacementMode::ActivePassive => t_string!(i18n, terms.placement.active_passive).to_owned(),
        PlacementMode::Unknown(text) => text.clone(),
    }
}

/// The state of an Application: colour, icon and word.
#[component]
pub fn StateBadge(
    /// The state.
    #[prop(into)]
    state: Signal<ApplicationState>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <StatusBadge
            tone=Signal::derive(move || state_tone(state.get()))
            text=Signal::derive(move || state_word(i18n, state.get()).to_owned())
        />
    }
}
