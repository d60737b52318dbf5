//! Entering an Organization as support: asked about first, written down, over by itself (contract §E.10).

use crate::api::Api;
use crate::i18n::*;
use crate::session::use_session;
use crate::ui::{Alert, Button, Card, Column, ConfirmDialog, RelativeTime, Table, Tone, follow};
use contract::OrganizationSlug;
use contract::tenant::{EnterOrganization, LeaveOrganization, Organization, OrganizationStatus, SupportVisit};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The way in, and who took it before.
#[component]
pub(super) fn Support(organization: Organization, visits: Vec<SupportVisit>, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let email = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let slug = OrganizationSlug::from_wire(organization.slug.as_str());
    let leave = may_leave(&visits, &email).then(|| view! { <Leave slug reload /> });
    let is_there = organization.status != OrganizationStatus::Deleted;
    let enter = is_there.then(|| view! { <Enter organization /> });
    let record = if visits.is_empty() {
        view! { <p class="text-base-content/70">{td_string!(locale, bss.support.none)}</p> }.into_any()
    } else {
        view! { <Record visits /> }.into_any()
    };
    view! {
        <Card title=td_string!(locale, bss.support.title) class="border-base-300">
            <p>{td_string!(locale, bss.support.text)}</p>
            <div class="flex flex-wrap gap-2">{enter} {leave}</div>
            {record}
        </Card>
    }
}

#[component]
fn Enter(organization: Organization) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let slug = OrganizationSlug::from_wire(organization.slug);
    let confirm = move |()| {
        busy.set(true);
        failed.set(None);
        let call = api.call(EnterOrganization { slug: slug.clone() });
        spawn_local(async move {
            match call.await {
                // A full load: the page there belongs to customers, or to another host.
                Ok(entry) if leads_somewhere(&entry.handover_url) => {
                    drop(window().location().set_href(&entry.handover_url));
                }
                Ok(_) => failed.set(Some(td_string!(locale, bss.support.no_way).to_owned())),
                Err(error) => failed.set(Some(error.message)),
            }
            busy.try_set(false);
        });
    };
    let email = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let question = say!(locale, bss.support.question, name = organization.name, email = email);
    view! {
        <div>
            <Button icon="eye" on_click=move |_| open.set(true)>{td_string!(locale, bss.support.enter)}</Button>
        </div>
        <ConfirmDialog
            id="enter-as-support"
            open
            title=td_string!(locale, bss.support.title)
            action=td_string!(locale, bss.support.enter)
            busy
            error=failed
            on_confirm=confirm
        >
            <p class="wrap-anywhere"><bdi>{question.clone()}</bdi></p>
        </ConfirmDialog>
    }
}

/// Whether somebody is inside now.
fn may_leave(visits: &[SupportVisit], email: &str) -> bool {
    visits
        .iter()
        .any(|visit| visit.open && visit.support_principal == email)
}

/// Ends the visit before its time.
#[component]
fn Leave(slug: OrganizationSlug, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let leave = move |_| {
        busy.set(true);
        failed.set(None);
        let call = api.call(LeaveOrganization { slug: slug.clone() });
        spawn_local(async move {
            let answer = call.await;
            if busy.is_disposed() {
                return;
            }
            match answer {
                Ok(_) => reload.run(()),
                Err(error) if error.is_not_found() => {
                    failed.try_set(Some(td_string!(locale, bss.support.over).to_owned()));
                }
                Err(error) => drop(failed.try_set(Some(error.message))),
            }
            busy.try_set(false);
        });
    };
    let problem = follow(move || {
        failed
            .get()
            .map(|text| view! { <Alert tone=Tone::Warning><bdi>{text}</bdi></Alert> })
    });
    view! {
        <Button icon="log-out" busy on_click=leave>{td_string!(locale, bss.support.leave)}</Button>
        {problem}
    }
}

/// Whether an address is a page, and nothing that a browser would run.
fn leads_somewhere(address: &str) -> bool {
    let is_own_page = address.starts_with('/') && !address.starts_with("//");
    is_own_page || address.starts_with("https://")
}

/// Who entered before.
#[component]
fn Record(visits: Vec<SupportVisit>) -> impl IntoView {
    let locale = use_locale();
    let columns = vec![
        Column::new(td_string!(locale, bss.support.who), |visit: &SupportVisit| {
            view! { <bdi class="wrap-anywhere">{visit.support_principal.clone()}</bdi> }.into_any()
        }),
        Column::new(td_string!(locale, bss.support.entered), |visit: &SupportVisit| {
            view! { <RelativeTime at=visit.entered_at.unix_millis() /> }.into_any()
        }),
        Column::new(td_string!(locale, bss.support.until), |visit: &SupportVisit| {
            let until = visit.left_at.unwrap_or(visit.expires_at);
            view! { <RelativeTime at=until.unix_millis() /> }.into_any()
        }),
    ];
    let rows = RwSignal::new(visits);
    view! { <Table id="visits" caption=td_string!(locale, bss.support.record) columns rows class="max-h-64" /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_is_never_led_into_a_script_or_a_strange_scheme() {
        assert!(leads_somewhere("/shops/acme") && leads_somewhere("https://console.acme.example.test/"));
        for address in [
            "javascript:alert(1)",
            "//elsewhere.example.test",
            "data:text/html,x",
            "",
        ] {
            assert!(!leads_somewhere(address), "{address}");
        }
    }
}
