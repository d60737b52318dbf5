//! Typing a code in. A plain form, so that it works before WebAssembly arrives.

use crate::i18n::*;
use crate::ui::{Button, Card, Field, TextInput, Variant};
use leptos::prelude::*;

/// Asks for a code, and why.
#[component]
pub(super) fn CodeEntry(
    /// What to say above the field.
    text: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Card>
            <form method="get" action="/redeem" class="flex flex-col gap-4">
                <p>{text}</p>
                <Field id="code" label=td_string!(locale, redeem.code) hint=td_string!(locale, redeem.code_hint)>
                    <TextInput value=String::new() name="code" dir="ltr" />
                </Field>
                <Button variant=Variant::Primary icon="ticket" submit=true>{td_string!(locale, redeem.check)}</Button>
            </form>
        </Card>
    }
}
