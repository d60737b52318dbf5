//! The map of the console, at the start of the line.

use super::scope::use_scope;
use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::{Icon, follow};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Organization and pages.
#[component]
pub(super) fn Sidebar(
    /// Hidden on wide screens too.
    narrow: RwSignal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    let scope = use_scope();
    let fqdn = use_session().bootstrap().fqdn;
    let billing = use_session().may_manage_billing().is_ok();
    let organization = move || {
        let slug = scope.current()?.organization;
        let organizations = scope.organizations.get()?.ok()?;
        let known = organizations.iter().find(|organization| organization.subdomain == slug);
        Some(known.map_or_else(
            || slug.to_string(),
            |organization| organization.display_name().to_owned(),
        ))
    };
    let applications = follow(move || {
        let href = scope
            .current()
            .map_or_else(paths::home, |environment| paths::environment(&environment.name));
        view! { <PageLink href icon="layout-grid" section="/environments" text=td_string!(locale, common.applications) /> }
    });
    view! {
        <nav
            aria-label=td_string!(locale, layout.navigation)
            class="flex min-h-full w-64 flex-col gap-2 border-e border-base-300 bg-base-200 p-3"
        >
            <div class="flex items-center gap-2">
                <a href=paths::home() class="flex min-w-0 grow items-center gap-2 px-2 py-1 font-semibold">
                    <img src="/favicon.svg" alt="" width="28" height="28" />
                    <span class="truncate">{td_string!(locale, common.product)}</span>
                </a>
                <button
                    type="button"
                    class="btn btn-ghost btn-sm btn-square hidden lg:inline-flex"
                    aria-label=td_string!(locale, layout.close_sidebar)
                    on:click=move |_| narrow.set(true)
                >
                    <Icon name="chevron-left" />
                </button>
            </div>
            <Transition fallback=|| view! { <div class="skeleton h-10"></div> }>
                {move || organization().map(|name| view! {
                    <p class="flex items-center gap-2 px-3 py-2 text-sm">
                        <Icon name="building-2" /> <span class="sr-only">{td_string!(locale, common.organization)}</span>
                        <bdi class="truncate font-medium">{name}</bdi>
                    </p>
                })}
                <ul class="menu w-full gap-1 p-0">
                    <li>{applications}</li>
                    <li>
                        <PageLink
                            href=paths::marketplace()
                            icon="store"
                            section="/marketplace"
                            text=td_string!(locale, common.marketplace)
                        />
                    </li>
                    {billing.then(|| view! {
                        <li><PageLink href=paths::bss() icon="wallet" section="/bss" text=td_string!(locale, bss.title) /></li>
                    })}
                </ul>
            </Transition>
            <p class="mt-auto truncate px-3 py-2 text-xs text-base-content/70" dir="ltr">{fqdn}</p>
        </nav>
    }
}

#[component]
fn PageLink(
    href: String,
    icon: &'static str,
    /// The page belongs to this part of the address space.
    section: &'static str,
    text: &'static str,
) -> impl IntoView {
    let pathname = use_location().pathname;
    let here = Memo::new(move |_| {
        pathname.with(|path| {
            path.strip_prefix(section)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    });
    view! {
        <a href=href class=("menu-active", here) aria-current=move || here.get().then_some("page")>
            <Icon name=icon />
            {text}
        </a>
    }
}
