//! The route table: the map of the product. Every page is a pack of its own, loaded when it is first visited.

use crate::layout::{Frame, NotFoundPage, StorefrontFrame};
use crate::pages;
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
#[cfg(feature = "split")]
use leptos_router::lazy_route;
use leptos_router::{Lazy, LazyRoute, SsrMode, path};

/// Makes a component a lazily loaded page. Without `split` it is linked into the one bundle.
macro_rules! page {
    ($page:ident => $component:path) => {
        struct $page;

        #[cfg(feature = "split")]
        #[lazy_route]
        impl LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> AnyView {
                $component().into_any()
            }
        }

        #[cfg(not(feature = "split"))]
        impl LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            async fn view(_this: Self) -> AnyView {
                $component().into_any()
            }
        }
    };
}

page!(Environment => pages::environment::EnvironmentPage);
page!(Home => pages::home::HomePage);
page!(Marketplace => pages::marketplace::MarketplacePage);
page!(AuthorBlueprint => pages::authoring::AuthorPage);
page!(Blueprint => pages::marketplace::BlueprintPage);
page!(Application => pages::application::ApplicationLayout);
page!(ApplicationCode => pages::application::CodePage);
page!(ApplicationDelete => pages::application::DeletePage);
page!(ApplicationHistory => pages::application::HistoryPage);
page!(ApplicationOverview => pages::application::OverviewPage);
page!(ApplicationPromotion => pages::application::PromotionPage);
page!(ApplicationSettings => pages::application::SettingsPage);
page!(Install => pages::install::InstallPage);
page!(Billing => pages::bss::OverviewPage);
page!(NewVoucher => pages::bss::NewVoucherPage);
page!(Catalogue => pages::bss::CataloguePage);
page!(CatalogueOffer => pages::bss::OfferPage);
page!(Invoices => pages::bss::InvoicesPage);
page!(Subscriptions => pages::bss::SubscriptionsPage);
page!(SoldOrganization => pages::bss::OrganizationPage);
page!(SoldOrganizations => pages::bss::OrganizationsPage);
page!(Orders => pages::bss::OrdersPage);
page!(VoucherSheet => pages::bss::VoucherSheetPage);
page!(Redemptions => pages::bss::RedemptionsPage);
page!(Vouchers => pages::bss::VouchersPage);
page!(MySessions => pages::account::MySessionsPage);
page!(Redeem => pages::redeem::RedeemPage);
page!(Plans => pages::storefront::PlansPage);
page!(Apps => pages::storefront::AppsPage);
page!(Checkout => pages::storefront::CheckoutPage);
page!(Card => pages::storefront::CardPage);
page!(Launching => pages::storefront::LaunchingPage);
page!(Shops => pages::shop::ShopsPage);
page!(Shop => pages::shop::ShopPage);
page!(ShopInvoice => pages::shop::InvoicePage);
page!(Wallet => pages::shop::WalletPage);
page!(SignInByCode => pages::storefront::SignInByCodePage);
page!(SignIn => pages::sign_in::SignInPage);

/// A page leaves the server whole: its status, its title and what is readable without a script are only known once its
/// data has arrived, which takes milliseconds.
const WHOLE: SsrMode = SsrMode::Async;

/// Every page of the console.
#[component]
pub fn AppRoutes() -> impl IntoView {
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/sign-in") view={Lazy::<SignIn>::new()} ssr=WHOLE />
            <ParentRoute path=path!("") view=StorefrontFrame ssr=WHOLE>
                <Route path=path!("/redeem") view={Lazy::<Redeem>::new()} />
                <Route path=path!("/plans") view={Lazy::<Plans>::new()} />
                <Route path=path!("/apps") view={Lazy::<Apps>::new()} />
                <Route path=path!("/checkout") view={Lazy::<Checkout>::new()} />
                <Route path=path!("/pay/:session") view={Lazy::<Card>::new()} />
                <Route path=path!("/launching/:organization") view={Lazy::<Launching>::new()} />
                <Route path=path!("/shops") view={Lazy::<Shops>::new()} />
                <Route path=path!("/shops/:organization") view={Lazy::<Shop>::new()} />
                <Route path=path!("/shops/:organization/invoices/:invoice") view={Lazy::<ShopInvoice>::new()} />
                <Route path=path!("/wallet") view={Lazy::<Wallet>::new()} />
                <Route path=path!("/sign-in/code") view={Lazy::<SignInByCode>::new()} />
            </ParentRoute>
            <ParentRoute path=path!("") view=Frame ssr=WHOLE>
                <Route path=path!("/") view={Lazy::<Home>::new()} />
                <Route path=path!("/marketplace") view={Lazy::<Marketplace>::new()} />
                <Route path=path!("/marketplace/:blueprint") view={Lazy::<Blueprint>::new()} />
                <Route path=path!("/blueprints/author") view={Lazy::<AuthorBlueprint>::new()} />
                <Route path=path!("/bss") view={Lazy::<Billing>::new()} />
                <Route path=path!("/bss/catalogue") view={Lazy::<Catalogue>::new()} />
                <Route path=path!("/bss/catalogue/offer") view={Lazy::<CatalogueOffer>::new()} />
                <Route path=path!("/bss/invoices") view={Lazy::<Invoices>::new()} />
                <Route path=path!("/bss/subscriptions") view={Lazy::<Subscriptions>::new()} />
                <Route path=path!("/bss/organizations") view={Lazy::<SoldOrganizations>::new()} />
                <Route path=path!("/bss/organizations/:organization") view={Lazy::<SoldOrganization>::new()} />
                <Route path=path!("/bss/orders") view={Lazy::<Orders>::new()} />
                <Route path=path!("/bss/vouchers") view={Lazy::<Vouchers>::new()} />
                <Route path=path!("/bss/vouchers/sheet") view={Lazy::<VoucherSheet>::new()} />
                <Route path=path!("/bss/vouchers/redemptions") view={Lazy::<Redemptions>::new()} />
                <Route path=path!("/bss/vouchers/new") view={Lazy::<NewVoucher>::new()} />
                <Route path=path!("/account/sessions") view={Lazy::<MySessions>::new()} />
                <Route path=path!("/environments/:environment") view={Lazy::<Environment>::new()} />
                <ParentRoute
                    path=path!("/environments/:environment/applications/:application")
                    view={Lazy::<Application>::new()}
                >
                    <Route path=path!("") view={Lazy::<ApplicationOverview>::new()} />
                    <Route path=path!("settings") view={Lazy::<ApplicationSettings>::new()} />
                    <Route path=path!("code") view={Lazy::<ApplicationCode>::new()} />
                    <Route path=path!("promotion") view={Lazy::<ApplicationPromotion>::new()} />
                    <Route path=path!("history") view={Lazy::<ApplicationHistory>::new()} />
                    <Route path=path!("delete") view={Lazy::<ApplicationDelete>::new()} />
                </ParentRoute>
                <Route path=path!("/marketplace/:blueprint/install") view={Lazy::<Install>::new()} />
            </ParentRoute>
        </Routes>
    }
}
