//! The name, the tick, and the button.

use super::Sources;
use crate::api::Api;
use crate::i18n::*;
use crate::pages::application::model::removal::{Related, is_confirmed};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::ui::{Button, Checkbox, Field, TextInput, Variant};
use contract::ApiError;
use contract::application::{ApplicationState, DeleteApplication};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Asks for the name and a tick, and starts the removal.
#[component]
pub(super) fn Confirm(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let (typed, understood) = (RwSignal::new(String::new()), RwSignal::new(false));
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let name = current.with_untracked(|current| current.detail.name.clone());
    let key = sources
        .shared
        .address
        .with_untracked(super::super::shared::Address::key);
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let confirmed = {
        let name = name.clone();
        move || typed.with(|typed| is_confirmed(&name, typed, understood.get()))
    };
    // Kept apart from what it is read from: the button outlives no wait.
    let blocked = RwSignal::new(None::<String>);
    Effect::new(move |_| blocked.set(in_the_way(locale, sources)));
    let reason = Signal::derive(move || {
        let missing = || (!confirmed()).then(|| td_string!(locale, application.delete.not_yet).to_owned());
        forbidden.clone().or_else(|| blocked.get()).or_else(missing)
    });
    let remove = move || {
        busy.set(true);
        error.set(None);
        let sent = api.call(DeleteApplication(key.clone()));
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            busy.try_set(false);
            match answer {
                Ok(_) => drop(sources.requested.try_set(true)),
                Err(refused) => drop(error.try_set(Some(refused))),
            }
        });
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if reason.with_untracked(Option::is_none) && !busy.get_untracked() {
            remove();
        }
    };
    let label = say!(locale, application.delete.type_name, name = name);
    view! {
        <form class="flex flex-col gap-4" novalidate on:submit=submit>
            <Field id="delete-name" label=label required=true>
                <TextInput value=typed on_input=move |text| typed.set(text) dir="ltr" />
            </Field>
            <Checkbox id="delete-understood" checked=understood on_change=move |on| understood.set(on)>
                {td_string!(locale, application.delete.understand)}
            </Checkbox>
            {move || {
                error.get().map(|error| view! { <Refused error title=td_string!(locale, application.delete.failed) /> })
            }}
            <div>
                <Button id="delete-application" variant=Variant::Danger icon="trash-2" submit=true busy disabled_reason=reason>
                    {td_string!(locale, application.delete.confirm)}
                </Button>
            </div>
        </form>
    }
}

/// Others that use it, unless they are on their way out as well.
fn in_the_way(locale: Locale, sources: Sources) -> Option<String> {
    let stays = |related: &&Related| related.state != ApplicationState::Removing;
    let dependents = sources.neighbours()?.dependents;
    let names: Vec<&str> = dependents
        .iter()
        .filter(stays)
        .map(|related| related.name.as_str())
        .collect();
    (!names.is_empty()).then(|| say!(locale, application.delete.in_the_way, names = names.join(", ")))
}
