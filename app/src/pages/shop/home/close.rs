//! The end of a shop.

use crate::api::Api;
use crate::i18n::*;
use crate::paths;
use crate::ui::{Button, Card, ConfirmDialog, Variant};
use contract::tenant::{DeleteOrganization, Organization};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub(super) fn Close(organization: Organization) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let id = organization.id;
    let confirm = move |()| {
        busy.set(true);
        failed.set(None);
        let call = api.call(DeleteOrganization { id: id.clone() });
        spawn_local(async move {
            match call.await {
                // A full load: nothing that is shown of the shop holds any more.
                Ok(_) => drop(window().location().set_href(&paths::shops())),
                Err(error) => {
                    failed.set(Some(error.message));
                    busy.try_set(false);
                }
            }
        });
    };
    view! {
        <Card title=td_string!(locale, shop.close.title) class="mt-6 border-error">
            <p>{td_string!(locale, shop.close.text)}</p>
            <div>
                <Button variant=Variant::Danger on_click=move |_| open.set(true)>{td_string!(locale, shop.close.begin)}</Button>
            </div>
            <ConfirmDialog
                id="close-shop"
                open
                title=say!(locale, shop.close.named, name = organization.name)
                action=td_string!(locale, shop.close.action)
                name_label=say!(locale, shop.type_slug, slug = organization.slug)
                name_to_type=organization.slug
                understanding=td_string!(locale, shop.close.understood)
                not_yet=td_string!(locale, shop.not_yet)
                busy
                error=failed
                on_confirm=confirm
            >
                <ul class="list-disc ps-5">
                    <li>{td_string!(locale, shop.close.apps)}</li>
                    <li>{td_string!(locale, shop.close.plan)}</li>
                    <li>{td_string!(locale, shop.close.people)}</li>
                </ul>
            </ConfirmDialog>
        </Card>
    }
}
