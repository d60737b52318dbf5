//! What every page of billing has above it: its title, what can be done, and the way to the others.

use crate::i18n::*;
use crate::layout::set_page;
use crate::paths;
use crate::ui::{Crumb, Tab, Tabs};
use contract::storefront::OfferKind;
use leptos::prelude::*;

/// A page of billing that has a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// What comes in.
    Overview,
    /// Who buys.
    Organizations,
    /// What is sold.
    Catalogue,
    /// What was charged.
    Invoices,
    /// Who pays.
    Subscriptions,
    /// What was issued.
    Vouchers,
    /// What was ordered.
    Orders,
}

impl Place {
    const ALL: [Self; 7] = [
        Self::Overview,
        Self::Organizations,
        Self::Orders,
        Self::Invoices,
        Self::Subscriptions,
        Self::Vouchers,
        Self::Catalogue,
    ];

    fn title(self, locale: Locale) -> &'static str {
        match self {
            Self::Overview => td_string!(locale, bss.overview.title),
            Self::Organizations => td_string!(locale, common.organizations),
            Self::Catalogue => td_string!(locale, bss.catalogue.title),
            Self::Invoices => td_string!(locale, bss.invoices.title),
            Self::Subscriptions => td_string!(locale, bss.subscriptions.title),
            Self::Vouchers => td_string!(locale, bss.vouchers.title),
            Self::Orders => td_string!(locale, bss.orders.title),
        }
    }

    fn href(self) -> String {
        match self {
            Self::Overview => paths::bss(),
            Self::Organizations => paths::organizations(None),
            Self::Catalogue => paths::catalogue(OfferKind::Plans),
            Self::Invoices => paths::invoices(),
            Self::Subscriptions => paths::subscriptions(),
            Self::Vouchers => paths::vouchers(None),
            Self::Orders => paths::orders(None),
        }
    }
}

/// A page of billing.
#[component]
pub(super) fn Section(
    /// Which one.
    place: Place,
    /// One line on what is here.
    lead: &'static str,
    /// Buttons or links beside the title.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let locale = use_locale();
    let title = place.title(locale);
    set_page(
        title,
        vec![
            Crumb::link(td_string!(locale, bss.title), paths::bss()),
            Crumb::here(title),
        ],
    );
    let tab = move |other: Place| Tab {
        href: other.href(),
        label: other.title(locale).to_owned(),
        current: other == place,
        reload: false,
    };
    let tabs = Signal::derive(move || Place::ALL.map(tab).to_vec());
    view! {
        <div class="flex flex-col gap-6">
            <Tabs label=td_string!(locale, bss.sections) tabs />
            <header class="flex flex-wrap items-end gap-3">
                <div class="min-w-0 grow">
                    <h1 class="text-2xl font-bold">{title}</h1>
                    <p class="max-w-prose text-base-content/70">{lead}</p>
                </div>
                {actions.map(|actions| actions.run())}
            </header>
            {children()}
        </div>
    }
}
