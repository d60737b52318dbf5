//! Sign-in with the identity provider, or with the one-time link where there is none. Works without WebAssembly.

use crate::bootstrap::SignIn;
use crate::i18n::*;
use crate::layout::{LanguageMenu, ThemeMenu};
use crate::paths;
use crate::session::use_session;
use crate::ui::{Alert, Button, Icon, Tone, Variant, follow};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    let locale = use_locale();
    let title = format!(
        "{} · {}",
        td_string!(locale, layout.sign_in.title),
        td_string!(locale, common.product)
    );
    view! {
        <Title text=title />
        <div class="flex min-h-dvh flex-col bg-base-200">
            <header class="flex justify-end gap-1 p-3"><ThemeMenu /> <LanguageMenu /></header>
            <main id="main" class="flex grow items-start justify-center p-4 sm:items-center">
                <section class="card card-border w-full max-w-md bg-base-100 shadow-sm">
                    <div class="card-body gap-4">
                        <div class="flex items-center gap-3">
                            <img src="/favicon.svg" alt="" width="40" height="40" />
                            <p class="text-lg font-semibold">{td_string!(locale, common.product)}</p>
                        </div>
                        <h1 class="text-2xl font-semibold">{td_string!(locale, layout.sign_in.title)}</h1>
                        <Reason />
                        {match use_session().bootstrap().sign_in {
                            SignIn::Link => view! { <WithLink /> }.into_any(),
                            SignIn::Provider => view! { <WithProvider /> }.into_any(),
                        }}
                    </div>
                </section>
            </main>
        </div>
    }
}

/// Where the User was going, from `?next=`.
fn next() -> impl Fn() -> String + Copy {
    let query = use_query_map();
    move || query.with(|query| query.get("next")).unwrap_or_else(crate::paths::home)
}

/// The link is in the terminal of the server.
#[component]
fn WithLink() -> impl IntoView {
    let locale = use_locale();
    let next = next();
    view! {
        <p>{td_string!(locale, layout.sign_in.text)}</p>
        <ol class="list-decimal ps-6">
            <li>{td_string!(locale, layout.sign_in.step_look)}</li>
            <li>{td_string!(locale, layout.sign_in.step_open)}</li>
        </ol>
        <form method="post" action="/auth/link" class="flex flex-col items-start gap-2">
            <input type="hidden" name="next" value=next />
            <p class="text-sm text-base-content/70">{td_string!(locale, layout.sign_in.lost)}</p>
            <Button variant=Variant::Primary icon="terminal" submit=true>
                {td_string!(locale, layout.sign_in.print)}
            </Button>
        </form>
    }
}

/// The Sovereign's identity provider asks who it is.
#[component]
fn WithProvider() -> impl IntoView {
    let locale = use_locale();
    let next = next();
    let href = move || paths::sign_in_with_provider(&next());
    view! {
        <p>{td_string!(locale, layout.sign_in.provider_text)}</p>
        // `external`: not a page of the interface, so its router must let go of it.
        <a href=href rel="external" class="btn btn-primary self-start">
            <Icon name="key-round" />
            {td_string!(locale, layout.sign_in.provider)}
        </a>
    }
}

/// What brought the User here, from `?reason=`.
#[component]
fn Reason() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    follow(move || {
        let (tone, text) = match query.with(|query| query.get("reason"))?.as_str() {
            "link-used" => (Tone::Warning, td_string!(locale, layout.sign_in.link_used)),
            "link-printed" => (Tone::Success, td_string!(locale, layout.sign_in.link_printed)),
            "handover-used" => (Tone::Warning, td_string!(locale, layout.sign_in.handover_used)),
            "handover-expired" => (Tone::Warning, td_string!(locale, layout.sign_in.handover_expired)),
            "handover-refused" => (Tone::Error, td_string!(locale, layout.sign_in.handover_refused)),
            "handover-unavailable" => (Tone::Error, td_string!(locale, layout.sign_in.handover_unavailable)),
            "signed-out" => (Tone::Info, td_string!(locale, layout.sign_in.signed_out)),
            "session-ended" => (Tone::Warning, td_string!(locale, layout.sign_in.session_ended)),
            _ => return None,
        };
        Some(view! { <Alert tone>{text}</Alert> })
    })
}
