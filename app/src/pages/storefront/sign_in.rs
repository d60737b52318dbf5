//! Signing in, or up, with a code that arrives by e-mail. Plain forms, so that it works before WebAssembly arrives.

use crate::i18n::*;
use crate::layout::set_page;
use crate::paths::{self, CodeStep};
use crate::sign_in::ContinueWithProvider;
use crate::ui::{Alert, Button, Card, Field, TextInput, Tone, Variant};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/sign-in/code`
#[component]
pub fn SignInByCodePage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, storefront.sign_in.title);
    set_page(title, Vec::new());
    let query = use_query_map().get_untracked();
    let email = query.get("email").unwrap_or_default();
    let next = query.get("next").unwrap_or_else(paths::plans);
    let reason = query.get("reason").unwrap_or_default();
    let step = CodeStep::parse(&reason);
    let form = match step {
        // Further tries with this code make sense, or none was made yet.
        Some(CodeStep::Sent | CodeStep::Wrong | CodeStep::Throttled) if !email.is_empty() => {
            view! { <CodeForm email next /> }.into_any()
        }
        _ => view! { <EmailForm email next /> }.into_any(),
    };
    view! {
        <div class="mx-auto flex max-w-md flex-col gap-6">
            <h1 class="text-3xl font-semibold">{title}</h1>
            {(reason == "signed-out").then(|| view! {
                <Alert tone=Tone::Info>{td_string!(locale, layout.sign_in.signed_out)}</Alert>
            })}
            {step.map(|step| view! { <Said step /> })}
            <Card>{form}</Card>
        </div>
    }
}

#[component]
fn Said(step: CodeStep) -> impl IntoView {
    let locale = use_locale();
    let (tone, text) = match step {
        CodeStep::Sent => (Tone::Success, td_string!(locale, storefront.sign_in.sent)),
        CodeStep::BadAddress => (Tone::Warning, td_string!(locale, storefront.sign_in.bad_address)),
        CodeStep::Expired => (Tone::Warning, td_string!(locale, storefront.sign_in.expired)),
        CodeStep::Wrong => (Tone::Warning, td_string!(locale, storefront.sign_in.wrong)),
        CodeStep::Throttled => (Tone::Warning, td_string!(locale, storefront.sign_in.throttled)),
        CodeStep::Unavailable => (Tone::Error, td_string!(locale, storefront.sign_in.unavailable)),
    };
    view! { <Alert tone>{text}</Alert> }
}

/// Asks for the address.
#[component]
pub(super) fn EmailForm(
    /// What was typed before.
    email: String,
    /// Where to go once signed in.
    next: String,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <ContinueWithProvider next=next.clone() />
        <form method="post" action="/auth/code" class="flex flex-col gap-4">
            <p>{td_string!(locale, storefront.sign_in.text)}</p>
            <input type="hidden" name="next" value=next />
            <Field id="email" label=td_string!(locale, storefront.sign_in.email)>
                <TextInput value=email name="email" kind="email" autocomplete="email" dir="ltr" />
            </Field>
            <Button variant=Variant::Primary icon="mail" submit=true>{td_string!(locale, storefront.sign_in.send)}</Button>
        </form>
    }
}

/// Asks for the code.
#[component]
fn CodeForm(email: String, next: String) -> impl IntoView {
    let locale = use_locale();
    let sent_to = say!(locale, storefront.sign_in.sent_to, email = email);
    view! {
        <form method="post" action="/auth/code/verify" class="flex flex-col gap-4">
            <p class="wrap-anywhere">{sent_to}</p>
            <input type="hidden" name="email" value=email.clone() />
            <input type="hidden" name="next" value=next.clone() />
            <Field
                id="code"
                label=td_string!(locale, storefront.sign_in.code)
                hint=td_string!(locale, storefront.sign_in.code_hint)
            >
                <TextInput value=String::new() name="code" autocomplete="one-time-code" dir="ltr" />
            </Field>
            <Button variant=Variant::Primary submit=true>{td_string!(locale, storefront.sign_in.go_on)}</Button>
        </form>
        <form method="post" action="/auth/code" class="mt-4 flex flex-wrap gap-2">
            <input type="hidden" name="email" value=email />
            <input type="hidden" name="next" value=next.clone() />
            <Button submit=true>{td_string!(locale, storefront.sign_in.send_again)}</Button>
            <a href=paths::sign_in_by_code(None, Some(&next), None) rel="external" class="btn btn-ghost">
                {td_string!(locale, storefront.sign_in.other_address)}
            </a>
        </form>
    }
}
