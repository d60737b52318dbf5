//! Plans and add-ons: the seed data of a fresh Sovereign (§C.1).

use contract::storefront::{AddOn, Plan};
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

/// The plans, in the order to show them.
pub(crate) fn plans() -> Vec<Plan> {
    let plan = |(order, (slug, name, cpu, memory, storage, price, description)): (i64, _)| Plan {
        id: PlanId::from_wire(format!("plan-{slug}")),
        slug: str::to_owned(slug),
        name: str::to_owned(name),
        description: str::to_owned(description),
        cpu: format!("{cpu} vCPU"),
        memory: format!("{memory} GB"),
        storage: format!("{storage} GB"),
        price_omr: price,
        popular: slug == POPULAR,
        sort_order: order,
        features: Vec::new(),
    };
    (1..).zip(PLANS).map(plan).collect()
}

/// The add-ons. Those that cost nothing are part of every plan.
pub(crate) fn add_ons() -> Vec<AddOn> {
    let add_on = |(slug, name, price, category, description): (&str, &str, i64, &str, &str)| AddOn {
        id: AddOnId::from_wire(format!("addon-{slug}")),
        slug: slug.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        price_omr: price,
        included: price == 0,
        category: category.to_owned(),
    };
    ADD_ONS.into_iter().map(add_on).collect()
}
