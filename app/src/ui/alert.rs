//! A message in the flow of the page.

use super::{Tone, icon::Icon};
use leptos::prelude::*;

/// A message with an icon, an optional title and optional actions. Warnings and errors are announced at once.
#[component]
pub fn Alert(
    /// Meaning.
    tone: Tone,
    /// First line, in bold.
    #[prop(optional, into)]
    title: Option<String>,
    /// Buttons or links at the end.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The message.
    children: Children,
) -> impl IntoView {
    let role = match tone {
        Tone::Warning | Tone::Error => "alert",
        _ => "status",
    };
    let icon = match tone {
        Tone::Neutral | Tone::Info => "info",
        Tone::Error => "circle-alert",
        other => other.icon(),
    };
    view! {
        <div role=role class=format!("{} items-start", tone.alert())>
            <Icon name=icon class="size-5 mt-0.5" />
            <div class="min-w-0 grow">
                {title.map(|title| view! { <p class="font-semibold">{title}</p> })}
                <div class="text-sm wrap-anywhere">{children()}</div>
            </div>
            {actions.map(|actions| view! { <div class="flex flex-wrap gap-2">{actions.run()}</div> })}
        </div>
    }
}
