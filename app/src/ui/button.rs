//! Buttons, and links that look like them.

use super::icon::Icon;
use crate::ui::follow;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// Weight of an action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// The one thing to do here.
    Primary,
    /// Anything else.
    #[default]
    Secondary,
    /// Quiet, for tool bars and rows.
    Ghost,
    /// Destroys something.
    Danger,
}

/// Size of an action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// For rows and tool bars.
    Small,
    /// The rule.
    #[default]
    Medium,
}

fn classes(variant: Variant, size: Size, square: bool) -> String {
    let variant = match variant {
        Variant::Primary => "btn btn-primary",
        Variant::Secondary => "btn",
        Variant::Ghost => "btn btn-ghost",
        Variant::Danger => "btn btn-error",
    };
    let size = match size {
        Size::Small => " btn-sm",
        Size::Medium => "",
    };
    let square = if square { " btn-square" } else { "" };
    format!("{variant}{size}{square} aria-disabled:cursor-not-allowed aria-disabled:opacity-60")
}

/// A button. One that is not offered stays focusable, says why, and does nothing.
#[component]
pub fn Button(
    /// Weight.
    #[prop(optional)]
    variant: Variant,
    /// Size.
    #[prop(optional)]
    size: Size,
    /// Icon before the text.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// Submits its form.
    #[prop(optional)]
    submit: bool,
    /// Accessible name, for a button that shows an icon only.
    #[prop(optional, into)]
    label: Option<String>,
    /// The action is under way; clicks are swallowed.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why the action is not offered.
    #[prop(optional, into)]
    disabled_reason: Signal<Option<String>>,
    /// Stands at the end of a line: the reason opens towards its start.
    #[prop(optional)]
    end: bool,
    /// Needed with `disabled_reason`, to tie the reason to the button.
    #[prop(optional, into)]
    id: Option<String>,
    /// What the button does.
    #[prop(optional, into)]
    on_click: Option<Callback<MouseEvent>>,
    /// Text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let square = children.is_none();
    let refused = move || busy.get() || disabled_reason.with(Option::is_some);
    let reason_id = id.as_ref().map(|id| format!("{id}-reason"));
    let described_by = {
        let reason_id = reason_id.clone();
        move || {
            disabled_reason
                .with(Option::is_some)
                .then(|| reason_id.clone())
                .flatten()
        }
    };
    let click = move |event: MouseEvent| {
        if busy.get_untracked() || disabled_reason.with_untracked(Option::is_some) {
            event.prevent_default();
            event.stop_propagation();
        } else if let Some(on_click) = on_click {
            on_click.run(event);
        }
    };
    let button = view! {
        <button
            type=if submit { "submit" } else { "button" }
            id=id
            class=classes(variant, size, square)
            aria-disabled=move || refused().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            aria-describedby=described_by
            aria-label=label
            on:click=click
        >
            {move || busy.get().then(|| view! { <span class="loading loading-spinner loading-xs" aria-hidden="true"></span> })}
            {icon.map(|icon| view! { <Icon name=icon /> })}
            {children.map(|children| children())}
        </button>
    };
    let reason = follow(move || {
        disabled_reason.get().map(|reason| {
            view! { <span class="tooltip-content" role="tooltip" id=reason_id.clone()>{reason}</span> }
        })
    });
    let class = move || match (disabled_reason.with(Option::is_some), end) {
        (false, _) => "inline-flex",
        (true, false) => "inline-flex tooltip",
        (true, true) => "inline-flex tooltip ltr:tooltip-left rtl:tooltip-right",
    };
    view! { <span class=class>{reason}{button}</span> }
}

/// A link that looks like a button. An `external` one opens beside the console.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// Weight.
    #[prop(optional)]
    variant: Variant,
    /// Size.
    #[prop(optional)]
    size: Size,
    /// Icon before the text.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// Accessible name, for a link that shows an icon only.
    #[prop(optional, into)]
    label: Option<String>,
    /// Leaves the console.
    #[prop(optional)]
    external: bool,
    /// Loads the page anew, for one with a security policy of its own.
    #[prop(optional)]
    reload: bool,
    /// Text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let square = children.is_none();
    let rel = match (external, reload) {
        (true, _) => Some("noopener noreferrer"),
        // The router leaves such links to the browser.
        (false, true) => Some("external"),
        (false, false) => None,
    };
    view! {
        <a
            href=move || href.get()
            class=classes(variant, size, square)
            aria-label=label
            target=external.then_some("_blank")
            rel=rel
        >
            {icon.map(|icon| view! { <Icon name=icon /> })}
            {children.map(|children| children())}
            {external.then(|| view! { <Icon name="external-link" class="size-3" /> })}
        </a>
    }
}
