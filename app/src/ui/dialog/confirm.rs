//! Asks before something is done that cannot be undone.

use super::Dialog;
use crate::ui::{Alert, Button, Checkbox, Field, TextInput, Tone, Variant, words::use_words};
use leptos::prelude::*;

/// Asks for confirmation; for what destroys, also for the name and a tick.
#[component]
pub fn ConfirmDialog(
    /// Id of the element.
    #[prop(into)]
    id: String,
    /// Opens and closes it.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: String,
    /// Text of the button that does it.
    #[prop(into)]
    action: String,
    /// The name to type before the button works.
    #[prop(optional, into)]
    name_to_type: Option<String>,
    /// Label of the box for the name.
    #[prop(optional, into)]
    name_label: String,
    /// Text of the box to tick before the button works.
    #[prop(optional, into)]
    understanding: Option<String>,
    /// Why the button does not work yet.
    #[prop(optional, into)]
    not_yet: String,
    /// The action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why the action failed.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// What will happen.
    children: ChildrenFn,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let ticked = RwSignal::new(false);
    Effect::new(move |_| {
        if !open.get() {
            typed.set(String::new());
            ticked.set(false);
        }
    });
    let expected = StoredValue::new(name_to_type);
    let needs_tick = understanding.is_some();
    let missing = Signal::derive(move || {
        let named = expected.with_value(|name| {
            name.as_ref()
                .is_none_or(|name| typed.with(|typed| typed.trim() == name))
        });
        (!named || (needs_tick && !ticked.get())).then(|| not_yet.clone())
    });
    let (field_id, button_id) = (format!("{id}-name"), format!("{id}-confirm"));
    let action = StoredValue::new(action);
    let actions = move || {
        view! {
            <Button variant=Variant::Ghost on_click=move |_| open.set(false)>{use_words().cancel}</Button>
            <Button
                id=button_id.clone()
                variant=Variant::Danger
                busy
                disabled_reason=missing
                on_click=move |_| on_confirm.run(())
            >
                {action.get_value()}
            </Button>
        }
    };
    view! {
        <Dialog id open title actions>
            <div class="flex flex-col gap-4">
                {children()}
                {expected.with_value(Option::is_some).then(|| view! {
                    <Field id=field_id.clone() label=name_label.clone() required=true>
                        <TextInput value=typed on_input=move |text| typed.set(text) dir="ltr" />
                    </Field>
                })}
                {understanding.clone().map(|text| view! {
                    <Checkbox checked=ticked on_change=move |on| ticked.set(on)>{text}</Checkbox>
                })}
                {move || error.get().map(|error| view! { <Alert tone=Tone::Error>{error}</Alert> })}
            </div>
        </Dialog>
    }
}
