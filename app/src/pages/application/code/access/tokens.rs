//! The User's own access tokens: the list, a new one, and its secret this once.

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::refusal::Refused;
use crate::session::use_session;
use crate::ui::{
    Alert, Button, Choice, CodeBlock, ConfirmDialog, Field, RelativeTime, Select, Size, TextInput, Tone, Variant,
    follow, use_toast,
};
use contract::ApiError;
use contract::gitea::{AccessToken, CreateToken, DeleteToken, ListTokens, NewToken, TokenScope};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

type Held = Asked<Vec<AccessToken>>;

/// The tokens, and what is done with them.
#[component]
pub(super) fn Tokens() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let username = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let asked_for = username.clone();
    let held = Held::new(
        || (),
        move |()| {
            api.call(ListTokens {
                username: asked_for.clone(),
            })
        },
    );
    let username = StoredValue::new(username);
    let list = move |tokens: Vec<AccessToken>| {
        if tokens.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.access.none)}</p> }
                .into_any();
        }
        let one = move |token: AccessToken| view! { <OneToken token username held /> };
        view! { <ul class="divide-y divide-base-300">{tokens.into_iter().map(one).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="flex flex-col gap-3" aria-labelledby="access-tokens">
            <h3 id="access-tokens" class="font-medium">{td_string!(locale, application.access.tokens)}</h3>
            <Loaded asked=held view=list />
        </section>
        <NewOne username held />
    }
}

#[component]
fn OneToken(token: AccessToken, username: StoredValue<String>, held: Held) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let (open, busy, error) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(None::<String>),
    );
    let (id, name) = (token.id, token.name.clone());
    let deleted = say!(locale, application.access.deleted, name = name.clone());
    let delete = move |()| {
        busy.set(true);
        error.set(None);
        let sent = api.call(DeleteToken {
            username: username.get_value(),
            id,
        });
        let deleted = deleted.clone();
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(()) => {
                    open.set(false);
                    toasts.success(deleted);
                    held.refetch();
                }
                Err(refused) => error.set(Some(refused.message)),
            }
        });
    };
    let scope = match token.scopes.as_slice() {
        [TokenScope::ReadRepository] => td_string!(locale, application.access.read),
        _ => td_string!(locale, application.access.write),
    };
    let made = token
        .created_at
        .map(|at| view! { <RelativeTime at=at.unix_millis() /> });
    let question = say!(locale, application.access.delete_title, name = name.clone());
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 text-sm">
            <bdi class="font-medium wrap-anywhere">{token.name}</bdi>
            <span>{scope}</span>
            <span>{td_string!(locale, application.access.ends_with)}" "<code dir="ltr">{token.token_last_eight}</code></span>
            <span class="grow text-base-content/70">{made}</span>
            <Button
                variant=Variant::Ghost
                size=Size::Small
                icon="trash-2"
                label=question.clone()
                on_click=move |_| open.set(true)
            />
            <ConfirmDialog
                id=format!("delete-token-{id}")
                open
                title=question
                action=td_string!(locale, application.access.delete)
                busy
                error
                on_confirm=delete
            >
                <p>{td_string!(locale, application.access.delete_text)}</p>
            </ConfirmDialog>
        </li>
    }
}

#[component]
fn NewOne(username: StoredValue<String>, held: Held) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let (name, scope) = (RwSignal::new(String::new()), RwSignal::new(TokenScope::WriteRepository));
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let made = RwSignal::new(None::<AccessToken>);
    let unnamed = Signal::derive(move || {
        let is_empty = name.with(|name| name.trim().is_empty());
        is_empty.then(|| td_string!(locale, application.access.name_first).to_owned())
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || unnamed.with_untracked(Option::is_some) {
            return;
        }
        busy.set(true);
        error.set(None);
        made.set(None);
        let sent = api.call(CreateToken {
            username: username.get_value(),
            token: NewToken {
                name: name.with_untracked(|name| name.trim().to_owned()),
                scopes: vec![scope.get_untracked()],
            },
        });
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(token) => {
                    made.set(Some(token));
                    name.set(String::new());
                    held.refetch();
                }
                Err(refused) => error.set(Some(refused)),
            }
        });
    };
    let options = vec![
        Choice::new(
            TokenScope::WriteRepository.as_str(),
            td_string!(locale, application.access.write),
        ),
        Choice::new(
            TokenScope::ReadRepository.as_str(),
            td_string!(locale, application.access.read),
        ),
    ];
    let outcome = follow(move || {
        let refused = td_string!(locale, application.access.refused);
        let refused = error.get().map(|error| view! { <Refused error title=refused /> });
        let shown = made.get().map(|token| {
            view! {
                <Alert tone=Tone::Success title=say!(locale, application.access.made, name = token.name)>
                    <p class="mb-2">{td_string!(locale, application.access.once)}</p>
                    <CodeBlock label=td_string!(locale, application.access.secret) code=Signal::stored(token.sha1) />
                </Alert>
            }
        });
        (refused, shown)
    });
    view! {
        {outcome}
        <form class="grid items-start gap-3 sm:grid-cols-2" novalidate on:submit=submit>
            <Field
                id="token-name"
                label=td_string!(locale, application.access.name)
                hint=td_string!(locale, application.access.name_hint)
                required=true
            >
                <TextInput value=name on_input=move |text| name.set(text) />
            </Field>
            <Field id="token-scope" label=td_string!(locale, application.access.scope)>
                <Select
                    value=Signal::derive(move || scope.with(|scope| scope.as_str().to_owned()))
                    options=Signal::stored(options)
                    on_change=move |chosen: String| scope.set(TokenScope::from(chosen.as_str()))
                />
            </Field>
            <div class="sm:col-span-2">
                <Button id="create-token" icon="plus" submit=true busy disabled_reason=unnamed>
                    {td_string!(locale, application.access.create)}
                </Button>
            </div>
        </form>
    }
}
