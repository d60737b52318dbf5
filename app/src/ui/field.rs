//! Label, hint and error around any control.

use super::{icon::Icon, words::use_words};
use crate::ui::follow;
use leptos::context::Provider;
use leptos::prelude::*;

/// What a control inside a [`Field`] takes over: its id, its descriptions and whether it is wrong.
#[derive(Clone)]
pub struct FieldContext {
    /// Id of the control; the label points to it.
    pub id: String,
    /// A value must be given.
    pub required: bool,
    /// What is wrong.
    pub error: Signal<Option<String>>,
    has_hint: bool,
}

impl FieldContext {
    /// Ids for `aria-describedby`.
    #[must_use]
    pub fn described_by(&self) -> Option<String> {
        let wrong = self.error.with(Option::is_some);
        match (self.has_hint, wrong) {
            (true, true) => Some(format!("{0}-error {0}-hint", self.id)),
            (false, true) => Some(format!("{}-error", self.id)),
            (true, false) => Some(format!("{}-hint", self.id)),
            (false, false) => None,
        }
    }

    /// Value of `aria-invalid`.
    #[must_use]
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.with(Option::is_some).then_some("true")
    }
}

/// The field around a control, if any.
#[must_use]
pub fn use_field() -> Option<FieldContext> {
    use_context()
}

/// A labelled field. Controls of `ui` inside it connect themselves; others use [`use_field`].
#[component]
pub fn Field(
    /// Id of the control.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Shows the mark of a required field.
    #[prop(optional)]
    required: bool,
    /// Help under the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong; replaces nothing, stands under the control.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The control is a group (radio buttons, chips), not one element: labelled by a legend.
    #[prop(optional)]
    group: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    let words = use_words();
    let context = FieldContext {
        id: id.clone(),
        required,
        error,
        has_hint: hint.is_some(),
    };
    let mark = required.then(|| {
        view! { <span class="text-error" aria-hidden="true">" *"</span><span class="sr-only">{format!(" ({})", words.required)}</span> }
    });
    let label_id = format!("{id}-label");
    let label = if group {
        view! { <div id=label_id.clone() class="label-text font-medium">{label}{mark}</div> }.into_any()
    } else {
        view! { <label id=label_id.clone() for=id.clone() class="label-text font-medium">{label}{mark}</label> }
            .into_any()
    };
    let hint = hint.map(|hint| {
        view! { <p id=format!("{id}-hint") class="text-sm text-base-content/70">{hint}</p> }
    });
    let error_id = format!("{id}-error");
    let error = follow(move || {
        error.get().map(|error| {
            view! {
                <p id=error_id.clone() class="flex items-start gap-1 text-sm text-error">
                    <Icon name="circle-alert" class="size-4 mt-0.5" />
                    <span><span class="sr-only">{format!("{}: ", words.error)}</span>{error}</span>
                </p>
            }
        })
    });
    let body = view! { <Provider value=context>{children()}</Provider> };
    view! {
        <div
            class="flex min-w-0 flex-col gap-1.5"
            role=group.then_some("group")
            aria-labelledby=group.then_some(label_id)
        >
            {label}
            {body}
            {error}
            {hint}
        </div>
    }
}
