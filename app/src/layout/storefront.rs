//! The frame around what customers see: no sidebar, no words of operators.

use super::outdated::tell_when_outdated;
use super::page::{PageFacts, PageSlot, document_title};
use super::preferences::{LanguageMenu, ThemeMenu};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::time::provide_clock;
use crate::ui::{Icon, Menu, MenuLink, MoneyText, follow};
use crate::wallet::{provide_credit, use_credit};
use contract::billing::GetBalance;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;

/// Logo, credit, language and theme above the page.
#[component]
pub fn StorefrontFrame() -> impl IntoView {
    let locale = use_locale();
    provide_clock();
    tell_when_outdated();
    provide_credit();
    let facts = RwSignal::new(PageFacts::default());
    provide_context(PageSlot(facts));
    view! {
        <Title text=document_title(locale, facts) />
        <a href="#main" class="btn btn-primary sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-50">
            {td_string!(locale, layout.skip)}
        </a>
        <div class="flex min-h-dvh flex-col bg-base-200">
            <header class="sticky top-0 z-30 print:hidden border-b border-base-300 bg-base-100">
                <div class="mx-auto flex h-14 max-w-5xl items-center gap-1 px-3 sm:px-6">
                    <a href=paths::plans() class="flex min-w-0 items-center gap-2 font-semibold">
                        <img src="/favicon.svg" alt="" width="28" height="28" />
                        <span class="truncate">{td_string!(locale, storefront.brand)}</span>
                    </a>
                    <div class="ms-auto flex shrink-0 items-center gap-1">
                        {use_session().whoami().map(|_| view! { <Wallet /> })}
                        <ThemeMenu />
                        <LanguageMenu />
                        <CustomerMenu />
                    </div>
                </div>
            </header>
            <main id="main" tabindex="-1" class="mx-auto w-full max-w-5xl grow px-4 py-8 outline-none sm:px-6 sm:py-12">
                <Outlet />
            </main>
        </div>
    }
}

/// The credit that is left, at every moment.
#[component]
fn Wallet() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let balance = Asked::new(|| (), move |()| api.call(GetBalance));
    let known = use_credit();
    // Without an answer there is no amount to show, and nothing else depends on it.
    let amount = follow(move || {
        let answer = balance.get().and_then(Result::ok);
        let credit = known.or_answer(answer)?.credit().money();
        Some(view! {
            <a href=paths::wallet() class="btn btn-ghost btn-sm gap-1.5 px-2">
                <Icon name="wallet" label=td_string!(locale, storefront.wallet) />
                <MoneyText decimal=credit.decimal() currency=credit.currency />
            </a>
        })
    });
    view! { <Transition>{amount}</Transition> }
}

#[component]
fn CustomerMenu() -> impl IntoView {
    let locale = use_locale();
    let Some(whoami) = use_session().whoami() else {
        let href = paths::sign_in_by_code(None, None, None);
        return view! { <a href=href class="btn btn-ghost btn-sm">{td_string!(locale, storefront.sign_in.short)}</a> }
            .into_any();
    };
    view! {
        <Menu
            label=td_string!(locale, layout.account)
            trigger=|| view! { <Icon name="user" class="size-5" /> }
            class="btn btn-ghost btn-sm btn-square"
            end=true
        >
            <li class="px-3 py-2 text-sm"><bdi class="font-medium wrap-anywhere">{whoami.email}</bdi></li>
            <MenuLink href=paths::shops() icon="store">{td_string!(locale, shop.list.title)}</MenuLink>
            <MenuLink href=paths::wallet() icon="wallet">{td_string!(locale, shop.wallet.title)}</MenuLink>
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
    .into_any()
}
