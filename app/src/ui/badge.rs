//! Small labels.

use super::{Tone, icon::Icon};
use leptos::prelude::*;

/// A quiet label.
#[component]
pub fn Badge(
    /// Meaning.
    #[prop(optional)]
    tone: Tone,
    /// Icon before the text.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// Text.
    children: Children,
) -> impl IntoView {
    view! {
        <span class=tone.badge()>
            {icon.map(|icon| view! { <Icon name=icon class="size-3" /> })} {children()}
        </span>
    }
}

/// The state of something: colour, icon and word together.
#[component]
pub fn StatusBadge(
    /// Meaning.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let icon = Signal::derive(move || tone.get().icon());
    view! {
        <span class=move || tone.get().badge()>
            <Icon name=icon class="size-3.5" />
            {move || text.get()}
        </span>
    }
}
