//! How fresh what is shown is.

use crate::i18n::*;
use crate::live::{StreamState, use_live};
use crate::ui::{Icon, Menu, RelativeTime, follow};
use leptos::prelude::*;

/// Live, connecting, or stale since when. A broken stream says nothing about the health of what is shown.
#[component]
pub(super) fn LiveIndicator() -> impl IntoView {
    let locale = use_locale();
    let live = use_live();
    let state = Memo::new(move |_| live.state());
    let word = move || match state.get() {
        StreamState::Connecting => td_string!(locale, layout.live.connecting),
        StreamState::Live => td_string!(locale, layout.live.live),
        StreamState::Stale { .. } => td_string!(locale, layout.live.stale),
    };
    let icon = Signal::derive(move || match state.get() {
        StreamState::Connecting => "loader-circle",
        StreamState::Live => "circle-check",
        StreamState::Stale { .. } => "wifi-off",
    });
    let color = move || match state.get() {
        StreamState::Connecting => "inline-flex items-center gap-1 text-base-content/70",
        StreamState::Live => "inline-flex items-center gap-1 text-success",
        StreamState::Stale { .. } => "inline-flex items-center gap-1 text-warning",
    };
    let trigger = move || {
        view! {
            <span class=color>
                <Icon name=icon />
                <span role="status" class="sr-only sm:not-sr-only">{follow(word)}</span>
            </span>
        }
    };
    let stale = move |since| {
        view! { {td_string!(locale, layout.live.stale_text)} " " <RelativeTime at=since /> ". " {td_string!(locale, layout.live.trying)} }
            .into_any()
    };
    let explanation = follow(move || match state.get() {
        StreamState::Connecting => td_string!(locale, layout.live.connecting_text).into_any(),
        StreamState::Live => td_string!(locale, layout.live.live_text).into_any(),
        StreamState::Stale { since } => stale(since),
    });
    view! {
        <Menu trigger class="btn btn-ghost btn-sm px-2" end=true>
            <li class="max-w-64 p-2 text-sm">{explanation}</li>
        </Menu>
    }
}
