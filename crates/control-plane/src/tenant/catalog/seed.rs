//! What a fresh Sovereign sells (§C.1).

use contract::catalog::CardText;
use contract::storefront::{AddOn, Bundle, Industry, Offer, OfferKind, Plan, Translations};
use contract::{AddOnId, PlanId};

/// A text in English and in Arabic.
type Words = (&'static str, &'static str);

/// A plan: slug, name, vCPU, memory and storage in GB, price in rials, for whom.
const PLANS: [(&str, &str, u32, u32, u32, i64, Words); 4] = [
    (
        "s",
        "S",
        2,
        4,
        25,
        5,
        ("A first web site or a small team", "لأول موقع إلكتروني أو لفريق صغير"),
    ),
    (
        "m",
        "M",
        4,
        8,
        50,
        9,
        ("A shop with several apps", "لمتجر يستخدم عدة تطبيقات"),
    ),
    (
        "l",
        "L",
        8,
        16,
        100,
        16,
        (
            "A company that works in its apps all day",
            "لشركة تعمل في تطبيقاتها طوال اليوم",
        ),
    ),
    (
        "xl",
        "XL",
        16,
        32,
        200,
        30,
        ("Many people and much data", "لعدد كبير من الأشخاص وبيانات كثيرة"),
    ),
];
/// The plan to point out.
const POPULAR: &str = "m";

/// An add-on: slug, name, price in rials, category, what it does.
const ADD_ONS: [(&str, Words, i64, &str, Words); 9] = [
    (
        "daily-backup",
        ("Daily backup", "نسخ احتياطي يومي"),
        3,
        "backup",
        (
            "A copy of everything, every night, kept for 30 days",
            "نسخة من كل شيء كل ليلة، تُحفظ 30 يومًا",
        ),
    ),
    (
        "priority-support",
        ("Priority support", "دعم ذو أولوية"),
        5,
        "support",
        ("Answers within an hour on working days", "رد خلال ساعة في أيام العمل"),
    ),
    (
        "custom-domain",
        ("Own domain", "نطاق خاص بك"),
        0,
        "network",
        (
            "Use a name of your own instead of ours",
            "استخدم اسم نطاقك بدلًا من اسمنا",
        ),
    ),
    (
        "api-access",
        ("API access", "الوصول عبر واجهة البرمجة"),
        5,
        "integration",
        ("Automate your Organization from outside", "أتمتة عمل مؤسستك من خارجها"),
    ),
    (
        "dedicated-ip",
        ("Dedicated IP address", "عنوان IP مخصص"),
        5,
        "network",
        ("An address that nobody else uses", "عنوان لا يستخدمه أحد غيرك"),
    ),
    (
        "waf",
        ("Web application firewall", "جدار حماية لتطبيقات الويب"),
        0,
        "security",
        ("Refuses known attacks on web sites", "يصد الهجمات المعروفة على المواقع"),
    ),
    (
        "ips",
        ("Intrusion prevention", "منع التسلل"),
        0,
        "security",
        (
            "Stops traffic that looks like an attack",
            "يوقف حركة البيانات التي تبدو هجومًا",
        ),
    ),
    (
        "vulnerability-scan",
        ("Vulnerability scan", "فحص الثغرات"),
        0,
        "security",
        (
            "Looks for known weaknesses every week",
            "يبحث عن نقاط الضعف المعروفة كل أسبوع",
        ),
    ),
    (
        "log-management",
        ("Log management", "إدارة السجلات"),
        3,
        "operations",
        (
            "Keeps and searches what your apps write down",
            "يحفظ ما تسجله تطبيقاتك ويتيح البحث فيه",
        ),
    ),
];

/// Lines of business: slug, name, emoji, apps that suit them.
const INDUSTRIES: [(&str, Words, &str, &[&str]); 4] = [
    (
        "retail",
        ("Retail", "تجارة التجزئة"),
        "🛍️",
        &["wordpress", "odoo", "invoices"],
    ),
    (
        "health",
        ("Health", "الصحة"),
        "🩺",
        &["nextcloud", "invoices", "vaultwarden"],
    ),
    (
        "services",
        ("Professional services", "الخدمات المهنية"),
        "💼",
        &["nextcloud", "invoices", "mailserver"],
    ),
    (
        "technology",
        ("Technology", "التقنية"),
        "💻",
        &["gitea", "grafana", "node-red"],
    ),
];

/// Apps that go together: slug, name, what for, apps, plan.
const BUNDLES: [(&str, Words, Words, &[&str], &str); 3] = [
    (
        "starter-pack",
        ("Starter pack", "حزمة البداية"),
        ("A web site and its numbers", "موقع إلكتروني وأرقام زواره"),
        &["wordpress", "matomo"],
        "s",
    ),
    (
        "comms-hub",
        ("Communication hub", "مركز التواصل"),
        ("Files and mail of your own", "ملفات وبريد إلكتروني خاصان بك"),
        &["nextcloud", "mailserver"],
        "m",
    ),
    (
        "business-suite",
        ("Business suite", "حزمة الأعمال"),
        ("Sell, invoice and keep books", "البيع والفوترة ومسك الدفاتر"),
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
    let plan = |(order, (slug, name, cpu, memory, storage, price, about)): (i64, (_, _, _, _, _, _, Words))| Plan {
        id: PlanId::from_wire(format!("plan-{slug}")),
        slug: str::to_owned(slug),
        name: str::to_owned(name),
        description: about.0.to_owned(),
        cpu: format!("{cpu} vCPU"),
        memory: format!("{memory} GB"),
        storage: format!("{storage} GB"),
        price_omr: price,
        price_baisa: None,
        popular: slug == POPULAR,
        sort_order: order,
        features: Vec::new(),
        translations: in_arabic(CardText {
            description: about.1.to_owned(),
            ..CardText::default()
        }),
    };
    (1..).zip(PLANS).map(plan).collect()
}

/// The add-ons. Those that cost nothing are part of every plan.
fn add_ons() -> Vec<AddOn> {
    let add_on = |(slug, name, price, category, about): (&str, Words, i64, &str, Words)| AddOn {
        id: AddOnId::from_wire(format!("addon-{slug}")),
        slug: slug.to_owned(),
        name: name.0.to_owned(),
        description: about.0.to_owned(),
        price_omr: price,
        price_baisa: None,
        included: price == 0,
        category: category.to_owned(),
        translations: in_arabic(CardText {
            title: name.1.to_owned(),
            description: about.1.to_owned(),
            ..CardText::default()
        }),
    };
    ADD_ONS.into_iter().map(add_on).collect()
}

fn bundles() -> Vec<Bundle> {
    let bundle = |(slug, name, tagline, apps, plan): (&str, Words, Words, &[&str], &str)| Bundle {
        id: format!("bundle-{slug}"),
        slug: slug.to_owned(),
        name: name.0.to_owned(),
        tagline: tagline.0.to_owned(),
        apps: owned(apps),
        discount: 0,
        recommended_size: plan.to_owned(),
        translations: in_arabic(CardText {
            title: name.1.to_owned(),
            tagline: tagline.1.to_owned(),
            ..CardText::default()
        }),
    };
    BUNDLES.into_iter().map(bundle).collect()
}

fn industries() -> Vec<Industry> {
    let industry = |(order, (slug, name, emoji, apps)): (i64, (&str, Words, &str, &[&str]))| Industry {
        id: format!("industry-{slug}"),
        slug: slug.to_owned(),
        name: name.0.to_owned(),
        emoji: emoji.to_owned(),
        description: String::new(),
        display_order: order,
        suggested_apps: owned(apps),
        bundle_id: String::new(),
        translations: in_arabic(CardText {
            title: name.1.to_owned(),
            ..CardText::default()
        }),
    };
    (1..).zip(INDUSTRIES).map(industry).collect()
}

fn in_arabic(words: CardText) -> Translations {
    Translations::from([("ar".to_owned(), words)])
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
