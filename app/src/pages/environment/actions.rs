//! What can be done with an Application from its card.

use super::model::{Facts, is_web_address};
use crate::api::Api;
use crate::i18n::*;
use crate::paths::{self, ApplicationTab};
use crate::ui::{Icon, LinkButton, Menu, MenuLink, Size, Variant, follow};
use contract::instance::GetLaunchUrl;
use contract::{ApplicationUid, EnvironmentName};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

/// Open, Settings, History, Delete.
#[component]
pub(super) fn ActionMenu(
    /// Where it runs.
    environment: EnvironmentName,
    /// Which Application.
    facts: Memo<Facts>,
) -> impl IntoView {
    let locale = use_locale();
    let (name, title) = facts.with_untracked(|facts| (facts.name.clone(), facts.title.clone()));
    let tab = move |tab| paths::application(&environment, &name, tab);
    let address = Memo::new(move |_| facts.with(|facts| facts.external_url.clone()));
    let open = follow(move || {
        address
            .get()
            .map(|address| view! { <li><OpenLink address facts /></li> })
    });
    view! {
        <Menu
            label=format!("{}: {title}", td_string!(locale, environment.actions))
            trigger=|| view! { <Icon name="chevron-down" /> }
            class="btn btn-ghost btn-sm btn-square"
            end=true
        >
            {open}
            <MenuLink href=tab(ApplicationTab::Settings) icon="settings">{td_string!(locale, environment.settings)}</MenuLink>
            <MenuLink href=tab(ApplicationTab::History) icon="history">{td_string!(locale, environment.history)}</MenuLink>
            <MenuLink href=tab(ApplicationTab::Delete) icon="trash-2">{td_string!(locale, common.delete)}</MenuLink>
        </Menu>
    }
}

/// The same as a row of links: a menu would be cut off by a table that scrolls.
#[component]
pub(super) fn ActionRow(
    /// Where it runs.
    environment: EnvironmentName,
    /// Which Application.
    facts: Memo<Facts>,
) -> impl IntoView {
    let locale = use_locale();
    let (name, title) = facts.with_untracked(|facts| (facts.name.clone(), facts.title.clone()));
    let link = move |tab: ApplicationTab, icon: &'static str, word: &'static str| {
        let href = paths::application(&environment, &name, tab);
        view! { <LinkButton href size=Size::Small variant=Variant::Ghost icon label=format!("{word}: {title}") /> }
    };
    let address = Memo::new(move |_| facts.with(|facts| facts.external_url.clone()));
    let open = follow(move || {
        address
            .get()
            .map(|address| view! { <OpenLink address facts class="btn btn-ghost btn-sm" /> })
    });
    view! {
        <div class="flex justify-end gap-1">
            {open}
            {link(ApplicationTab::Settings, "settings", td_string!(locale, environment.settings))}
            {link(ApplicationTab::History, "history", td_string!(locale, environment.history))}
            {link(ApplicationTab::Delete, "trash-2", td_string!(locale, common.delete))}
        </div>
    }
}

/// Opens the Application beside the console, signed in where it supports that.
///
/// Without WebAssembly, or when no sign-in link can be had: its plain address.
#[component]
fn OpenLink(address: String, facts: Memo<Facts>, #[prop(default = "")] class: &'static str) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let plain = address.clone();
    let open = move |event: MouseEvent| {
        // The tab must be opened by the click itself: one opened after the answer would be blocked as a pop-up.
        let Ok(Some(tab)) = window().open_with_url_and_target("about:blank", "_blank") else {
            return;
        };
        event.prevent_default();
        // A tab without an opener cannot reach back into the console.
        if tab.set_opener(&JsValue::NULL).is_err() {
            return;
        }
        let application = ApplicationUid::from_wire(facts.with_untracked(|facts| facts.uid.clone()));
        let launch = api.call(GetLaunchUrl {
            application,
            endpoint: None,
        });
        let plain = plain.clone();
        spawn_local(async move {
            let signed_in = launch.await.ok().map(|launch| launch.url);
            let url = signed_in.filter(|url| is_web_address(url)).unwrap_or(plain);
            drop(tab.location().set_href(&url));
        });
    };
    view! {
        <a href=address class=class target="_blank" rel="noopener noreferrer" on:click=open>
            <Icon name="external-link" />
            {td_string!(locale, common.open)}
        </a>
    }
}
