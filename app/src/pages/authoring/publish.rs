//! Publishing: whose shelf, which version, and what the control plane says.

use super::editing::{Editing, next_versions};
use crate::api::Api;
use crate::change::{self, Changes};
use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::{Alert, Button, Choice, Dialog, Field, Select, Size, Tone, Variant, follow, use_toast};
use config_schema::yaml::Text;
use contract::organization::Organization;
use contract::publishing::{Publication, PublishBlueprint};
use contract::{ApiError, BlueprintName, BlueprintVersion, OrganizationSlug};
use leptos::prelude::*;

/// The button and its dialog.
#[component]
pub(super) fn Publish(editing: Editing, organizations: Vec<Organization>, published: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let open = RwSignal::new(false);
    let may = session.may_change_applications().is_ok();
    let reason = Signal::derive(move || {
        if !may {
            Some(td_string!(locale, common.needs_admin).to_owned())
        } else if editing.has_errors() {
            Some(td_string!(locale, authoring.has_errors).to_owned())
        } else {
            None
        }
    });
    let organizations: Vec<Choice> = organizations
        .into_iter()
        .map(|organization| Choice {
            value: organization.subdomain.to_string(),
            label: organization.subdomain.to_string(),
            hint: None,
            disabled: false,
        })
        .collect();
    let first = organizations
        .first()
        .map(|choice| choice.value.clone())
        .unwrap_or_default();
    let organization = RwSignal::new(first);
    let organizations = StoredValue::new(organizations);
    let refusal = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let done = RwSignal::new(None::<String>);
    let toast = use_toast();
    let api = StoredValue::new(Api::from_context());
    let send = move |_| {
        // What was typed, or bumped, a moment ago counts.
        editing.check(locale);
        if editing.has_errors() {
            open.set(false);
            return;
        }
        let named = editing.named();
        let sent = editing.text.get_untracked();
        let call = api.with_value(|api| {
            api.call(PublishBlueprint {
                sovereign: session.sovereign(),
                publication: Publication {
                    org: OrganizationSlug::from_wire(organization.get_untracked()),
                    name: BlueprintName::from_wire(named.name.clone()),
                    version: BlueprintVersion::from_wire(named.version.clone()),
                    blueprint_yaml: sent.clone(),
                },
            })
        });
        busy.set(true);
        refusal.set(None);
        leptos::task::spawn_local(async move {
            let answer = call.await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(answer) => {
                    open.set(false);
                    editing.published(sent);
                    done.set(Some(paths::blueprint(&answer.name)));
                    toast.success(say!(
                        locale,
                        authoring.published,
                        name = answer.name,
                        version = answer.version
                    ));
                    published.run(());
                }
                Err(error) => {
                    if !error.fields.is_empty() {
                        editing.refused(&error.fields);
                    }
                    refusal.set(Some(error));
                }
            }
        });
    };
    let refused = move || {
        follow(move || {
            refusal.get().map(|error| {
                let fields: Vec<_> = error
                    .fields
                    .iter()
                    .map(|field| view! { <li><bdi>{format!("{} {}", field.pointer, field.message)}</bdi></li> })
                    .collect();
                view! {
                    <Alert tone=Tone::Error title=td_string!(locale, authoring.refused)>
                        <p dir="auto">{error.message}</p>
                        <ul>{fields}</ul>
                    </Alert>
                }
            })
        })
    };
    let bumps = move || {
        follow(move || {
            let bump = |version: String, label: &'static str| {
                let text = say!(locale, authoring.bump, what = label, version = version);
                view! { <Button size=Size::Small on_click=move |_| editing.set_version(&version)>{text}</Button> }
            };
            next_versions(&editing.named().version).map(|[fix, addition, breaking]| {
                view! {
                    <div class="flex flex-wrap gap-2">
                        {bump(fix, td_string!(locale, authoring.fix))}
                        {bump(addition, td_string!(locale, authoring.addition))}
                        {bump(breaking, td_string!(locale, authoring.breaking))}
                    </div>
                }
            })
        })
    };
    let what = move || {
        let named = editing.named();
        say!(
            locale,
            authoring.will_publish,
            name = named.name,
            version = named.version
        )
    };
    let actions = move || {
        view! {
            <Button on_click=move |_| open.set(false)>{td_string!(locale, common.cancel)}</Button>
            <Button variant=Variant::Primary busy on_click=send>{td_string!(locale, authoring.publish)}</Button>
        }
    };
    let link = follow(move || {
        done.get()
            .map(|href| view! { <a class="link" href=href>{td_string!(locale, authoring.open_published)}</a> })
    });
    view! {
        <div class="flex flex-wrap items-center gap-3">
            <Button
                id="publish"
                variant=Variant::Primary
                disabled_reason=reason
                on_click=move |_| {
                    refusal.set(None);
                    editing.check(locale);
                    open.set(true);
                }
            >
                {td_string!(locale, authoring.publish_open)}
            </Button>
            {link}
        </div>
        <Dialog id="publish-dialog" open title=td_string!(locale, authoring.publish_title).to_owned() actions>
            <div class="flex flex-col gap-4">
                <p>{what}</p>
                <Field id="publish-organization" label=td_string!(locale, common.organization) required=true hint=td_string!(locale, authoring.organization_hint)>
                    <Select
                        value=organization
                        options=organizations.get_value()
                        on_change=move |chosen| organization.set(chosen)
                    />
                </Field>
                {bumps()}
                <WhatChanges editing />
                {refused()}
            </div>
        </Dialog>
    }
}

/// The new version beside the one that the author began with.
#[component]
fn WhatChanges(editing: Editing) -> impl IntoView {
    let locale = use_locale();
    let table = follow(move || {
        let before = editing.base.with(|base| Text::parse(base)).ok()?;
        let rows = editing
            .document
            .with(|after| change::rows(None, before.value(), None, after));
        Some(view! { <Changes rows /> })
    });
    view! {
        <section class="flex flex-col gap-2">
            <h3 class="font-semibold">{td_string!(locale, authoring.changes)}</h3>
            {table}
        </section>
    }
}
