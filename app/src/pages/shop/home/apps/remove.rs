//! Removing an app, after saying what goes with it.

use super::Before;
use crate::api::Api;
use crate::i18n::*;
use crate::ui::{Alert, Button, ConfirmDialog, Size, Tone, follow};
use contract::tenant::{AppService, Organization, PreviewUninstall, UninstallApp, UninstallPreview};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub(super) fn Remove(slug: String, title: String, organization: RwSignal<Organization>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let found = RwSignal::new(None::<UninstallPreview>);
    let look = {
        let slug = slug.clone();
        move |_| {
            busy.set(true);
            failed.set(None);
            found.set(None);
            let call = api.call(PreviewUninstall {
                organization: organization.with_untracked(|organization| organization.id.clone()),
                slug: slug.clone(),
            });
            spawn_local(async move {
                match call.await {
                    Ok(preview) => found.set(Some(preview)),
                    Err(error) => failed.set(Some(error.message)),
                }
                busy.try_set(false);
            });
        }
    };
    let next = {
        let title = title.clone();
        follow(move || {
            found.get().map(|preview| match preview.dependents.is_empty() {
                true => view! { <Confirm preview title=title.clone() organization /> }.into_any(),
                false => view! { <Needed title=title.clone() dependents=preview.dependents /> }.into_any(),
            })
        })
    };
    let problem = follow(move || {
        failed
            .get()
            .map(|error| view! { <Alert tone=Tone::Error><bdi>{error}</bdi></Alert> })
    });
    let label = say!(locale, shop.apps.remove_named, name = title);
    view! {
        <Button size=Size::Small label busy on_click=look>{td_string!(locale, shop.apps.remove)}</Button>
        <div class="basis-full empty:hidden">{next} {problem}</div>
    }
}

/// Others need it: they go first.
#[component]
fn Needed(title: String, dependents: Vec<String>) -> impl IntoView {
    let locale = use_locale();
    let names = dependents.join(", ");
    view! { <Alert tone=Tone::Warning>{say!(locale, shop.apps.needed, name = title, others = names)}</Alert> }
}

#[component]
fn Confirm(preview: UninstallPreview, title: String, organization: RwSignal<Organization>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let open = RwSignal::new(false);
    // Not while rendering: the dialog has to be there before it can open.
    Effect::new(move |_| open.set(true));
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let slug = preview.app_slug.clone();
    let confirm = move |()| {
        busy.set(true);
        failed.set(None);
        let before = Before::a_change(organization);
        let call = api.call(UninstallApp {
            organization: before.shown.id.clone(),
            slug: slug.clone(),
            force: false,
        });
        spawn_local(async move {
            match call.await {
                Ok(change) => {
                    // The app may be gone already, and this dialog with it.
                    open.try_set(false);
                    before.take_over(change);
                }
                Err(error) => drop(failed.try_set(Some(error.message))),
            }
            busy.try_set(false);
        });
    };
    let UninstallPreview {
        app_slug,
        purged_services,
        retained_services,
        ..
    } = preview;
    view! {
        <ConfirmDialog
            id=format!("remove-app-{app_slug}")
            open
            title=say!(locale, shop.apps.remove_named, name = title)
            action=td_string!(locale, shop.apps.remove)
            name_label=say!(locale, shop.type_slug, slug = app_slug)
            name_to_type=app_slug
            understanding=td_string!(locale, shop.apps.understood)
            not_yet=td_string!(locale, shop.not_yet)
            busy
            error=failed
            on_confirm=confirm
        >
            <p>{td_string!(locale, shop.apps.remove_text)}</p>
            <Services title=td_string!(locale, shop.apps.purged) services=purged_services.clone() />
            <Services title=td_string!(locale, shop.apps.retained) services=retained_services.clone() />
        </ConfirmDialog>
    }
}

#[component]
fn Services(#[prop(into)] title: String, services: Vec<AppService>) -> impl IntoView {
    (!services.is_empty()).then(|| {
        let names = services
            .into_iter()
            .map(|service| view! { <li><bdi>{service.name}</bdi></li> });
        view! {
            <div>
                <p class="font-medium">{title}</p>
                <ul class="list-disc ps-5">{names.collect_view()}</ul>
            </div>
        }
    })
}
