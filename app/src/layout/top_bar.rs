//! Where one is, how fresh it is, search, and the User's own things.

use super::frame::SIDEBAR_SWITCH;
use super::live_indicator::LiveIndicator;
use super::palette::PaletteSwitch;
use super::preferences::{LanguageMenu, ThemeMenu};
use super::scope::use_scope;
use super::tier::tier_name;
use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::{Badge, Icon, Menu, MenuLink, Tone, follow};
use contract::environment::{EnvType, Environment};
use contract::organization::Organization;
use leptos::prelude::*;

/// The bar above every page.
#[component]
pub(super) fn TopBar(
    /// The sidebar is hidden on wide screens too.
    narrow: RwSignal<bool>,
    palette: PaletteSwitch,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <header class="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-base-300 bg-base-100 px-2 sm:px-4 print:hidden">
            <label
                for=SIDEBAR_SWITCH
                class="btn btn-ghost btn-sm btn-square lg:hidden"
            >
                <span class="sr-only">{td_string!(locale, layout.open_sidebar)}</span>
                <Icon name="menu" class="size-5" />
            </label>
            {move || narrow.get().then(|| view! {
                <button
                    type="button"
                    class="btn btn-ghost btn-sm btn-square hidden lg:inline-flex"
                    aria-label=td_string!(locale, layout.open_sidebar)
                    on:click=move |_| narrow.set(false)
                >
                    <Icon name="menu" class="size-5" />
                </button>
            })}
            <Transition fallback=|| view! { <div class="skeleton h-8 w-40"></div> }>
                <Switchers />
            </Transition>
            <div class="ms-auto flex shrink-0 items-center sm:gap-1">
                <SearchButton palette />
                <SimulatedBadge />
                <LiveIndicator />
                <ThemeMenu />
                <LanguageMenu />
                <UserMenu />
            </div>
        </header>
    }
}

/// Organization and Environment. Choosing an Organization leads to its first Environment.
#[component]
fn Switchers() -> impl IntoView {
    let scope = use_scope();
    follow(move || {
        let environments = scope.environments.get()?.ok()?;
        let organizations = scope.organizations.get().and_then(Result::ok).unwrap_or_default();
        Some(view! { <SwitcherMenus environments organizations current=scope.current() /> })
    })
}

#[component]
fn SwitcherMenus(
    environments: Vec<Environment>,
    organizations: Vec<Organization>,
    current: Option<Environment>,
) -> impl IntoView {
    let locale = use_locale();
    let slug = current.as_ref().map(|environment| environment.organization.clone());
    let first_of = |organization: &Organization| {
        let own = |environment: &&Environment| environment.organization == organization.subdomain;
        environments
            .iter()
            .find(own)
            .map(|environment| paths::environment(&environment.name))
    };
    let shown = organizations
        .iter()
        .find(|organization| Some(&organization.subdomain) == slug.as_ref());
    let organization_name = shown.map(|organization| organization.display_name().to_owned());
    let organization_name = organization_name.or_else(|| slug.as_ref().map(ToString::to_string));
    let organization_links: Vec<_> = organizations
        .iter()
        .filter_map(|organization| {
            let href = first_of(organization)?;
            let current = Some(&organization.subdomain) == slug.as_ref();
            let name = organization.display_name().to_owned();
            Some(view! { <MenuLink href icon="building-2" current><bdi>{name}</bdi></MenuLink> })
        })
        .collect();
    let environment_links: Vec<_> = environments
        .iter()
        .filter(|environment| slug.as_ref().is_none_or(|slug| environment.organization == *slug))
        .map(|environment| {
            let is_current = current.as_ref().is_some_and(|current| current.name == environment.name);
            let name = environment.name.to_string();
            let kind = env_type_name(&environment.env_type);
            view! {
                <MenuLink href=paths::environment(&environment.name) icon="layers" current=is_current>
                    <bdi class="grow">{name}</bdi>
                    <span class="text-xs opacity-70">{kind}</span>
                </MenuLink>
            }
        })
        .collect();
    let environment_name = current.map(|environment| environment.name.to_string());
    let environment_name = environment_name.unwrap_or_else(|| td_string!(locale, layout.no_environment).to_owned());
    view! {
        <nav aria-label=td_string!(locale, layout.switch_environment) class="flex min-w-0 items-center gap-1">
            {organization_name.map(|name| view! {
                <div class="hidden min-w-0 md:block">
                    <SwitcherMenu label=td_string!(locale, layout.switch_organization) icon="building-2" name>
                        {organization_links}
                    </SwitcherMenu>
                </div>
            })}
            <SwitcherMenu label=td_string!(locale, layout.switch_environment) icon="layers" name=environment_name>
                {environment_links}
            </SwitcherMenu>
        </nav>
    }
}

#[component]
fn SwitcherMenu(label: &'static str, icon: &'static str, name: String, children: Children) -> impl IntoView {
    let accessible = format!("{label}: {name}");
    let trigger = move || {
        view! {
            <Icon name=icon class="hidden size-4 sm:block" />
            <bdi class="max-w-24 truncate sm:max-w-40">{name.clone()}</bdi>
            <Icon name="chevron-down" class="size-3.5" />
        }
    };
    view! { <Menu label=accessible trigger class="btn btn-ghost btn-sm px-2">{children()}</Menu> }
}

/// Kind of an Environment in the User's language.
fn env_type_name(kind: &EnvType) -> String {
    let locale = use_locale();
    match kind {
        EnvType::Production => td_string!(locale, common.env_type.prod).to_owned(),
        EnvType::Staging => td_string!(locale, common.env_type.stg).to_owned(),
        EnvType::Acceptance => td_string!(locale, common.env_type.uat).to_owned(),
        EnvType::Development => td_string!(locale, common.env_type.dev).to_owned(),
        EnvType::ProofOfConcept => td_string!(locale, common.env_type.poc).to_owned(),
        EnvType::Unknown(other) => other.clone(),
    }
}

#[component]
fn SearchButton(palette: PaletteSwitch) -> impl IntoView {
    let locale = use_locale();
    view! {
        <button
            type="button"
            class="btn btn-sm btn-square md:w-auto md:px-3"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| palette.open()
        >
            <Icon name="search" />
            <span class="sr-only md:not-sr-only">{td_string!(locale, common.search)}</span>
            <kbd class="kbd kbd-sm hidden lg:inline-flex" dir="ltr" aria-hidden="true">"Ctrl K"</kbd>
        </button>
    }
}

#[component]
fn SimulatedBadge() -> impl IntoView {
    let locale = use_locale();
    use_session().bootstrap().is_simulated().then(|| {
        let text = td_string!(locale, layout.simulated);
        let trigger = move || view! { <Badge tone=Tone::Waiting icon="info"><span class="hidden sm:inline">{text}</span></Badge> };
        view! {
            <Menu label=text trigger class="btn btn-ghost btn-sm px-1" end=true>
                <li class="max-w-72 p-2 text-sm">{td_string!(locale, layout.simulated_text)}</li>
            </Menu>
        }
    })
}

#[component]
fn UserMenu() -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let tier = tier_name(locale, &session.tier());
    session.whoami().map(|whoami| {
        view! {
            <Menu
                label=td_string!(locale, layout.account)
                trigger=|| view! { <Icon name="user" class="size-5" /> }
                class="btn btn-ghost btn-sm btn-square"
                end=true
            >
                <li class="flex flex-col gap-0.5 px-3 py-2 text-sm">
                    <bdi class="font-medium wrap-anywhere">{whoami.email}</bdi>
                    <span class="text-base-content/70">{td_string!(locale, layout.tier)} ": " {tier}</span>
                </li>
                <MenuLink href=paths::my_sessions() icon="key-round">{td_string!(locale, layout.my_sessions)}</MenuLink>
                <li>
                    <form method="post" action="/auth/sign-out" class="p-0">
                        <button type="submit" class="flex w-full cursor-pointer items-center gap-2 px-3 py-2 text-start">
                            <Icon name="log-out" />
                            {td_string!(locale, layout.sign_out)}
                        </button>
                    </form>
                </li>
            </Menu>
        }
    })
}
