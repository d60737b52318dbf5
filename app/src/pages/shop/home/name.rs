//! What a shop is called.

use crate::api::Api;
use crate::i18n::*;
use crate::ui::{Alert, Button, Card, Field, TextInput, Tone, follow, use_toast};
use contract::ApiError;
use contract::tenant::{Organization, OrganizationUpdate, UpdateOrganization};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub(super) fn Name(organization: Organization, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let name = RwSignal::new(organization.name);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let tried = RwSignal::new(false);
    let wrong = Signal::derive(move || {
        let empty = tried.get() && name.with(|name| name.trim().is_empty());
        empty.then(|| td_string!(locale, shop.name.empty).to_owned())
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if busy.get_untracked() || wrong.get_untracked().is_some() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let (api, id) = (api.clone(), organization.id.clone());
        let request = OrganizationUpdate {
            name: Some(name.get_untracked()),
            ..OrganizationUpdate::default()
        };
        spawn_local(async move {
            match api.call(UpdateOrganization { id, request }).await {
                Ok(_) => {
                    toasts.success(td_string!(locale, shop.name.saved).to_owned());
                    reload.run(());
                }
                Err(error) => failed.set(Some(error)),
            }
            busy.try_set(false);
        });
    };
    let problem = follow(move || {
        failed
            .get()
            .map(|error| view! { <Alert tone=Tone::Error><bdi>{error.message}</bdi></Alert> })
    });
    view! {
        <Card title=td_string!(locale, shop.name.title)>
            <form novalidate class="flex flex-col gap-4" on:submit=save>
                {problem}
                <Field id="shop-name" label=td_string!(locale, storefront.shop.name) error=wrong required=true>
                    <TextInput value=name autocomplete="organization" on_input=move |text: String| name.set(text) />
                </Field>
                <div><Button busy submit=true>{td_string!(locale, shop.name.save)}</Button></div>
            </form>
        </Card>
    }
}
