//! The checkout: for whom, by whom, how much, and paying. Each part is there as soon as the one before it is filled in.

mod answers;
mod assessment;
mod order;
mod pay;
mod shop;
mod slug;
mod summary;
mod topology;

use super::apps::NoPlan;
use super::progress::{Progress, Stage};
use super::sign_in::EmailForm;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::session::use_session;
use crate::ui::{Alert, Card, CardSkeleton, LinkButton, Tone};
use answers::{Answers, AppQuestions};
use assessment::{Assessed, Assessment, assess};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use pay::Pay;
use shop::ShopForm;
use summary::Summary;

/// `/checkout?plan=`
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, storefront.checkout.title);
    set_page(title, Vec::new());
    let cart = use_query_map().with_untracked(Cart::read);
    if cart.plan.is_none() {
        return view! { <NoPlan /> }.into_any();
    }
    let session = use_session();
    let signed_in = session.whoami().is_some();
    let voucher = session.bootstrap().voucher;
    let api = Api::from_context();
    let asked = cart.clone();
    let assessed = Asked::new(
        || (),
        move |()| assess(api.clone(), asked.clone(), voucher.clone(), signed_in, locale),
    );
    let ordered = cart.clone();
    let answers = Answers::new(&cart);
    let has_questions = signed_in && cart.is_named() && !cart.apps.is_empty();
    view! {
        <Progress at=Stage::Checkout cart=cart.clone() />
        <h1 class="mb-8 text-3xl font-semibold">{title}</h1>
        <div class="grid items-start gap-6 lg:grid-cols-5">
            <div class="flex min-w-0 flex-col gap-6 lg:col-span-3">
                <ShopForm cart=cart.clone() />
                {(!signed_in && cart.is_named()).then(|| view! { <SignIn cart=cart.clone() /> })}
                {has_questions.then(|| view! { <AppQuestions cart=cart.clone() answers /> })}
            </div>
            <div class="min-w-0 lg:col-span-2">
                <Loaded
                    asked=assessed
                    skeleton=|| view! { <CardSkeleton /> }
                    view=move |assessed| match assessed {
                        Assessed::Priced(assessment) => {
                            view! { <Order assessment cart=ordered.clone() signed_in answers /> }.into_any()
                        }
                        Assessed::NoStandby(apps) => view! { <NoStandby apps cart=ordered.clone() /> }.into_any(),
                    }
                />
            </div>
        </div>
    }
    .into_any()
}

/// What it costs, and the way to pay once everything is known.
#[component]
fn Order(assessment: Assessment, cart: Cart, signed_in: bool, answers: Answers) -> impl IntoView {
    let locale = use_locale();
    let ready = signed_in && cart.is_named();
    let end = if ready {
        view! { <Pay assessment=assessment.clone() cart answers /> }.into_any()
    } else {
        let text = if cart.is_named() {
            td_string!(locale, storefront.checkout.sign_in_first)
        } else {
            td_string!(locale, storefront.checkout.name_first)
        };
        view! { <p class="text-sm text-base-content/70">{text}</p> }.into_any()
    };
    view! {
        <Card title=td_string!(locale, storefront.checkout.summary)>
            <Summary assessment />
            {end}
        </Card>
    }
}

/// The apps were chosen after the standby, and cannot have one.
#[component]
fn NoStandby(apps: Vec<String>, cart: Cart) -> impl IntoView {
    let locale = use_locale();
    let in_one_region = paths::checkout(&Cart {
        topology: None,
        ..cart.clone()
    });
    let actions = move || {
        view! {
            <LinkButton href=in_one_region.clone()>{td_string!(locale, storefront.topology.choose_single)}</LinkButton>
            <LinkButton href=paths::apps(&cart)>{td_string!(locale, storefront.topology.choose_apps)}</LinkButton>
        }
    };
    let text = say!(locale, storefront.topology.ruled_out, apps = apps.join(" · "));
    view! {
        <Card title=td_string!(locale, storefront.checkout.summary)>
            <Alert tone=Tone::Warning actions>{text}</Alert>
        </Card>
    }
}

/// Signing in on the way, which leads back to this very order.
#[component]
fn SignIn(cart: Cart) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Card title=td_string!(locale, storefront.sign_in.title)>
            <EmailForm email=String::new() next=paths::checkout(&cart) />
        </Card>
    }
}
