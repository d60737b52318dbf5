//! The native drop-down list. For more than a dozen options use `Combobox`.

use super::{choice::Choice, field::use_field};
use crate::ui::follow;
use leptos::prelude::*;

/// A drop-down list.
#[component]
pub fn Select(
    /// Value of the chosen option; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// Called with the value of the chosen option.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// Text of the empty option; without it there is none.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Id, for a control outside a `Field`.
    #[prop(optional, into)]
    id: Option<String>,
    /// Name in a plain form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Accessible name, for a control outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// Cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let field = use_field();
    let (described, invalid) = (field.clone(), field.clone());
    let placeholder = placeholder.map(|text| {
        let chosen = move || value.with(String::is_empty);
        view! { <option value="" selected=chosen prop:selected=chosen>{text}</option> }
    });
    let options = follow(move || {
        options
            .get()
            .into_iter()
            .map(|option| {
                let own = option.value.clone();
                let chosen = move || value.with(|value| *value == own);
                view! {
                    <option value=option.value disabled=option.disabled selected=chosen.clone() prop:selected=chosen>
                        {option.label}
                    </option>
                }
            })
            .collect_view()
    });
    view! {
        <select
            id=id.or_else(|| field.as_ref().map(|field| field.id.clone()))
            name=name
            class="select w-full"
            class=("select-error", { let field = field.clone(); move || field.as_ref().is_some_and(|field| field.invalid().is_some()) })
            aria-label=label
            aria-required=field.as_ref().is_some_and(|field| field.required).then_some("true")
            aria-invalid=move || invalid.as_ref().and_then(|field| field.invalid())
            aria-describedby=move || described.as_ref().and_then(|field| field.described_by())
            disabled=move || disabled.get()
            on:change=move |event| if let Some(on_change) = on_change { on_change.run(event_target_value(&event)) }
        >
            {placeholder}
            {options}
        </select>
    }
}
