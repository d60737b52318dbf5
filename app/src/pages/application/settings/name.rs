//! The name for people.

use super::Sources;
use crate::api::Api;
use crate::i18n::*;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::ui::{Button, Card, Field, TextInput, Variant, use_toast};
use contract::ApiError;
use contract::application::{ApplicationUpdate, UpdateApplication};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// The longest name for people, in characters.
const LONGEST: usize = 128;

/// Changes the name for people; everything technical stays.
#[component]
pub(super) fn Rename(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let typed =
        RwSignal::new(current.with_untracked(|current| current.detail.display_name.clone().unwrap_or_default()));
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let key = sources
        .shared
        .address
        .with_untracked(super::super::shared::Address::key);
    let (forbidden, name) =
        current.with_untracked(|current| (why_not(locale, current.detail.bootstrap), current.detail.name.clone()));
    let too_long = Signal::derive(move || {
        let long = typed.with(|typed| typed.chars().count() > LONGEST);
        long.then(|| say!(locale, application.rename.too_long, max = LONGEST))
    });
    let reason = Signal::derive(move || {
        let same = current.with(|current| {
            typed.with(|typed| current.detail.display_name.as_deref().unwrap_or_default() == typed.trim())
        });
        let unchanged = || same.then(|| td_string!(locale, application.rename.unchanged).to_owned());
        forbidden.clone().or_else(|| too_long.get()).or_else(unchanged)
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || reason.with_untracked(Option::is_some) {
            return;
        }
        busy.set(true);
        error.set(None);
        let sent = api.call(UpdateApplication {
            application: key.clone(),
            update: ApplicationUpdate {
                display_name: Some(typed.with_untracked(|typed| typed.trim().to_owned())),
                ..ApplicationUpdate::default()
            },
            force: false,
        });
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            busy.try_set(false);
            match answer {
                Ok(_) => toasts.success(td_string!(locale, application.rename.saved)),
                Err(refused) => drop(error.try_set(Some(refused))),
            }
        });
    };
    let hint = say!(locale, application.rename.hint, name = name);
    view! {
        <Card class="max-w-xl">
            <form class="flex flex-col gap-4" novalidate on:submit=submit>
                <Field id="display-name" label=td_string!(locale, application.rename.label) hint=hint error=too_long>
                    <TextInput value=typed on_input=move |text| typed.set(text) />
                </Field>
                {move || error.get().map(|error| view! { <Refused error /> })}
                <div>
                    <Button id="rename" variant=Variant::Primary submit=true busy disabled_reason=reason>
                        {td_string!(locale, application.rename.save)}
                    </Button>
                </div>
            </form>
        </Card>
    }
}
