//! Opening a pull request between two branches.

use super::forms::Unopened;
use super::{Query, Sources};
use crate::api::Api;
use crate::i18n::*;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::ui::{Button, Field, TextArea, TextInput, Variant, use_toast};
use contract::ApiError;
use contract::gitea::{CreatePull, NewPull};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// A title, a text, and the button.
#[component]
pub(super) fn OpenPull(sources: Sources, current: Memo<Snapshot>, unopened: Unopened) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let navigate = use_navigate();
    let Unopened { repository, from, to } = unopened;
    let default = say!(
        locale,
        application.promotion.default_title,
        from = from.clone(),
        to = to.clone()
    );
    let (title, body) = (RwSignal::new(default.clone()), RwSignal::new(String::new()));
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let reason = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let is_refused = reason.is_some();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || is_refused {
            return;
        }
        busy.set(true);
        error.set(None);
        let typed = title.with_untracked(|title| title.trim().to_owned());
        let sent = api.call(CreatePull {
            repository: repository.clone(),
            pull: NewPull {
                head: from.clone(),
                base: to.clone(),
                title: if typed.is_empty() { default.clone() } else { typed },
                body: body.get_untracked(),
            },
        });
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            // The event of it may be here first, and have taken the form away.
            if sources.is_left() {
                return;
            }
            busy.try_set(false);
            match answer {
                Ok(pull) => {
                    toasts.success(say!(locale, application.promotion.opened, number = pull.number));
                    sources.board.refetch();
                    navigate(&sources.href(&Query::Pull(pull.number)), NavigateOptions::default());
                }
                Err(refused) => drop(error.try_set(Some(refused))),
            }
        });
    };
    view! {
        <form class="flex flex-col gap-3" novalidate on:submit=submit>
            {move || {
                let title = td_string!(locale, application.promotion.not_opened);
                error.get().map(|error| view! { <Refused error title=title /> })
            }}
            <Field id="pull-title" label=td_string!(locale, application.promotion.pull_title)>
                <TextInput value=title on_input=move |text| title.set(text) />
            </Field>
            <Field id="pull-body" label=td_string!(locale, application.promotion.pull_body)>
                <TextArea value=body rows=3 on_input=move |text| body.set(text) />
            </Field>
            <div>
                <Button id="open-pull" variant=Variant::Primary submit=true busy disabled_reason=reason>
                    {td_string!(locale, application.promotion.open_pull)}
                </Button>
            </div>
        </form>
    }
}
