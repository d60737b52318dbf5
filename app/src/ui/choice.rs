//! Check boxes, switches and radio buttons.

use super::field::use_field;
use crate::ui::follow;
use leptos::prelude::*;

/// One thing that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is reported.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A second line.
    pub hint: Option<String>,
    /// Shown, but not to be chosen.
    pub disabled: bool,
}

impl Choice {
    /// A choice with a label of its own.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// With a second line.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[component]
fn Tick(
    class: &'static str,
    role: Option<&'static str>,
    checked: Signal<bool>,
    on_change: Option<Callback<bool>>,
    id: Option<String>,
    name: Option<String>,
    hint: Option<String>,
    disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let field = use_field();
    let (described, invalid) = (field.clone(), field.clone());
    view! {
        <label class="flex cursor-pointer items-start gap-3">
            <input
                type="checkbox"
                role=role
                class=class
                id=id.or_else(|| field.map(|field| field.id))
                name=name
                value="true"
                aria-invalid=move || invalid.as_ref().and_then(|field| field.invalid())
                aria-describedby=move || described.as_ref().and_then(|field| field.described_by())
                disabled=move || disabled.get()
                checked=move || checked.get()
                prop:checked=move || checked.get()
                on:change=move |event| if let Some(on_change) = on_change { on_change.run(event_target_checked(&event)) }
            />
            <span class="min-w-0">
                {children()}
                {hint.map(|hint| view! { <span class="block text-sm text-base-content/70">{hint}</span> })}
            </span>
        </label>
    }
}

/// A check box with its text. Takes part in plain forms as `name=true`.
#[component]
pub fn Checkbox(
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called with the new state.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// Id of the input.
    #[prop(optional, into)]
    id: Option<String>,
    /// Name in a plain form.
    #[prop(optional, into)]
    name: Option<String>,
    /// A second line.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Text.
    children: Children,
) -> impl IntoView {
    view! { <Tick class="checkbox mt-0.5" role=None checked on_change id name hint disabled children /> }
}

/// A switch with its text: something is on or off.
#[component]
pub fn Toggle(
    /// Whether it is on.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called with the new state.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// Id of the input.
    #[prop(optional, into)]
    id: Option<String>,
    /// Name in a plain form.
    #[prop(optional, into)]
    name: Option<String>,
    /// A second line.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Text.
    children: Children,
) -> impl IntoView {
    view! { <Tick class="toggle mt-0.5" role=Some("switch") checked on_change id name hint disabled children /> }
}

/// Radio buttons. Stands inside a `Field` with `group`, which names it.
#[component]
pub fn RadioGroup(
    /// Name that ties the buttons together; also the name in a plain form.
    #[prop(into)]
    name: String,
    /// Value of the chosen one; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// Called with the value of the chosen one.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// Side by side where there is room.
    #[prop(optional)]
    inline: bool,
) -> impl IntoView {
    let field = use_field();
    let options = follow(move || {
        options
            .get()
            .into_iter()
            .map(|option| {
                let (own, reported, described) = (option.value.clone(), option.value.clone(), field.clone());
                let chosen = move || value.with(|value| *value == own);
                view! {
                    <label class="flex cursor-pointer items-start gap-3">
                        <input
                            type="radio"
                            class="radio mt-0.5"
                            name=name.clone()
                            value=option.value
                            disabled=option.disabled
                            aria-describedby=move || described.as_ref().and_then(|field| field.described_by())
                            checked=chosen.clone()
                            prop:checked=chosen
                            on:change=move |_| if let Some(on_change) = on_change { on_change.run(reported.clone()) }
                        />
                        <span class="min-w-0">
                            {option.label}
                            {option.hint.map(|hint| view! { <span class="block text-sm text-base-content/70">{hint}</span> })}
                        </span>
                    </label>
                }
            })
            .collect_view()
    });
    view! { <div class=if inline { "flex flex-wrap gap-x-6 gap-y-2" } else { "flex flex-col gap-3" }>{options}</div> }
}
