//! Every URL of the console, built in one place.

use crate::cart::Cart;
use contract::billing::VoucherCode;
use contract::endpoint::{segments, with_query};
use contract::storefront::OfferKind;
use contract::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName, OrganizationId};

/// The start page: sends on to the Environment looked at last.
#[must_use]
pub fn home() -> String {
    "/".to_owned()
}

/// The sign-in page.
#[must_use]
pub fn sign_in() -> String {
    "/sign-in".to_owned()
}

/// The User's own sessions.
#[must_use]
pub fn my_sessions() -> String {
    "/account/sessions".to_owned()
}

/// The marketplace.
#[must_use]
pub fn marketplace() -> String {
    "/marketplace".to_owned()
}

/// One Blueprint's page.
#[must_use]
pub fn blueprint(name: &BlueprintName) -> String {
    segments(&["marketplace", name.as_str()])
}

/// Where Blueprints are written.
const AUTHOR: &str = "/blueprints/author";

/// Where a Blueprint is written, from a copy of another or from a template.
#[must_use]
pub fn author(from: Option<&BlueprintName>) -> String {
    with_query(AUTHOR.to_owned(), &[("from", from.map(AsRef::as_ref))])
}

/// The install form of a Blueprint, with the version and Environment preset.
#[must_use]
pub fn install(
    name: &BlueprintName,
    version: Option<&BlueprintVersion>,
    environment: Option<&EnvironmentName>,
) -> String {
    with_query(
        segments(&["marketplace", name.as_str(), "install"]),
        &[
            ("version", version.map(AsRef::as_ref)),
            ("environment", environment.map(AsRef::as_ref)),
        ],
    )
}

/// The Applications of an Environment.
#[must_use]
pub fn environment(name: &EnvironmentName) -> String {
    segments(&["environments", name.as_str()])
}

/// Tabs of an Application's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationTab {
    /// State, endpoints, workloads.
    Overview,
    /// The install form again, on what is there.
    Settings,
    /// Files of the repository, in an editor.
    Code,
    /// From branch to branch, by pull request.
    Promotion,
    /// Commits of the repository.
    History,
    /// Removing it.
    Delete,
}

/// One tab of an Application's page.
#[must_use]
pub fn application(environment: &EnvironmentName, name: &ApplicationName, tab: ApplicationTab) -> String {
    let base = segments(&["environments", environment.as_str(), "applications", name.as_str()]);
    match tab {
        ApplicationTab::Overview => base,
        ApplicationTab::Settings => format!("{base}/settings"),
        ApplicationTab::Code => format!("{base}/code"),
        ApplicationTab::Promotion => format!("{base}/promotion"),
        ApplicationTab::History => format!("{base}/history"),
        ApplicationTab::Delete => format!("{base}/delete"),
    }
}

/// Billing, for those who run the marketplace.
#[must_use]
pub fn bss() -> String {
    "/bss".to_owned()
}

/// The vouchers, all or those that a search finds.
#[must_use]
pub fn vouchers(search: Option<&str>) -> String {
    with_query("/bss/vouchers".to_owned(), &[("q", search)])
}

/// The form that issues vouchers.
#[must_use]
pub fn new_voucher() -> String {
    "/bss/vouchers/new".to_owned()
}

/// The Organizations of customers, all or those that a search finds.
#[must_use]
pub fn organizations(search: Option<&str>) -> String {
    with_query("/bss/organizations".to_owned(), &[("q", search)])
}

/// One of them, with what was bought for it.
#[must_use]
pub fn organization(id: &OrganizationId) -> String {
    segments(&["bss", "organizations", id.as_str()])
}

/// Where the Organizations are as a file for spreadsheets. The server answers it, not a page.
pub const ORGANIZATIONS_CSV: &str = "/bss/organizations.csv";

/// The Organizations as a file, all or those that a search finds.
#[must_use]
pub fn organizations_csv(search: Option<&str>) -> String {
    with_query(ORGANIZATIONS_CSV.to_owned(), &[("q", search)])
}

/// Where the ledger of an Organization's owner is as a file for spreadsheets. The server answers it, not a page.
pub const LEDGER_CSV: &str = "/bss/organizations/{organization}/ledger.csv";

/// The ledger of an Organization's owner, as a file.
#[must_use]
pub fn ledger_csv(id: &OrganizationId) -> String {
    segments(&["bss", "organizations", id.as_str(), "ledger.csv"])
}

/// One list of what is sold.
#[must_use]
pub fn catalogue(list: OfferKind) -> String {
    with_query("/bss/catalogue".to_owned(), &[("list", Some(list.as_str()))])
}

/// The apps of the catalogue, and who sees them.
#[must_use]
pub fn catalogue_apps() -> String {
    "/bss/catalogue?list=apps".to_owned()
}

/// The form for a row of such a list; without an id for a new one.
#[must_use]
pub fn offer(list: OfferKind, id: Option<&str>) -> String {
    with_query(
        "/bss/catalogue/offer".to_owned(),
        &[("list", Some(list.as_str())), ("id", id)],
    )
}

/// Invoices of all Organizations.
#[must_use]
pub fn invoices() -> String {
    "/bss/invoices".to_owned()
}

/// The same, as a file for spreadsheets. The server answers it, not a page.
pub const INVOICES_CSV: &str = "/bss/invoices.csv";

/// Subscriptions of all Organizations.
#[must_use]
pub fn subscriptions() -> String {
    "/bss/subscriptions".to_owned()
}

/// The same, as a file for spreadsheets. The server answers it, not a page.
pub const SUBSCRIPTIONS_CSV: &str = "/bss/subscriptions.csv";

/// The latest orders, all or those that stand so.
#[must_use]
pub fn orders(status: Option<&str>) -> String {
    with_query("/bss/orders".to_owned(), &[("status", status)])
}

/// The latest orders, as a file for spreadsheets. The server answers it, not a page.
pub const ORDERS_CSV: &str = "/bss/orders.csv";

/// Where the vouchers are as a file for spreadsheets. The server answers it, not a page.
pub const VOUCHERS_CSV: &str = "/bss/vouchers.csv";

/// The vouchers as a file, all or those that a search finds.
#[must_use]
pub fn vouchers_csv(search: Option<&str>) -> String {
    with_query(VOUCHERS_CSV.to_owned(), &[("q", search)])
}

/// The vouchers to hand out, on a sheet to print.
#[must_use]
pub fn voucher_sheet(search: Option<&str>) -> String {
    with_query("/bss/vouchers/sheet".to_owned(), &[("q", search)])
}

/// Who redeemed a voucher.
#[must_use]
pub fn redemptions(code: &VoucherCode) -> String {
    with_query("/bss/vouchers/redemptions".to_owned(), &[("code", Some(code.as_str()))])
}

/// Where the picture of a voucher's link is. The server answers it, not a page.
pub const VOUCHER_QR: &str = "/bss/vouchers/qr.svg";

/// The link of a voucher as a picture for cameras.
#[must_use]
pub fn voucher_qr(code: &VoucherCode) -> String {
    with_query(VOUCHER_QR.to_owned(), &[("code", Some(code.as_str()))])
}

/// The page that a voucher's link leads to; without a code it asks for one. The slash is part of the published form
/// (tenant contract §0.3).
#[must_use]
pub fn redeem(code: Option<&VoucherCode>) -> String {
    with_query("/redeem/".to_owned(), &[("code", code.map(VoucherCode::as_str))])
}

/// The first step of an order: the plan.
#[must_use]
pub fn plans() -> String {
    "/plans".to_owned()
}

/// The second: apps and add-ons.
#[must_use]
pub fn apps(cart: &Cart) -> String {
    format!("/apps{}", cart.query())
}

/// The last: for whom, how much, and paying.
#[must_use]
pub fn checkout(cart: &Cart) -> String {
    format!("/checkout{}", cart.query())
}

/// An Organization while it is being set up, and afterwards. By its slug: ids do not belong into addresses that people
/// pass on (tenant contract Z10).
#[must_use]
pub fn launching(slug: &str) -> String {
    segments(&["launching", slug])
}

/// A customer's shops.
#[must_use]
pub fn shops() -> String {
    "/shops".to_owned()
}

/// One of them, by its slug.
#[must_use]
pub fn shop(slug: &str) -> String {
    segments(&["shops", slug])
}

/// One of them, with an app to add to it.
#[must_use]
pub fn add_app(slug: &str, app: &str) -> String {
    with_query(shop(slug), &[("add", Some(app))])
}

/// An invoice of a shop.
#[must_use]
pub fn invoice(slug: &str, id: &str) -> String {
    segments(&["shops", slug, "invoices", id])
}

/// A customer's credit.
#[must_use]
pub fn wallet() -> String {
    "/wallet".to_owned()
}

/// What the last step of signing in with a code came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeStep {
    /// A code is on its way.
    Sent,
    /// The address is none.
    BadAddress,
    /// The code is too old, or was guessed at too often.
    Expired,
    /// It is another code.
    Wrong,
    /// Too many tries.
    Throttled,
    /// The service behind does not answer.
    Unavailable,
}

impl CodeStep {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Sent,
        Self::BadAddress,
        Self::Expired,
        Self::Wrong,
        Self::Throttled,
        Self::Unavailable,
    ];

    /// Value in a query.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::BadAddress => "address",
            Self::Expired => "expired",
            Self::Wrong => "wrong",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
        }
    }

    /// Reads a query.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

/// Where customers sign in, with what they have typed and where they were going.
#[must_use]
pub fn sign_in_by_code(email: Option<&str>, next: Option<&str>, step: Option<CodeStep>) -> String {
    with_query(
        "/sign-in/code".to_owned(),
        &[("email", email), ("next", next), ("reason", step.map(CodeStep::as_str))],
    )
}

/// Leads to the identity provider, and from there to where one was going.
#[must_use]
pub fn sign_in_with_provider(next: &str) -> String {
    with_query("/auth/sign-in".to_owned(), &[("next", Some(next))])
}

/// Whether a path is one of the storefront's: what customers see.
#[must_use]
pub fn is_in_storefront(path: &str) -> bool {
    let of_customers = ["/launching/", "/pay/", "/shops/"];
    is_open_to_strangers(path)
        || matches!(path, "/shops" | "/wallet")
        || of_customers.iter().any(|folder| path.starts_with(folder))
}

/// Whether a path is a page that one looks at before signing in.
#[must_use]
pub fn is_open_to_strangers(path: &str) -> bool {
    matches!(path, "/redeem" | "/plans" | "/apps" | "/checkout" | "/sign-in/code")
}

/// Whether a page holds the text editor, which needs a looser policy for styles than every other page.
#[must_use]
pub fn holds_editor(path: &str) -> bool {
    if path.trim_end_matches('/') == AUTHOR {
        return true;
    }
    let mut segments = path.trim_matches('/').split('/');
    segments.next() == Some("environments")
        && segments.nth(1) == Some("applications")
        && segments.nth(1) == Some("code")
}
