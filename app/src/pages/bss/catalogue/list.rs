//! One list of the catalogue.

use super::kind_word;
use crate::amount::Amount;
use crate::api::Api;
use crate::i18n::*;
use crate::paths;
use crate::ui::{
    Badge, Button, Column, ConfirmDialog, EmptyState, LinkButton, Size, Table, Variant, follow, use_toast,
};
use contract::Baisa;
use contract::storefront::{DeleteOffer, Offer, OfferKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The rows of a list.
#[component]
pub(super) fn OfferList(
    /// Which list.
    kind: OfferKind,
    /// In the order that customers see.
    rows: Vec<Offer>,
    /// Reads the list again.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    if rows.is_empty() {
        return view! { <EmptyState icon="package" title=td_string!(locale, bss.catalogue.empty) /> }.into_any();
    }
    let asked = RwSignal::new(None::<Offer>);
    let open = RwSignal::new(false);
    let delete = Callback::new(move |offer: Offer| {
        asked.set(Some(offer));
        open.set(true);
    });
    let mut columns = vec![
        Column::new(td_string!(locale, common.name), move |offer: &Offer| {
            let href = paths::offer(kind, Some(offer.id()));
            let popular = matches!(offer, Offer::Plan(plan) if plan.popular)
                .then(|| view! { <Badge>{td_string!(locale, storefront.plans.popular)}</Badge> });
            view! {
                <span class="flex flex-wrap items-center gap-2">
                    <a href=href class="link font-medium wrap-anywhere"><bdi>{offer.name().to_owned()}</bdi></a>
                    {popular}
                </span>
            }
            .into_any()
        })
        .class("min-w-40")
        .sorted_by(|one, other| one.name().cmp(other.name())),
        Column::new(td_string!(locale, bss.catalogue.slug), |offer: &Offer| {
            view! { <bdi dir="ltr" class="font-mono text-xs">{offer.slug().to_owned()}</bdi> }.into_any()
        }),
    ];
    columns.push(match kind {
        OfferKind::Plans | OfferKind::AddOns => {
            Column::new(td_string!(locale, bss.catalogue.price), |offer: &Offer| {
                price(offer).map(|amount| view! { <Amount amount /> }).into_any()
            })
            .sorted_by(|one, other| price(one).cmp(&price(other)))
        }
        OfferKind::Bundles | OfferKind::Industries => {
            Column::new(td_string!(locale, common.applications), |offer: &Offer| {
                view! { <bdi dir="ltr" class="wrap-anywhere">{apps(offer).join(", ")}</bdi> }.into_any()
            })
        }
    });
    columns.push(Column::new(td_string!(locale, bss.actions), move |offer: &Offer| {
        view! { <Actions offer=offer.clone() delete /> }.into_any()
    }));
    let rows = RwSignal::new(rows);
    view! {
        <Table id="offers" caption=kind_word(locale, kind) columns rows />
        <Deletion asked open reload />
    }
    .into_any()
}

fn price(offer: &Offer) -> Option<Baisa> {
    match offer {
        Offer::Plan(plan) => Some(plan.price()),
        Offer::AddOn(add_on) => Some(add_on.price()),
        Offer::Bundle(_) | Offer::Industry(_) => None,
    }
}

fn apps(offer: &Offer) -> &[String] {
    match offer {
        Offer::Bundle(bundle) => &bundle.apps,
        Offer::Industry(industry) => &industry.suggested_apps,
        Offer::Plan(_) | Offer::AddOn(_) => &[],
    }
}

#[component]
fn Actions(offer: Offer, delete: Callback<Offer>) -> impl IntoView {
    let locale = use_locale();
    let edit = say!(locale, bss.catalogue.edit_named, name = offer.name());
    let remove = say!(locale, bss.catalogue.delete_named, name = offer.name());
    view! {
        <div class="flex items-center gap-1">
            <LinkButton size=Size::Small href=paths::offer(offer.kind(), Some(offer.id())) label=edit>
                {td_string!(locale, common.edit)}
            </LinkButton>
            <Button
                variant=Variant::Ghost
                size=Size::Small
                label=remove
                on_click=move |_| delete.run(offer.clone())
            >
                {td_string!(locale, common.delete)}
            </Button>
        </div>
    }
}

/// The question before a row is taken out.
#[component]
fn Deletion(asked: RwSignal<Option<Offer>>, open: RwSignal<bool>, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let confirm = move |()| {
        let Some(offer) = asked.get_untracked() else {
            return;
        };
        busy.set(true);
        failed.set(None);
        let call = api.call(DeleteOffer {
            kind: offer.kind(),
            id: offer.id().to_owned(),
        });
        spawn_local(async move {
            match call.await {
                Ok(()) => {
                    toasts.success(say!(locale, bss.catalogue.deleted, name = offer.name()));
                    open.try_set(false);
                    reload.run(());
                }
                Err(error) => drop(failed.try_set(Some(error.message))),
            }
            busy.try_set(false);
        });
    };
    let text = follow(move || {
        let offer = asked.get()?;
        Some(say!(locale, bss.catalogue.delete_text, name = offer.name()))
    });
    view! {
        <ConfirmDialog
            id="delete-offer"
            open
            title=td_string!(locale, bss.catalogue.delete_title)
            action=td_string!(locale, common.delete)
            busy
            error=failed
            on_confirm=confirm
        >
            <p class="wrap-anywhere"><bdi>{text.clone()}</bdi></p>
        </ConfirmDialog>
    }
}
