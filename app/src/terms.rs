//! The contract's vocabularies in the User's words: states of Applications and placement modes.
//!
//! Status words and colours are those of the glossary. What the contract does not know yet is shown as it arrived.

pub mod shop;

use crate::i18n::*;
use crate::ui::{StatusBadge, Tone};
use contract::application::ApplicationState;
use contract::placement::PlacementMode;
use leptos::prelude::*;

/// What a state is called.
#[must_use]
pub fn state_word(locale: Locale, state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Failed => td_string!(locale, common.state.failed),
        ApplicationState::Degraded => td_string!(locale, common.state.degraded),
        ApplicationState::Installing => td_string!(locale, common.state.installing),
        ApplicationState::Updating => td_string!(locale, common.state.updating),
        ApplicationState::PendingApproval => td_string!(locale, common.state.pending_approval),
        ApplicationState::Removing => td_string!(locale, common.state.removing),
        ApplicationState::Paused => td_string!(locale, common.state.paused),
        ApplicationState::Running => td_string!(locale, common.state.running),
        ApplicationState::Unknown => td_string!(locale, common.unknown),
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

/// What a placement mode is called.
#[must_use]
pub fn placement_word(locale: Locale, mode: &PlacementMode) -> String {
    match mode {
        PlacementMode::Singleton => td_string!(locale, terms.placement.singleton).to_owned(),
        PlacementMode::ActiveActive => td_string!(locale, terms.placement.active_active).to_owned(),
        PlacementMode::ActiveHotStandby => td_string!(locale, terms.placement.active_hot_standby).to_owned(),
        PlacementMode::ActivePassive => td_string!(locale, terms.placement.active_passive).to_owned(),
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
    let locale = use_locale();
    view! {
        <StatusBadge
            tone=Signal::derive(move || state_tone(state.get()))
            text=Signal::derive(move || state_word(locale, state.get()).to_owned())
        />
    }
}
