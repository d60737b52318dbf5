//! Text controls. They show the value they are given and report what is typed.

use super::field::use_field;
use leptos::prelude::*;

/// One line of text.
#[component]
pub fn TextInput(
    /// The value shown.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Called when the field is left.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// Id, for a control outside a `Field`.
    #[prop(optional, into)]
    id: Option<String>,
    /// Name in a plain form.
    #[prop(optional, into)]
    name: Option<String>,
    /// `text`, `email`, `password`, `number`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// Example of a value.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Accessible name, for a control outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// `autocomplete` token.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// `ltr` for names, addresses and code.
    #[prop(optional)]
    dir: Option<&'static str>,
    /// Cannot be changed, but can be read and copied.
    #[prop(optional, into)]
    readonly: Signal<bool>,
) -> impl IntoView {
    let field = use_field();
    let (described, invalid) = (field.clone(), field.clone());
    view! {
        <input
            type=kind
            id=id.or_else(|| field.as_ref().map(|field| field.id.clone()))
            name=name
            class="input w-full"
            class=("input-error", { let field = field.clone(); move || field.as_ref().is_some_and(|field| field.invalid().is_some()) })
            placeholder=placeholder
            autocomplete=autocomplete
            spellcheck="false"
            dir=dir
            aria-label=label
            aria-required=field.as_ref().is_some_and(|field| field.required).then_some("true")
            aria-invalid=move || invalid.as_ref().and_then(|field| field.invalid())
            aria-describedby=move || described.as_ref().and_then(|field| field.described_by())
            readonly=move || readonly.get()
            value=value.get_untracked()
            prop:value=move || value.get()
            on:input=move |event| if let Some(on_input) = on_input { on_input.run(event_target_value(&event)) }
            on:blur=move |_| if let Some(on_blur) = on_blur { on_blur.run(()) }
        />
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The value shown.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Called when the field is left.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// Id, for a control outside a `Field`.
    #[prop(optional, into)]
    id: Option<String>,
    /// Name in a plain form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
    /// Example of a value.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Accessible name, for a control outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// Fixed-width letters, left to right.
    #[prop(optional)]
    code: bool,
    /// Cannot be changed, but can be read and copied.
    #[prop(optional, into)]
    readonly: Signal<bool>,
) -> impl IntoView {
    let field = use_field();
    let (described, invalid) = (field.clone(), field.clone());
    view! {
        <textarea
            id=id.or_else(|| field.as_ref().map(|field| field.id.clone()))
            name=name
            class=if code { "textarea w-full font-mono text-sm" } else { "textarea w-full" }
            class=("textarea-error", { let field = field.clone(); move || field.as_ref().is_some_and(|field| field.invalid().is_some()) })
            rows=rows
            placeholder=placeholder
            spellcheck=if code { "false" } else { "true" }
            dir=code.then_some("ltr")
            aria-label=label
            aria-required=field.as_ref().is_some_and(|field| field.required).then_some("true")
            aria-invalid=move || invalid.as_ref().and_then(|field| field.invalid())
            aria-describedby=move || described.as_ref().and_then(|field| field.described_by())
            readonly=move || readonly.get()
            prop:value=move || value.get()
            on:input=move |event| if let Some(on_input) = on_input { on_input.run(event_target_value(&event)) }
            on:blur=move |_| if let Some(on_blur) = on_blur { on_blur.run(()) }
        >
            {value.get_untracked()}
        </textarea>
    }
}
