//! What a fresh Sovereign sells (§C.1).

use contract::storefront::{AddOn, Bundle, Industry, Offer, OfferKind, Plan};
use contract::{AddOnId, PlanId};

/// A plan: slug, name, vCPU, memory and storage in GB, price in rials, for whom.
const PLANS: [(&str, &str, u32, u32, u32, i64, &str); 4] = [
    ("s", "S", 2, 4, 25, 5, "A first web site or a small team"),
    ("m", "M", 4, 8, 50, 9, "A shop with several apps"),
    ("l", "L", 8, 16, 100, 16, "A company that works in its apps all day"),
    ("xl", "XL", 16, 32, 200, 30, "Many people and much data"),
];
/// The plan to point out.
const POPULAR: &str = "m";

/// An add-on: slug, name, price in rials, category, what it does.
const ADD_ONS: [(&str, &str, i64, &str, &str); 9] = [
    (
        "daily-backup",
        "Daily backup",
        3,
        "backup",
        "A copy of everything, every night, kept for 30 days",
    ),
    (
        "priority-support",
        "Priority support",
        5,
        "support",
        "Answers within an hour on working days",
    ),
    (
        "custom-domain",
        "Own domain",
        0,
        "network",
        "Use a name of your own instead of ours",
    ),
    (
        "api-access",
        "API access",
        5,
        "integration",
        "Automate your Organization from outside",
    ),
    (
        "dedicated-ip",
        "Dedicated IP address",
        5,
        "network",
        "An address that nobody else uses",
    ),
    (
        "waf",
        "Web application firewall",
        0,
        "security",
        "Refuses known attacks on web sites",
    ),
    (
        "ips",
        "Intrusion prevention",
        0,
        "security",
        "Stops traffic that looks like an attack",
    ),
    (
        "vulnerability-scan",
        "Vulnerability scan",
        0,
        "security",
        "Looks for known weaknesses every week",
    ),
    (
        "log-management",
        "Log management",
        3,
        "operations",
        "Keeps and searches what your apps write down",
    ),
];

/// Lines of business: slug, name, emoji, apps that suit them.
const INDUSTRIES: [(&str, &str, &str, &[&str]); 4] = [
    ("retail", "Retail", "🛍️", &["wordpress", "odoo", "invoices"]),
    ("health", "Health", "🩺", &["nextcloud", "invoices", "vaultwarden"]),
    (
        "services",
        "Professional services",
        "💼",
        &["nextcloud", "invoices", "mailserver"],
    ),
    ("technology", "Technology", "💻", &["gitea", "grafana", "node-red"]),
];

/// Apps that go together: slug, name, what for, apps, plan.
const BUNDLES: [(&str, &str, &str, &[&str], &str); 3] = [
    (
        "starter-pack",
        "Starter pack",
        "A web site and its numbers",
        &["wordpress", "matomo"],
        "s",
    ),
    (
        "comms-hub",
        "Communication hub",
        "Files and mail of your own",
        &["nextcloud", "mailserver"],
        "m",
    ),
    (
        "business-suite",
        "Business suite",
        "Sell, invoice and keep books",
        &["odoo", "invoices"],
        "l",
    ),
];

/// The rows that a list begins with.
pub(super) fn offers(kind: OfferKind) -> Vec<Offer> {
    match kind {
        OfferKind::Plans => plans().into_iter().map(Offer::Plan).collect(),
        OfferKind::AddOns => add_ons().into_iter().map(Offer::AddOn).collect(),
        OfferKind::Bundles => bundles().into_iter().map(Offer::Bundle).collect(),
        OfferKind::Industries => industries().into_iter().map(Offer::Industry).collect(),
    }
}

/// The plans, in the order to show them.
fn plans() -> Vec<Plan> {
    let plan = |(order, (slug, name, cpu, memory, storage, price, description)): (i64, _)| Plan {
        id: PlanId::from_wire(format!("plan-{slug}")),
        slug: str::to_owned(slug),
        name: str::to_owned(name),
        description: str::to_owned(description),
        cpu: format!("{cpu} vCPU"),
        memory: format!("{memory} GB"),
        storage: format!("{storage} GB"),
        price_omr: price,
        price_baisa: None,
        popular: slug == POPULAR,
        sort_order: order,
        features: Vec::new(),
    };
    (1..).zip(PLANS).map(plan).collect()
}

/// The add-ons. Those that cost nothing are part of every plan.
fn add_ons() -> Vec<AddOn> {
    let add_on = |(slug, name, price, category, description): (&str, &str, i64, &str, &str)| AddOn {
        id: AddOnId::from_wire(format!("addon-{slug}")),
        slug: slug.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        price_omr: price,
        price_baisa: None,
        included: price == 0,
        category: category.to_owned(),
    };
    ADD_ONS.into_iter().map(add_on).collect()
}

fn bundles() -> Vec<Bundle> {
    let bundle = |(slug, name, tagline, apps, plan): (&str, &str, &str, &[&str], &str)| Bundle {
        id: format!("bundle-{slug}"),
        slug: slug.to_owned(),
        name: name.to_owned(),
        tagline: tagline.to_owned(),
        apps: owned(apps),
        discount: 0,
        recommended_size: plan.to_owned(),
    };
    BUNDLES.into_iter().map(bundle).collect()
}

fn industries() -> Vec<Industry> {
    let industry = |(order, (slug, name, emoji, apps)): (i64, (&str, &str, &str, &[&str]))| Industry {
        id: format!("industry-{slug}"),
        slug: slug.to_owned(),
        name: name.to_owned(),
        emoji: emoji.to_owned(),
        description: String::new(),
        display_order: order,
        suggested_apps: owned(apps),
        bundle_id: String::new(),
    };
    (1..).zip(INDUSTRIES).map(industry).collect()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
