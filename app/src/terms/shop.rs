//! The vocabularies of the tenant services in the User's words: states, roles, and what moved credit.

use crate::i18n::*;
use crate::ui::Tone;
use contract::billing::{InvoiceStatus, LedgerEntry, SubscriptionStatus};
use contract::tenant::{MemberRole, OrganizationStatus};

/// How a shop stands.
#[must_use]
pub fn status(locale: Locale, status: &OrganizationStatus) -> (Tone, String) {
    let (tone, word) = match status {
        OrganizationStatus::PendingPayment => (Tone::Warning, td_string!(locale, shop.status.pending_payment)),
        OrganizationStatus::Provisioning => (Tone::Info, td_string!(locale, shop.status.provisioning)),
        OrganizationStatus::Active => (Tone::Success, td_string!(locale, shop.status.active)),
        OrganizationStatus::Failed => (Tone::Error, td_string!(locale, shop.status.failed)),
        OrganizationStatus::Suspended => (Tone::Warning, td_string!(locale, shop.status.suspended)),
        OrganizationStatus::Deleted => (Tone::Neutral, td_string!(locale, shop.status.deleted)),
        OrganizationStatus::Unknown(word) => return (Tone::Neutral, word.clone()),
    };
    (tone, word.to_owned())
}

/// How a subscription stands.
#[must_use]
pub fn subscription(locale: Locale, status: &SubscriptionStatus) -> (Tone, String) {
    match status {
        SubscriptionStatus::Active => (Tone::Success, td_string!(locale, shop.billing.active).to_owned()),
        SubscriptionStatus::Canceled => (Tone::Neutral, td_string!(locale, shop.billing.canceled).to_owned()),
        SubscriptionStatus::Unknown(word) => (Tone::Warning, word.clone()),
    }
}

/// How an invoice stands.
#[must_use]
pub fn invoice(locale: Locale, status: &InvoiceStatus) -> (Tone, String) {
    let (tone, word) = match status {
        InvoiceStatus::Draft => (Tone::Neutral, td_string!(locale, shop.invoice.draft)),
        InvoiceStatus::Open => (Tone::Warning, td_string!(locale, shop.invoice.open)),
        InvoiceStatus::Paid => (Tone::Success, td_string!(locale, shop.invoice.paid)),
        InvoiceStatus::Voided => (Tone::Neutral, td_string!(locale, shop.invoice.voided)),
        InvoiceStatus::Uncollectible => (Tone::Error, td_string!(locale, shop.invoice.uncollectible)),
        InvoiceStatus::Unknown(word) => return (Tone::Neutral, word.clone()),
    };
    (tone, word.to_owned())
}

/// What a person may do.
#[must_use]
pub fn role(locale: Locale, role: &MemberRole) -> String {
    let word = match role {
        MemberRole::Owner => td_string!(locale, shop.team.owner),
        MemberRole::Admin => td_string!(locale, shop.team.admin),
        MemberRole::Member => td_string!(locale, shop.team.member),
        MemberRole::Viewer => td_string!(locale, shop.team.viewer),
        MemberRole::Unknown(word) => return word.clone(),
    };
    word.to_owned()
}

/// What moved the credit (tenant contract §B.5).
#[must_use]
pub fn movement(locale: Locale, entry: &LedgerEntry) -> String {
    let what = match entry.reason.strip_prefix("promo:") {
        Some(code) => say!(locale, shop.wallet.voucher, code = code),
        None => match entry.reason.as_str() {
            "order-payment" => td_string!(locale, shop.wallet.order).to_owned(),
            "card-payment-credited" => td_string!(locale, shop.wallet.card).to_owned(),
            reason => reason.to_owned(),
        },
    };
    match entry.tenant_deleted {
        true => say!(locale, shop.wallet.of_closed, what = what),
        false => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(reason: &str, tenant_deleted: bool) -> String {
        let entry = LedgerEntry {
            id: String::new(),
            amount_omr: 0,
            amount_baisa: None,
            balance_baisa: None,
            reason: reason.to_owned(),
            order_id: None,
            tenant_deleted,
            created_at: None,
        };
        movement(Locale::en, &entry)
    }

    #[test]
    fn movements_are_put_in_words_and_unknown_ones_stay() {
        assert_eq!(of("promo:T42-DEMO-100", false), "Voucher T42-DEMO-100");
        assert_eq!(of("order-payment", false), "Payment of an order");
        assert_eq!(of("order-payment", true), "Payment of an order (closed shop)");
        assert_eq!(of("card-payment-credited", false), "Card payment kept as credit");
        assert_eq!(of("metering:cpu", false), "metering:cpu");
    }
}
