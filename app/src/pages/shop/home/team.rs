//! Who works in a shop.

use super::standing::Standing;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::shop::words;
use crate::session::use_session;
use crate::ui::{
    Alert, Badge, Button, Card, CardSkeleton, Choice, ConfirmDialog, Field, Select, Size, TextInput, Tone, Variant,
    follow, use_toast,
};
use contract::tenant::{InviteMember, ListMembers, Member, MemberRole, NewMember, Organization, RemoveMember};
use contract::{ApiError, OrganizationId, UserId};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub(super) fn Team(organization: Organization) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let id = organization.id.clone();
    let asked = id.clone();
    let members = Asked::new(
        || (),
        move |()| {
            api.call(ListMembers {
                organization: asked.clone(),
            })
        },
    );
    let reload = Callback::new(move |()| members.refetch());
    view! {
        <Card title=td_string!(locale, shop.team.title)>
            <Loaded
                asked=members
                skeleton=|| view! { <CardSkeleton /> }
                view=move |members| view! { <People members organization=id.clone() reload /> }.into_any()
            />
        </Card>
    }
}

#[component]
fn People(members: Vec<Member>, organization: OrganizationId, reload: Callback<()>) -> impl IntoView {
    let own = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let manages = Standing::of(&members, &own).manages;
    let invite = manages.then(|| view! { <Invite organization=organization.clone() reload /> });
    let rows = members.into_iter().map(|member| {
        let removable = manages && member.role != MemberRole::Owner;
        view! { <Person member organization=organization.clone() removable reload /> }
    });
    view! {
        <ul class="divide-y divide-base-300">{rows.collect_view()}</ul>
        {invite}
    }
}

#[component]
fn Person(member: Member, organization: OrganizationId, removable: bool, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let name = if member.email.is_empty() {
        member.user_id.to_string()
    } else {
        member.email.clone()
    };
    let role = words::role(locale, &member.role);
    let remove = removable.then(|| view! { <Remove member name=name.clone() organization reload /> });
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
            <bdi class="min-w-0 grow wrap-anywhere">{name}</bdi>
            <Badge>{role}</Badge>
            {remove}
        </li>
    }
}

#[component]
fn Remove(member: Member, name: String, organization: OrganizationId, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    // Somebody who was invited by address and has never signed in has no User: their row is named.
    let user = match member.user_id.as_str() {
        "" => UserId::from_wire(member.id.clone()),
        _ => member.user_id,
    };
    let confirm = move |()| {
        busy.set(true);
        let call = api.call(RemoveMember {
            organization: organization.clone(),
            user: user.clone(),
        });
        spawn_local(async move {
            match call.await {
                Ok(_) => {
                    open.set(false);
                    reload.run(());
                }
                Err(error) => failed.set(Some(error.message)),
            }
            busy.try_set(false);
        });
    };
    let title = say!(locale, shop.team.remove_named, name = name);
    let label = title.clone();
    view! {
        <Button size=Size::Small label on_click=move |_| open.set(true)>{td_string!(locale, shop.team.remove)}</Button>
        <ConfirmDialog
            id=format!("remove-{}", member.id)
            open
            title
            action=td_string!(locale, shop.team.remove)
            busy
            error=failed
            on_confirm=confirm
        >
            {td_string!(locale, shop.team.remove_text)}
        </ConfirmDialog>
    }
}

#[component]
fn Invite(organization: OrganizationId, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(MemberRole::Member.as_str().to_owned());
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<ApiError>);
    let roles = [MemberRole::Admin, MemberRole::Member, MemberRole::Viewer];
    let roles = roles
        .map(|role| Choice::new(role.as_str(), words::role(locale, &role)))
        .to_vec();
    let invite = move |event: SubmitEvent| {
        event.prevent_default();
        let address = email.get_untracked().trim().to_owned();
        let good = address
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        wrong.set((!good).then(|| td_string!(locale, storefront.sign_in.bad_address).to_owned()));
        if !good || busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let request = NewMember {
            email: address.clone(),
            role: Some(MemberRole::from(role.get_untracked().as_str())),
            user_id: None,
        };
        let call = api.call(InviteMember {
            organization: organization.clone(),
            request,
        });
        spawn_local(async move {
            match call.await {
                Ok(_) => {
                    toasts.success(say!(locale, shop.team.invited, email = address));
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
        <form novalidate class="mt-2 flex flex-col gap-4" on:submit=invite>
            <h3 class="font-semibold">{td_string!(locale, shop.team.invite)}</h3>
            <p class="text-sm text-base-content/70">{td_string!(locale, shop.team.invite_text)}</p>
            {problem}
            <Field id="invite-email" label=td_string!(locale, storefront.sign_in.email) error=wrong required=true>
                <TextInput value=email kind="email" dir="ltr" on_input=move |text: String| email.set(text) />
            </Field>
            <Field id="invite-role" label=td_string!(locale, shop.team.role)>
                <Select value=role options=roles on_change=move |chosen: String| role.set(chosen) />
            </Field>
            <div><Button variant=Variant::Primary busy submit=true>{td_string!(locale, shop.team.invite_now)}</Button></div>
        </form>
    }
}
