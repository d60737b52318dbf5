//! "My sessions": where the User is signed in. Plain forms, so that it works before WebAssembly arrives.

use crate::account::{ListSessions, MySession};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::ui::{Alert, Badge, Button, Card, CardSkeleton, Crumb, RelativeTime, Tone, Variant, follow};
use contract::Items;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/account/sessions`
#[component]
pub fn MySessionsPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, account.title);
    set_page(title, vec![Crumb::here(title)]);
    let api = Api::from_context();
    let sessions = Asked::new(|| (), move |()| api.call(ListSessions));
    view! {
        <h1 class="mb-2 text-2xl font-semibold">{title}</h1>
        <p class="mb-6 max-w-prose text-base-content/70">{td_string!(locale, account.text)}</p>
        <Done />
        <Loaded
            asked=sessions
            skeleton=|| view! { <CardSkeleton /> }
            view=|Items { items }| view! { <List sessions=items /> }.into_any()
        />
    }
}

/// What was just done, from `?done=`.
#[component]
fn Done() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    follow(move || {
        let text = match query.with(|query| query.get("done"))?.as_str() {
            "one" => td_string!(locale, account.ended_one),
            "others" => td_string!(locale, account.ended_others),
            _ => return None,
        };
        Some(view! { <div class="mb-4"><Alert tone=Tone::Success>{text}</Alert></div> })
    })
}

#[component]
fn List(sessions: Vec<MySession>) -> impl IntoView {
    let locale = use_locale();
    let has_others = sessions.iter().any(|session| !session.current);
    let rows = sessions.into_iter().map(|session| view! { <Row session /> });
    view! {
        <Card>
            <ul class="divide-y divide-base-300" aria-label=td_string!(locale, account.list)>{rows.collect_view()}</ul>
            {if has_others {
                view! {
                    <form method="post" action="/account/sessions/end-others">
                        <Button variant=Variant::Danger icon="log-out" submit=true>
                            {td_string!(locale, account.end_others)}
                        </Button>
                    </form>
                }
                .into_any()
            } else {
                view! { <p class="text-sm text-base-content/70">{td_string!(locale, account.only_one)}</p> }.into_any()
            }}
        </Card>
    }
}

#[component]
fn Row(session: MySession) -> impl IntoView {
    let locale = use_locale();
    let device = session.device;
    let device = device.unwrap_or_else(|| td_string!(locale, account.unknown_device).to_owned());
    let end = (!session.current).then(|| {
        let label = say!(locale, account.end_named, device = device);
        view! {
            <form method="post" action="/account/sessions/end">
                <input type="hidden" name="session" value=session.id />
                <button type="submit" class="btn btn-sm" aria-label=label>{td_string!(locale, account.end)}</button>
            </form>
        }
    });
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
            <div class="min-w-0 grow">
                <p class="flex flex-wrap items-center gap-2 font-medium">
                    <bdi>{device}</bdi>
                    {session.current.then(|| view! {
                        <Badge tone=Tone::Success icon="circle-check">{td_string!(locale, account.this_browser)}</Badge>
                    })}
                </p>
                <p class="flex flex-wrap gap-x-4 text-sm text-base-content/70">
                    <span>{td_string!(locale, account.signed_in)} " " <RelativeTime at=session.created.unix_millis() /></span>
                    <span>{td_string!(locale, account.last_used)} " " <RelativeTime at=session.last_used.unix_millis() /></span>
                </p>
            </div>
            {end}
        </li>
    }
}
