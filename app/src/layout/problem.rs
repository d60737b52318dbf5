//! Whole-page problems, each with what happened and the next step.

use super::response::set_status;
use super::tier::tier_name;
use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::{Button, Icon, LinkButton, Variant};
use contract::ApiError;
use http::StatusCode;
use leptos::prelude::*;
use leptos_meta::Title;

/// No such page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_status(StatusCode::NOT_FOUND);
    let locale = use_locale();
    let actions = move || {
        view! {
            <LinkButton href=paths::home() variant=Variant::Primary icon="house">{td_string!(locale, layout.go_home)}</LinkButton>
            <LinkButton href=paths::marketplace() icon="store">{td_string!(locale, layout.browse_marketplace)}</LinkButton>
        }
    };
    view! {
        <Title text=td_string!(locale, layout.not_found_title) />
        <Screen icon="search" title=td_string!(locale, layout.not_found_title) actions>
            <p>{td_string!(locale, layout.not_found_text)}</p>
        </Screen>
    }
}

/// Signed in, but not allowed: why, and who can change that.
#[component]
pub fn Forbidden(
    /// What the control plane said.
    #[prop(into)]
    reason: String,
) -> impl IntoView {
    let locale = use_locale();
    let tier = tier_name(locale, &use_session().tier());
    view! {
        <Screen icon="lock" title=td_string!(locale, layout.forbidden_title)>
            <p>{say!(locale, layout.forbidden_text, tier = tier)}</p>
            <Said reason />
        </Screen>
    }
}

/// Something failed; looking again may help.
#[component]
pub fn Failed(
    /// What happened.
    error: ApiError,
    /// Asks again.
    #[prop(optional_no_strip)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let locale = use_locale();
    let (icon, title, text) = if error.status == 0 {
        let title = td_string!(locale, layout.unreachable_title);
        ("wifi-off", title, td_string!(locale, layout.unreachable_text))
    } else {
        (
            "triangle-alert",
            td_string!(locale, layout.failed_title),
            td_string!(locale, layout.failed_text),
        )
    };
    let actions = move || {
        retry.map(|retry| {
            view! {
                <Button variant=Variant::Primary icon="refresh-cw" on_click=move |_| retry.run(())>
                    {td_string!(locale, common.retry)}
                </Button>
            }
        })
    };
    view! {
        <Screen icon title actions>
            <p>{text}</p>
            <Said reason=error.message />
            {error.hint.map(|hint| view! { <p dir="auto">{hint}</p> })}
        </Screen>
    }
}

/// The screen for a refusal or failure, in the place of what was asked for. Server: also sets the status.
#[component]
pub fn Problem(
    /// What happened.
    error: ApiError,
    /// Asks again.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    set_status(StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_GATEWAY));
    match error.status {
        401 => view! { <SessionEnded /> }.into_any(),
        403 => view! { <Forbidden reason=error.message /> }.into_any(),
        404 => view! { <NotFoundPage /> }.into_any(),
        _ => view! { <Failed error retry /> }.into_any(),
    }
}

/// The session is over: sign in and come back.
#[component]
fn SessionEnded() -> impl IntoView {
    let locale = use_locale();
    let href = super::session_ended::sign_in_again();
    let actions = move || {
        view! { <LinkButton href variant=Variant::Primary icon="key-round">{td_string!(locale, layout.sign_in_again)}</LinkButton> }
    };
    view! {
        <Screen icon="key-round" title=td_string!(locale, layout.ended_title) actions>
            <p>{td_string!(locale, layout.ended_text)}</p>
        </Screen>
    }
}

#[component]
fn Said(reason: String) -> impl IntoView {
    let locale = use_locale();
    (!reason.is_empty()).then(|| {
        view! {
            <p class="text-sm text-base-content/70">
                {td_string!(locale, layout.forbidden_reason)} " " <bdi class="wrap-anywhere">{reason}</bdi>
            </p>
        }
    })
}

#[component]
fn Screen(
    icon: &'static str,
    #[prop(into)] title: String,
    #[prop(optional, into)] actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="mx-auto flex max-w-xl flex-col items-center gap-4 px-4 py-16 text-center">
            <Icon name=icon class="size-12 opacity-60" />
            <h1 class="text-2xl font-semibold">{title}</h1>
            {children()}
            {actions.map(|actions| view! { <div class="flex flex-wrap justify-center gap-2">{actions.run()}</div> })}
        </section>
    }
}
