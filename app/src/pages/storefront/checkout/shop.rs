//! Name and slug of the new Organization. A plain form that leads back here with both in the address.

use super::slug::{self, Availability};
use super::topology::TopologyChoice;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::{Button, Card, Field, Icon, TextInput, Variant, follow};
use contract::NameError;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// Whoever types is not interrupted by asking.
const PAUSE: Duration = Duration::from_millis(400);

/// Asks for name and slug, and says at once whether the slug can be had.
#[component]
pub(super) fn ShopForm(cart: Cart) -> impl IntoView {
    let locale = use_locale();
    let name = RwSignal::new(cart.name.clone());
    let typed = RwSignal::new(cart.slug.clone());
    // A slug that follows the name until somebody types their own.
    let own = RwSignal::new(!cart.slug.is_empty());
    let settled = settled(typed);
    let signed_in = use_session().whoami().is_some();
    let api = Api::from_context();
    let availability = Asked::new(
        move || settled.get(),
        move |slug| slug::availability(api.clone(), slug, signed_in),
    );
    let wrong = Signal::derive(move || {
        let slug = typed.get();
        let broken = slug::check(&slug).err().filter(|_| !slug.is_empty())?;
        Some(words(locale, broken))
    });
    let hidden = cart
        .fields()
        .into_iter()
        .filter(|(name, _)| !matches!(*name, "name" | "slug" | "topology"));
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let hidden = hidden.collect_view();
    let button = if cart.is_named() {
        td_string!(locale, storefront.shop.change)
    } else {
        td_string!(locale, storefront.go_on)
    };
    let variant = if cart.is_named() {
        Variant::Secondary
    } else {
        Variant::Primary
    };
    view! {
        <Card title=td_string!(locale, storefront.shop.title)>
            <form method="get" action="/checkout" class="flex flex-col gap-4">
                {hidden}
                <Field id="shop-name" label=td_string!(locale, storefront.shop.name) required=true>
                    <TextInput
                        value=name
                        name="name"
                        autocomplete="organization"
                        on_input=move |text: String| {
                            if !own.get_untracked() {
                                typed.set(slug::suggest(&text));
                            }
                            name.set(text);
                        }
                    />
                </Field>
                <Field
                    id="shop-slug"
                    label=td_string!(locale, storefront.shop.slug)
                    hint=td_string!(locale, storefront.shop.slug_hint)
                    error=wrong
                    required=true
                >
                    <TextInput
                        value=typed
                        name="slug"
                        dir="ltr"
                        on_input=move |text: String| {
                            own.set(!text.is_empty());
                            typed.set(text.trim().to_lowercase());
                        }
                    />
                </Field>
                <div role="status" class="min-h-6 text-sm"><Says typed settled availability /></div>
                <TopologyChoice cart />
                <Button variant submit=true>{button}</Button>
            </form>
        </Card>
    }
}

/// Whether the slug can be had.
#[component]
fn Says(typed: RwSignal<String>, settled: RwSignal<String>, availability: Asked<Availability>) -> impl IntoView {
    let locale = use_locale();
    let text = follow(move || {
        // What was found out about another slug says nothing about this one.
        let availability = availability.get().filter(|_| typed.get() == settled.get());
        let availability = availability?.ok()?;
        let (icon, class, text) = match availability {
            Availability::NotAsked => return None,
            Availability::Free => ("circle-check", "text-success", td_string!(locale, storefront.shop.free)),
            Availability::Taken => ("circle-x", "text-error", td_string!(locale, storefront.shop.taken)),
            Availability::Own => ("circle-check", "text-success", td_string!(locale, storefront.shop.own)),
            Availability::Settled => ("info", "text-info", td_string!(locale, storefront.shop.settled)),
        };
        let link = (availability == Availability::Settled).then(|| {
            let href = paths::launching(&typed.get_untracked());
            view! { <a href=href class="link">{td_string!(locale, storefront.shop.look)}</a> }
        });
        Some(view! {
            <p class=format!("flex items-center gap-1.5 {class}")>
                <Icon name=icon />
                <span>{text} " " {link}</span>
            </p>
        })
    });
    view! { <Transition>{text}</Transition> }
}

/// The text once nobody has typed for a moment.
fn settled(typed: RwSignal<String>) -> RwSignal<String> {
    let settled = RwSignal::new(typed.get_untracked());
    let waiting: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    Effect::new(move |_| {
        let text = typed.get();
        if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        if text != settled.get_untracked() {
            let timer = set_timeout_with_handle(move || drop(settled.try_set(text)), PAUSE);
            waiting.set_value(timer.ok());
        }
    });
    settled
}

fn words(locale: Locale, error: NameError) -> String {
    match error {
        NameError::Empty => td_string!(locale, storefront.shop.slug_hint).to_owned(),
        NameError::TooShort { min } => say!(locale, storefront.shop.too_short, min = min),
        NameError::TooLong { max } => say!(locale, storefront.shop.too_long, max = max),
        NameError::Shape => td_string!(locale, storefront.shop.shape).to_owned(),
        NameError::Reserved => td_string!(locale, storefront.shop.reserved).to_owned(),
    }
}
