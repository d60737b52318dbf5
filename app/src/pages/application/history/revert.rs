//! Going back to an earlier state: what would change is shown first.

use super::Sources;
use super::restore::{Failure, Plan, plan};
use crate::api::Api;
use crate::change::Changes;
use crate::i18n::*;
use crate::pages::application::model::history::short;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::model::upgrade;
use crate::pages::application::words::why_not;
use crate::paths::ApplicationTab;
use crate::ui::{Alert, Button, Dialog, Skeleton, Tone, Variant, follow, use_toast};
use contract::application::{ApplicationUpdate, UpdateApplication};
use contract::{ApiError, CommitId};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::cmp::Ordering;

/// The button, and the dialog behind it.
#[component]
pub(super) fn Revert(sources: Sources, current: Memo<Snapshot>, id: CommitId, is_newest: bool) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let open = RwSignal::new(false);
    let planned = RwSignal::new(None::<Result<Plan, Failure>>);
    let refused = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let reason =
        refused.or_else(|| is_newest.then(|| td_string!(locale, application.history.revert_current).to_owned()));
    let look = {
        let id = id.clone();
        move |_| {
            planned.set(None);
            open.set(true);
            let today = current.get_untracked();
            let Some(repository) = today.repository() else { return };
            let plan = plan(api.clone(), today, repository, id.clone());
            leptos::task::spawn_local(async move {
                let plan = plan.await;
                planned.try_set(Some(plan));
            });
        }
    };
    let title = say!(locale, application.history.revert_title, commit = short(id.as_str()));
    let id = StoredValue::new(id);
    let content = move || match planned.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(failure)) => view! { <Alert tone=Tone::Error>{explain(locale, failure)}</Alert> }.into_any(),
        Some(Ok(plan)) => view! { <Review sources current id=id.get_value() plan open /> }.into_any(),
    };
    view! {
        <Button id="revert" icon="undo-2" end=true disabled_reason=reason on_click=look>{td_string!(locale, application.history.revert)}</Button>
        <Dialog id="revert-dialog" open title=title wide=true>{follow(content)}</Dialog>
    }
}

fn explain(locale: Locale, failure: Failure) -> String {
    match failure {
        Failure::Api(error) => error.message,
        Failure::NoValues => td_string!(locale, application.history.no_values).to_owned(),
        Failure::Unreadable(message) => say!(locale, application.history.unreadable, message = message),
    }
}

/// What going back would change, and the button that does it.
#[component]
fn Review(sources: Sources, current: Memo<Snapshot>, id: CommitId, plan: Plan, open: RwSignal<bool>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let today = current.with_untracked(|current| current.detail.version.clone());
    let address = sources.shared.address.get_untracked();
    let key = address.key();
    let update = UpdateApplication {
        application: key,
        update: ApplicationUpdate {
            parameters: Some(plan.parameters.clone()),
            version: plan.version.clone(),
            ..ApplicationUpdate::default()
        },
        force: false,
    };
    let done = say!(locale, application.history.reverted, commit = short(id.as_str()));
    let go = move |_| {
        busy.set(true);
        error.set(None);
        let sent = api.call(update.clone());
        let (done, navigate, overview) = (done.clone(), navigate.clone(), address.href(ApplicationTab::Overview));
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    open.try_set(false);
                    toasts.success(done);
                    navigate(&overview, leptos_router::NavigateOptions::default());
                }
                Err(refused) => drop(error.try_set(Some(refused))),
            }
        });
    };
    if plan.is_empty() {
        return view! { <p>{td_string!(locale, application.history.revert_same)}</p> }.into_any();
    }
    let older = plan
        .version
        .as_ref()
        .filter(|then| upgrade::compare(then, &today) == Some(Ordering::Less))
        .map(|then| {
            let text = say!(locale, application.history.older_version, version = then);
            view! { <Alert tone=Tone::Warning>{text}</Alert> }
        });
    let version = plan.version.as_ref().map(|then| {
        view! {
            <p>
                <strong>{td_string!(locale, application.history.revert_version)}</strong>" "
                <bdi dir="ltr">{format!("{today} → {then}")}</bdi>
            </p>
        }
    });
    let unnamed =
        (!plan.names_version).then(|| view! { <li>{td_string!(locale, application.history.version_kept)}</li> });
    view! {
        <div class="flex flex-col gap-4">
            {older}
            {version}
            <Changes rows=plan.rows />
            <ul class="list-disc ps-5 text-base-content/70">
                <li>{td_string!(locale, application.history.revert_note)}</li>
                <li>{td_string!(locale, application.history.revert_secrets)}</li>
                <li>{td_string!(locale, application.history.dirty_placement)}</li>
                {unnamed}
            </ul>
            {move || error.get().map(|error| view! { <crate::pages::application::refusal::Refused error /> })}
            <div class="flex justify-end">
                <Button variant=Variant::Primary icon="undo-2" busy on_click=go>{td_string!(locale, application.history.revert_do)}</Button>
            </div>
        </div>
    }
    .into_any()
}
