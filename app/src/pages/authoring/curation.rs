//! What Organizations published, for operators to offer to all of them.

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::session::use_session;
use crate::ui::{Alert, Button, Card, Size, Tone, follow, use_toast};
use contract::publishing::{Curatable, CurateBlueprint, Curation};
use leptos::prelude::*;

#[component]
pub(super) fn Curatables(asked: Asked<Vec<Curatable>>) -> impl IntoView {
    let locale = use_locale();
    let view = move |items: Vec<Curatable>| {
        if items.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, authoring.nothing_to_curate)}</p> }
                .into_any();
        }
        let rows = items
            .into_iter()
            .map(|item| view! { <Row item asked /> })
            .collect_view();
        view! { <ul class="flex flex-col gap-3">{rows}</ul> }.into_any()
    };
    view! {
        <Card title=td_string!(locale, authoring.curate_title)>
            <p class="text-sm text-base-content/70">{td_string!(locale, authoring.curate_lead)}</p>
            <Loaded asked view />
        </Card>
    }
}

#[component]
fn Row(item: Curatable, asked: Asked<Vec<Curatable>>) -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let toast = use_toast();
    let api = Api::from_context();
    let busy = RwSignal::new(false);
    let refusal = RwSignal::new(None::<String>);
    let may = session.may_change_applications().is_ok();
    let reason = (!may).then(|| td_string!(locale, common.needs_admin).to_owned());
    let what = say!(
        locale,
        authoring.of_organization,
        name = item.name,
        version = item.version,
        organization = item.org
    );
    let title = item.title.clone().unwrap_or_else(|| item.name.to_string());
    let label = say!(locale, authoring.curate_one, name = title);
    let id = format!("curate-{}", item.name);
    let curate = move |_| {
        let call = api.call(CurateBlueprint {
            sovereign: session.sovereign(),
            curation: Curation {
                source_org: item.org.clone(),
                blueprint_name: item.name.clone(),
            },
        });
        let done = say!(locale, authoring.curated, name = item.name);
        busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = call.await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(_) => {
                    toast.success(done);
                    asked.refetch();
                }
                Err(error) => refusal.set(Some(error.message)),
            }
        });
    };
    let refused = follow(move || {
        refusal
            .get()
            .map(|why| view! { <Alert tone=Tone::Error><bdi>{why}</bdi></Alert> })
    });
    view! {
        <li class="flex flex-wrap items-center gap-3">
            <div class="min-w-0 grow">
                <p class="font-medium"><bdi>{title}</bdi></p>
                <p class="text-sm text-base-content/70"><bdi>{what}</bdi></p>
                {refused}
            </div>
            <Button id size=Size::Small busy disabled_reason=reason end=true on_click=curate>{label}</Button>
        </li>
    }
}
