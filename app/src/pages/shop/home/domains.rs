//! The web addresses of a shop: its own domains, and the record that each of them needs.

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::ui::{
    Alert, Button, Card, CardSkeleton, ConfirmDialog, CopyButton, Field, Size, StatusBadge, TextInput, Tone, follow,
};
use contract::ApiError;
use contract::domain::{
    AddOwnDomain, DeleteDomain, DnsStatus, Domain, ListDomains, OwnDomain, Verification, VerifyDomain,
};
use contract::tenant::Organization;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub(super) fn Domains(organization: Organization, manages: bool) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let id = organization.id.clone();
    let domains = Asked::new(
        || (),
        move |()| {
            api.call(ListDomains {
                organization: id.clone(),
            })
        },
    );
    let reload = Callback::new(move |()| domains.refetch());
    let checked = RwSignal::new(None::<Result<Verification, ApiError>>);
    let outcome = follow(move || checked.get().map(|outcome| view! { <Outcome outcome /> }));
    let add = manages.then(|| view! { <Add organization=organization.clone() reload /> });
    view! {
        <Card title=td_string!(locale, shop.domains.title)>
            <p class="text-sm text-base-content/70">{td_string!(locale, shop.domains.text)}</p>
            <Loaded
                asked=domains
                skeleton=|| view! { <CardSkeleton /> }
                view=move |domains| view! { <List domains manages checked reload /> }.into_any()
            />
            <div role="status">{outcome}</div>
            {add}
        </Card>
    }
}

type Checked = RwSignal<Option<Result<Verification, ApiError>>>;

#[component]
fn List(domains: Vec<Domain>, manages: bool, checked: Checked, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    if domains.is_empty() {
        return view! { <p class="text-base-content/70">{td_string!(locale, shop.domains.none)}</p> }.into_any();
    }
    let rows = domains
        .into_iter()
        .map(|domain| view! { <Row domain manages checked reload /> });
    view! { <ul class="divide-y divide-base-300">{rows.collect_view()}</ul> }.into_any()
}

#[component]
fn Row(domain: Domain, manages: bool, checked: Checked, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let (tone, text) = status(locale, &domain.dns_status);
    let is_verified = domain.dns_status == DnsStatus::Verified;
    let record = domain.cname_target.clone().filter(|_| !is_verified).map(|target| {
        view! { <Record name=domain.domain.clone() target /> }
    });
    let check = (manages && !is_verified).then(|| view! { <Check domain=domain.clone() checked reload /> });
    let remove = manages.then(|| view! { <Remove domain=domain.clone() reload /> });
    view! {
        <li class="flex flex-col gap-2 py-3">
            <div class="flex flex-wrap items-center gap-x-4 gap-y-1">
                <bdi class="min-w-0 grow font-medium wrap-anywhere" dir="ltr">{domain.domain}</bdi>
                <StatusBadge tone text />
                {check}
                {remove}
            </div>
            {record}
        </li>
    }
}

/// What has to be set where the domain was bought.
#[component]
fn Record(name: String, target: String) -> impl IntoView {
    let locale = use_locale();
    let copied = target.clone();
    view! {
        <div class="overflow-x-auto">
            <table class="table table-sm">
                <caption class="text-start text-sm">{td_string!(locale, shop.domains.record)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, shop.domains.kind)}</th>
                        <th scope="col">{td_string!(locale, shop.domains.name)}</th>
                        <th scope="col">{td_string!(locale, shop.domains.target)}</th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <td>"CNAME"</td>
                        <td><bdi dir="ltr">{name}</bdi></td>
                        <td>
                            <bdi dir="ltr">{target}</bdi>
                            " "
                            <CopyButton text=copied label=td_string!(locale, shop.domains.copy) />
                        </td>
                    </tr>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Check(domain: Domain, checked: Checked, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let busy = RwSignal::new(false);
    let id = domain.id;
    let check = move |_| {
        busy.set(true);
        let call = api.call(VerifyDomain { id: id.clone() });
        spawn_local(async move {
            let outcome = call.await;
            let is_answer = outcome.is_ok();
            checked.set(Some(outcome));
            busy.try_set(false);
            if is_answer {
                reload.run(());
            }
        });
    };
    let label = say!(locale, shop.domains.check_named, name = domain.domain);
    view! { <Button size=Size::Small label busy on_click=check>{td_string!(locale, shop.domains.check)}</Button> }
}

/// What looking a domain up came to, in the words of the service.
#[component]
fn Outcome(outcome: Result<Verification, ApiError>) -> impl IntoView {
    let (tone, title, text) = match outcome {
        Ok(found) if found.dns_status == DnsStatus::Verified => (Tone::Success, found.domain, found.message),
        Ok(found) => (Tone::Warning, found.domain, found.message),
        Err(error) => (Tone::Error, String::new(), error.message),
    };
    view! { <Alert tone title><bdi>{text}</bdi></Alert> }
}

#[component]
fn Remove(domain: Domain, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let id = domain.id.clone();
    let confirm = move |()| {
        busy.set(true);
        failed.set(None);
        let call = api.call(DeleteDomain { id: id.clone() });
        spawn_local(async move {
            match call.await {
                Ok(()) => {
                    open.set(false);
                    reload.run(());
                }
                Err(error) => failed.set(Some(error.message)),
            }
            busy.try_set(false);
        });
    };
    let title = say!(locale, shop.domains.remove_named, name = domain.domain);
    let label = title.clone();
    view! {
        <Button size=Size::Small label on_click=move |_| open.set(true)>{td_string!(locale, shop.domains.remove)}</Button>
        <ConfirmDialog
            id=format!("remove-domain-{}", domain.id)
            open
            title
            action=td_string!(locale, shop.domains.remove)
            busy
            error=failed
            on_confirm=confirm
        >
            {td_string!(locale, shop.domains.remove_text)}
        </ConfirmDialog>
    }
}

#[component]
fn Add(organization: Organization, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let name = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let domain = name.get_untracked().trim().to_owned();
        if !domain.contains('.') {
            wrong.set(Some(td_string!(locale, shop.domains.bad).to_owned()));
            return;
        }
        busy.set(true);
        wrong.set(None);
        let request = OwnDomain {
            tenant_id: organization.id.clone(),
            domain,
        };
        let call = api.call(AddOwnDomain { request });
        spawn_local(async move {
            match call.await {
                Ok(_) => {
                    name.set(String::new());
                    reload.run(());
                }
                Err(error) => wrong.set(Some(refused(locale, error))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form novalidate class="mt-2 flex flex-col gap-4" on:submit=add>
            <Field id="own-domain" label=td_string!(locale, shop.domains.own) error=wrong required=true>
                <TextInput value=name dir="ltr" on_input=move |text: String| name.set(text) />
            </Field>
            <div><Button busy submit=true>{td_string!(locale, shop.domains.add)}</Button></div>
        </form>
    }
}

/// Why a domain was not added.
fn refused(locale: Locale, error: ApiError) -> String {
    match error.status {
        400 => td_string!(locale, shop.domains.bad).to_owned(),
        409 => td_string!(locale, shop.domains.taken).to_owned(),
        _ => error.message,
    }
}

fn status(locale: Locale, status: &DnsStatus) -> (Tone, String) {
    let (tone, word) = match status {
        DnsStatus::Pending => (Tone::Info, td_string!(locale, shop.domains.pending)),
        DnsStatus::Verified => (Tone::Success, td_string!(locale, shop.domains.verified)),
        DnsStatus::Failed => (Tone::Warning, td_string!(locale, shop.domains.failed)),
        DnsStatus::Unknown(word) => return (Tone::Neutral, word.clone()),
    };
    (tone, word.to_owned())
}
