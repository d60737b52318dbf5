//! What holds of the money whatever happened.

/// Each with a query that counts its violations.
const INVARIANTS: [(&str, &str); 13] = [
    (
        "a balance is the sum of its ledger and never negative",
        "SELECT COUNT(*) FROM credit_ledger AS last WHERE balance < 0 OR balance <>
          (SELECT SUM(amount) FROM credit_ledger WHERE customer_id = last.customer_id AND number <= last.number)",
    ),
    (
        "redemptions stay within the limit",
        "SELECT COUNT(*) FROM promo_codes WHERE max_redemptions > 0 AND times_redeemed > max_redemptions",
    ),
    (
        "the counter counts redemptions, one a customer",
        "SELECT COUNT(*) FROM promo_codes WHERE times_redeemed <>
          (SELECT COUNT(DISTINCT customer_id) FROM promo_redemptions WHERE code = promo_codes.code)",
    ),
    (
        "each redemption is one grant",
        "SELECT COUNT(*) FROM promo_redemptions WHERE 1 <>
          (SELECT COUNT(*) FROM credit_ledger WHERE customer_id = promo_redemptions.customer_id
           AND reason = 'promo:' || promo_redemptions.code AND amount > 0)",
    ),
    (
        "an order is completed when it is invoiced, once, for its amount",
        "SELECT COUNT(*) FROM orders WHERE amount * (status = 'completed') <>
             (SELECT COALESCE(SUM(amount), 0) FROM invoices WHERE order_id = orders.id AND status = 'paid')",
    ),
    (
        "an order that credit pays is paid once",
        "SELECT COUNT(*) FROM orders WHERE stripe_session_id IS NULL AND -amount <>
             (SELECT SUM(amount) FROM credit_ledger WHERE order_id = orders.id)",
    ),
    (
        "what was paid, by credit or by card, was invoiced or became credit",
        "SELECT (SELECT COALESCE(SUM(amount), 0) FROM stripe_webhook_events)
             - (SELECT COALESCE(SUM(amount), 0) FROM credit_ledger WHERE reason NOT LIKE 'promo:%')
             - (SELECT COALESCE(SUM(amount), 0) FROM invoices)",
    ),
    (
        "an Organization pays for one plan",
        "SELECT COUNT(*) - COUNT(DISTINCT tenant_id) FROM subscriptions WHERE status = 'active'",
    ),
    (
        "it is set up by one order",
        "SELECT COUNT(*) - COUNT(DISTINCT tenant_id) FROM orders WHERE status = 'completed' AND replaces IS NULL",
    ),
    (
        "each completed order is one subscription",
        "SELECT (SELECT COUNT(*) FROM orders WHERE status = 'completed') - (SELECT COUNT(*) FROM subscriptions)",
    ),
    (
        "an order takes the place of one subscription, which no other order takes",
        "SELECT COUNT(*) - COUNT(DISTINCT replaces) FROM orders WHERE status = 'completed' AND replaces IS NOT NULL",
    ),
    (
        "an Organization has the plan it pays for",
        "SELECT COUNT(*) FROM subscriptions JOIN tenant_organizations AS own ON own.id = tenant_id
         WHERE status = 'active' AND plan_id <> json_extract(own.record, '$.organization.plan_id')",
    ),
    (
        "nobody pays for an Organization that is no more",
        "SELECT COUNT(*) FROM subscriptions WHERE status = 'active' AND tenant_id NOT IN
          (SELECT id FROM tenant_organizations WHERE json_extract(record, '$.organization.status') <> 'deleted')",
    ),
];

/// Checks every invariant. `count` answers one number from the database.
pub fn check(count: impl Fn(&str) -> i64) {
    for (invariant, violations) in INVARIANTS {
        assert_eq!(count(violations), 0, "{invariant}");
    }
}
