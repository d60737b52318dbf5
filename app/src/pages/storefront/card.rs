//! The page of the card processor that ships with the embedded control plane. Nobody's card is charged here.

use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::ui::{Alert, Button, Card, Tone, Variant, follow};
use contract::ApiError;
use contract::billing::{CardDecision, CardSessionState, DecideCardSession, GetCardSession};
use contract::tenant::ListOrganizations;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

/// `/pay/:session`
#[component]
pub fn CardPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, storefront.card.title);
    set_page(title, Vec::new());
    let session = use_params_map()
        .with_untracked(|params| params.get("session"))
        .unwrap_or_default();
    let api = Api::from_context();
    let asked = session.clone();
    let state = Asked::new(|| (), move |()| api.call(GetCardSession { session: asked.clone() }));
    view! {
        <div class="mx-auto flex max-w-lg flex-col gap-6">
            <h1 class="text-3xl font-semibold">{title}</h1>
            <Alert tone=Tone::Info>{td_string!(locale, storefront.card.test)}</Alert>
            <Loaded
                asked=state
                view=move |state| view! { <Decide state session=session.clone() /> }.into_any()
            />
        </div>
    }
}

#[component]
fn Decide(state: CardSessionState, session: String) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let decide = Callback::new(move |pay: bool| {
        busy.set(true);
        let (api, session) = (api.clone(), session.clone());
        spawn_local(async move {
            match decided(&api, session, pay).await {
                // A full load, so that what was paid is seen everywhere.
                Ok(to) => drop(window().location().set_href(&to)),
                Err(error) => {
                    failed.set(Some(error));
                    busy.set(false);
                }
            }
        });
    });
    let problem = follow(move || {
        failed
            .get()
            .map(|error| view! { <Alert tone=Tone::Error><bdi>{error.message}</bdi></Alert> })
    });
    view! {
        <Card>
            <p class="text-3xl font-bold"><Amount amount=state.amount_baisa /></p>
            {problem}
            <div class="flex flex-wrap gap-2">
                <Button variant=Variant::Primary icon="lock" busy on_click=move |_| decide.run(true)>
                    {td_string!(locale, storefront.card.pay)}
                </Button>
                <Button busy on_click=move |_| decide.run(false)>{td_string!(locale, storefront.card.turn_back)}</Button>
            </div>
        </Card>
    }
}

/// Tells the processor, and answers where its customer goes: to the Organization, whatever was decided. That page tells
/// what became of it.
async fn decided(api: &Api, session: String, pay: bool) -> Result<String, ApiError> {
    let request = CardDecision { pay };
    let state = api.call(DecideCardSession { session, request }).await?;
    let own = api.call(ListOrganizations).await?;
    let paid_for = own.into_iter().find(|own| own.id == state.tenant_id);
    Ok(paid_for.map_or_else(paths::plans, |own| paths::launching(&own.slug)))
}
