//! Samples of the tenant services' wire types, written from the tenant-side contract document.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use contract::auth::{CodeSent, Me, PlatformRole, Tokens};
use contract::billing::*;
use contract::domain::{DnsStatus, Domain, DomainKind, OwnDomain, OwnDomainAdded, Verification};
use contract::money::Baisa;
use contract::provisioning::{Provision, StepStatus};
use contract::storefront::{AddOn, Bundle, Industry, Plan, StoreApp};
use contract::tenant::{
    AppChange, AppChangeStatus, AppState, Availability, Member, NewApp, NewOrganization, Organization, UninstallApp,
    UninstallPreview,
};
use contract::{Endpoint, OrganizationId, StoreAppId};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Reads a sample, writes it back, and compares.
#[track_caller]
fn unchanged<T: DeserializeOwned + Serialize>(sample: Value) -> T {
    let value: T = serde_json::from_value(sample.clone()).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), sample);
    value
}

/// Reads a sample.
#[track_caller]
fn read<T: DeserializeOwned>(sample: Value) -> T {
    serde_json::from_value(sample).unwrap()
}

#[test]
fn signing_in() {
    let user = json!({
        "id": "u1", "email": "shop@example.test", "name": "", "avatar_url": "", "role": "member",
        "created_at": "2026-05-20T08:00:00Z", "updated_at": "2026-05-20T08:00:00Z"
    });
    let tokens: Tokens = unchanged(json!({"token": "a.b.c", "refresh_token": "r", "user": user}));
    assert!(!tokens.user.role.is_billing_admin());
    unchanged::<Me>(json!({ "user": user }));
    assert_eq!(
        read::<CodeSent>(json!({"message": "check your email"})).expires_in_sec,
        600
    );
    assert!(PlatformRole::from("sovereign-admin").is_billing_admin());
}

#[test]
fn vouchers() {
    let row = json!({
        "code": "SPRING-READY-2026", "credit_omr": 100, "description": "Launch campaign", "active": true,
        "max_redemptions": 1, "times_redeemed": 0, "created_at": "2026-05-20T08:00:00Z"
    });
    let mut voucher: Voucher = unchanged(row);
    assert_eq!(voucher.credit(), Baisa(100_000));
    assert_eq!(voucher.state(), VoucherState::Active);
    voucher.times_redeemed = 1;
    assert_eq!(voucher.state(), VoucherState::Exhausted);
    voucher.active = false;
    assert_eq!(voucher.state(), VoucherState::Inactive);
    voucher.deleted_at = voucher.created_at;
    assert_eq!(voucher.state(), VoucherState::Revoked);

    let echo: Voucher = read(json!({"code": "a", "credit_omr": 1, "created_at": "0001-01-01T00:00:00Z"}));
    assert_eq!((echo.created_at, echo.code.as_str()), (None, "A"));
    unchanged::<VoucherPreview>(json!({
        "code": "SPRING-READY-2026", "credit_omr": 100, "description": "Launch campaign", "active": true,
        "accepting_redemptions": false
    }));
    assert_eq!(PreviewVoucher::ANSWERS, [410]);
    let sent = serde_json::to_value(NewVoucher {
        code: VoucherCode::new(" t42-demo-100 "),
        ..NewVoucher::default()
    });
    assert_eq!(
        sent.unwrap(),
        json!({"code": "T42-DEMO-100", "credit_omr": 0, "description": "", "active": false, "max_redemptions": 0})
    );
}

#[test]
fn paths_of_hostile_codes_stay_in_their_segment() {
    let code = VoucherCode::new("a/../b");
    assert_eq!(RevokeVoucher { code }.path(), "/api/billing/vouchers/revoke/A%2F..%2FB");
}

#[test]
fn checkout() {
    unchanged::<CheckoutRequest>(json!({
        "plan_id": "plan-m", "tenant_id": "4b1c", "apps": ["app-wordpress"], "addons": [],
        "promo_code": "SPRING-READY-2026"
    }));
    let paid: CheckoutAnswer = unchanged(json!({"order_id": "9e70", "paid_by_credit": true, "credit_balance": 91}));
    assert_eq!(paid.credit(), Baisa(91_000));
    let nothing_left: CheckoutAnswer = unchanged(json!({"order_id": "9e70", "paid_by_credit": true}));
    assert_eq!(nothing_left.credit(), Baisa(0));
    unchanged::<CheckoutAnswer>(json!({"order_id": "9e70", "session_url": "https://pay.example.test/s/1"}));
    unchanged::<Quote>(json!({
        "currency": "OMR", "price_source": "catalog", "plan_id": "plan-m", "plan_amount_baisa": 9000,
        "topology_amount_baisa": 5000, "amount_baisa": 14000, "amount_omr": 14, "topology": "active-hot-standby",
        "lines": [{"sku": "m", "name": "M", "amount_baisa": 9000}]
    }));
}

#[test]
fn wallet() {
    let balance: Balance = unchanged(json!({"credit_omr": 91, "credit_baisa": 91500, "entries": [
        {"id": "l2", "amount_omr": -9, "amount_baisa": -8500, "reason": "order-payment", "order_id": "9e70",
         "tenant_deleted": true, "created_at": "2026-05-20T08:00:01Z"},
        {"id": "l1", "amount_omr": 100, "amount_baisa": 100_000, "reason": "promo:SPRING-READY-2026",
         "created_at": "2026-05-20T08:00:00Z"}
    ]}));
    assert_eq!(balance.credit(), Baisa(91_500));
    assert_eq!(balance.entries[0].amount(), Baisa(-8500));
    assert_eq!(read::<Balance>(json!({"entries": null})), Balance::default());
    unchanged::<Subscription>(json!({
        "id": "s1", "customer_id": "c1", "tenant_id": "4b1c", "plan_id": "plan-m", "status": "active",
        "current_period_start": "2026-05-20T08:00:00Z", "current_period_end": "2026-06-20T08:00:00Z",
        "created_at": "2026-05-20T08:00:00Z", "updated_at": "2026-05-20T08:00:00Z"
    }));
    assert_eq!(SubscriptionStatus::from("cancelled"), SubscriptionStatus::Canceled);
    unchanged::<Invoice>(json!({
        "id": "i1", "customer_id": "c1", "tenant_id": "4b1c", "amount_omr": 9, "amount_baisa": 9000,
        "currency": "omr", "status": "paid", "period_start": "2026-05-20T08:00:00Z",
        "period_end": "2026-06-20T08:00:00Z", "created_at": "2026-05-20T08:00:00Z"
    }));
}

#[test]
fn operators() {
    let revenue: Revenue = unchanged(json!({
        "total_mrr": 18, "total_mrr_baisa": 18000, "total_customers": 2, "new_this_month": 1,
        "active_subscriptions": 2
    }));
    assert_eq!(revenue.mrr(), Baisa(18_000));
    unchanged::<Order>(json!({
        "id": "9e70", "customer_id": "c1", "tenant_id": "4b1c", "plan_id": "plan-m", "apps": [], "addons": ["addon-backup"],
        "amount_omr": 12, "amount_baisa": 12000, "status": "completed", "created_at": "2026-05-20T08:00:00Z",
        "promo_code": "SPRING-READY-2026", "promo_deleted": true
    }));
}

#[test]
fn storefront() {
    let plan: Plan = unchanged(json!({
        "id": "plan-s", "slug": "s", "name": "S", "description": "", "cpu": "2 vCPU", "memory": "4 GB",
        "storage": "25 GB", "price_omr": 5, "popular": false, "sort_order": 1, "features": []
    }));
    assert_eq!(plan.price(), Baisa(5000));
    unchanged::<AddOn>(json!({
        "id": "addon-backup", "slug": "daily-backup", "name": "Daily backup", "description": "", "price_omr": 3,
        "included": false, "category": "backup"
    }));
    let app: StoreApp = read(json!({"id": "a", "slug": "wordpress", "features": null, "config_schema": []}));
    assert_eq!((app.features.len(), app.deployable), (0, false));
    read::<Industry>(json!({"id": "i", "slug": "retail", "suggested_apps": null}));
    read::<Bundle>(json!({"id": "b", "slug": "starter-pack", "apps": ["wordpress"]}));
}

#[test]
fn organizations() {
    unchanged::<Availability>(json!({"available": true}));
    unchanged::<NewOrganization>(json!({
        "slug": "muttrah-books", "name": "Muttrah Books", "org_type": "", "industry": "retail", "plan_id": "plan-m",
        "apps": ["app-wordpress"], "addons": [], "parent_domain": "omani.homes",
        "app_configs": {"wordpress": {"title": "Muttrah Books"}}, "defer_launch": true
    }));
    let organization: Organization = unchanged(json!({
        "id": "4b1c", "slug": "muttrah-books", "name": "Muttrah Books", "org_type": "", "industry": "retail",
        "owner_id": "u1", "plan_id": "plan-m", "apps": ["app-wordpress"],
        "app_states": {"app-wordpress": "installing"}, "addons": [], "subdomain": "muttrah-books",
        "custom_domains": [], "status": "pending_payment", "created_at": "2026-05-20T08:00:00Z",
        "updated_at": "2026-05-20T08:00:00Z", "parent_domain": "omani.homes"
    }));
    let wordpress = StoreAppId::from_wire("app-wordpress");
    assert_eq!(organization.app_states[&wordpress], AppState::Installing);
    unchanged::<Member>(json!({
        "id": "m1", "tenant_id": "4b1c", "user_id": "u1", "email": "", "role": "owner",
        "joined_at": "2026-05-20T08:00:00Z"
    }));
}

#[test]
fn apps_of_the_second_day() {
    unchanged::<NewApp>(json!({
        "slug": "wordpress", "dep_choices": {"postgres": "dedicated"}, "app_config": {"title": "Muttrah Books"}
    }));
    unchanged::<AppChange>(json!({
        "status": "queued", "apps": ["app-wordpress"], "app_states": {"app-wordpress": "installing"},
        "deployed": ["app-postgres", "app-wordpress"]
    }));
    let settled: AppChange = unchanged(json!({"status": "already_installed"}));
    assert_eq!(settled.status, AppChangeStatus::AlreadyInstalled);
    unchanged::<UninstallPreview>(json!({
        "app_slug": "wordpress", "app_name": "WordPress", "installed": true,
        "purged_services": [{"slug": "postgres", "name": "PostgreSQL"}], "retained_services": [], "dependents": []
    }));
    let nothing: UninstallPreview = read(json!({"app_slug": "a", "purged_services": null, "dependents": null}));
    assert!(!nothing.installed && nothing.dependents.is_empty());
    let mut uninstall = UninstallApp {
        organization: OrganizationId::from_wire("4b1c"),
        slug: "wordpress".to_owned(),
        force: false,
    };
    assert_eq!(uninstall.path(), "/api/tenant/orgs/4b1c/apps/wordpress");
    uninstall.force = true;
    assert_eq!(uninstall.path(), "/api/tenant/orgs/4b1c/apps/wordpress?force=true");
}

#[test]
fn domains() {
    unchanged::<OwnDomain>(json!({"tenant_id": "4b1c", "domain": "books.example.test"}));
    let row = json!({
        "id": "d1", "tenant_id": "4b1c", "domain": "books.example.test", "type": "byod", "tld": "", "subdomain": "",
        "registrar": "", "dns_status": "pending", "tls_ready": false, "created_at": "2026-05-20T08:00:00Z",
        "updated_at": "2026-05-20T08:00:00Z"
    });
    let domain: Domain = unchanged(row.clone());
    assert_eq!((domain.kind, domain.dns_status), (DomainKind::Own, DnsStatus::Pending));
    unchanged::<OwnDomainAdded>(json!({
        "domain": row, "cname_target": "muttrah-books.omani.homes", "registrar": "", "instructions": "Add a **CNAME**"
    }));
    unchanged::<Verification>(json!({
        "id": "d1", "domain": "books.example.test", "dns_status": "failed", "message": "no record was found"
    }));
}

#[test]
fn provisioning() {
    let run: Provision = read(json!({
        "id": "p1", "tenant_id": "4b1c", "order_id": "9e70", "plan_id": "plan-m", "apps": null,
        "subdomain": "muttrah-books", "status": "provisioning", "progress": 20, "steps": [
            {"name": "Create Organization", "status": "completed", "message": "", "started_at": "2026-05-20T08:00:00Z",
             "done_at": "2026-05-20T08:00:01Z"},
            {"name": "Check health", "status": "pending", "message": "", "started_at": "0001-01-01T00:00:00Z",
             "done_at": "0001-01-01T00:00:00Z"}
        ]
    }));
    assert_eq!(run.steps[0].status, StepStatus::Completed);
    assert_eq!(run.steps[1].started_at, None);
}
