//! "My sessions": where the User is signed in. Plain forms, so that it works before WebAssembly arrives.

use crate::account::{ListSessions, MySession};
use crate::api::Api;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::ui::{Alert, Badge, Button, Card, CardSkeleton, Crumb, RelativeTime, Tone, Variant};
use contract::Items;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/account/sessions`
#[component]
pub fn MySessionsPage() -> impl IntoView {
    let i18n = use_i18n();
    let title = t_string!(i18n, account.title);
    set_page(title, vec![Crumb::here(title)]);
    let api = Api::from_context();
    let sessions = Resource::new_blocking(|| (), move |()| api.call(ListSessions));
    view! {
        <h1 class="mb-2 text-2xl font-semibold">{title}</h1>
        <p class="mb-6 max-w-prose text-base-content/70">{t!(i18n, account.text)}</p>
        <Done />
        <Loaded
            resource=sessions
            skeleton=|| view! { <CardSkeleton /> }
            view=|Items { items }| view! { <List sessions=items /> }.into_any()
        />
    }
}

/// What was just done, from `?done=`.
#[component]
fn Done() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    move || {
        let text = match query.with(|query| query.get("done"))?.as_str() {
            "one" => t_string!(i18n, account.ended_one),
            "others" => t_string!(i18n, account.ended_others),
            _ => return None,
        };
        Some(view! { <div class="mb-4"><Alert tone=Tone::Success>{text}</Alert></div> })
    }
}

#[component]
fn List(sessions: Vec<MySession>) -> impl IntoView {
    let i18n = use_i18n();
    let has_others = sessions.iter().any(|session| !session.current);
    let rows = sessions.into_iter().map(|session| view! { <Row session /> });
    view! {
        <Card>
            <ul class="divide-y divide-base-300" aria-label=t_string!(i18n, account.list)>{rows.collect_view()}</ul>
            {if has_others {
                view! {
                    <form method="post" action="/account/sessions/end-others">
                        <Button variant=Variant::Danger icon="log-out" submit=true>
                            {t_string!(i18n, account.end_others)}
                        </Button>
                    </form>
                }
                .into_any()
            } else {
                view! { <p class="text-sm text-base-content/70">{t!(i18n, account.only_one)}</p> }.into_any()
            }}
        </Card>
    }
}

#[component]
fn Row(session: MySession) -> impl IntoView {
    let i18n = use_i18n();
    let device = session.device;
    let device = device.unwrap_or_else(|| t_string!(i18n, account.unknown_device).to_owned());
    let end = (!session.current).then(|| {
        let label = t_string!(i18n, account.end_named).replace("{device}", &device);
        view! {
            <form method="post" action="/account/sessions/end">
                <input type="hidden" name="session" value=session.id />
                <button type="submit" class="btn btn-sm" aria-label=label>{t_string!(i18n, account.end)}</button>
            </form>
        }
    });
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
            <div class="min-w-0 grow">
                <p class="flex flex-wrap items-center gap-2 font-medium">
                    <bdi>{device}</bdi>
                    {session.current.then(|| view! {
                        <Badge tone=Tone::Success icon="circle-check">{t!(i18n, account.this_browser)}</Badge>
                    })}
                </p>
                <p class="flex flex-wrap gap-x-4 text-sm text-base-content/70">
                    <span>{t!(i18n, account.signed_in)} " " <RelativeTime at=session.created.unix_millis() /></span>
                    <span>{t!(i18n, account.last_used)} " " <RelativeTime at=session.last_used.unix_millis() /></span>
                </p>
            </div>
            {end}
        </li>
    }
}
