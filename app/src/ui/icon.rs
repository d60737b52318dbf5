//! Icons from the one sprite of the console.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where the sprite lives, as a path on our own origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IconSprite(pub String);

impl Default for IconSprite {
    fn default() -> Self {
        Self("/pkg/icons.svg".to_owned())
    }
}

/// Icons that point along the line of reading, and so turn round in right-to-left text.
const DIRECTIONAL: [&str; 5] = ["arrow-right", "chevron-left", "chevron-right", "log-out", "undo-2"];

/// An icon. Decoration unless `label` gives it a name.
#[component]
pub fn Icon(
    /// Name in the sprite, such as `circle-check`.
    #[prop(into)]
    name: Signal<&'static str>,
    /// Size and colour classes; `size-4` when absent.
    #[prop(default = "size-4")]
    class: &'static str,
    /// What the icon says, when no text beside it does.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let sprite = use_context::<IconSprite>().unwrap_or_default().0;
    let href = move || format!("{sprite}#{}", name.get());
    let turn = move || DIRECTIONAL.contains(&name.get());
    let hidden = label.is_none().then_some("true");
    let role = label.is_some().then_some("img");
    view! {
        <svg
            class=format!("{class} shrink-0")
            class=("rtl:-scale-x-100", turn)
            aria-hidden=hidden
            role=role
            aria-label=label
            focusable="false"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
        >
            <use href=href></use>
        </svg>
    }
}
