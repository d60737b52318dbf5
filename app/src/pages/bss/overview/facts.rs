//! What the tiles count.

use contract::billing::{Order, OrderStatus, Revenue, RevenueReport, Voucher, VoucherState};
use serde::{Deserialize, Serialize};

/// The numbers of the overview.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    /// What the billing service says of the whole Sovereign.
    pub(super) revenue: Revenue,
    /// Revenue by day and by plan; `None` from a billing service that does not report it.
    pub(super) report: Option<RevenueReport>,
    /// Orders looked at: the latest 50 at most.
    pub(super) orders: u64,
    /// Those of them that wait for a payment.
    pub(super) pending: u64,
    /// Vouchers that are not revoked.
    pub(super) vouchers: u64,
    /// Those of them that can be redeemed.
    pub(super) active_vouchers: u64,
    /// How often vouchers that are not revoked were redeemed.
    pub(super) redeemed: u64,
    /// How often vouchers with a limit may be redeemed.
    pub(super) offered: u64,
    /// How often those were.
    pub(super) redeemed_of_offered: u64,
}

impl Facts {
    pub(super) fn new(revenue: Revenue, orders: &[Order], vouchers: &[Voucher]) -> Self {
        let count = |limited: bool, of: fn(&Voucher) -> i64| {
            let counted = vouchers
                .iter()
                .filter(|voucher| !limited || voucher.max_redemptions > 0);
            counted.fold(0_u64, |sum, voucher| {
                sum.saturating_add(u64::try_from(of(voucher)).unwrap_or(0))
            })
        };
        let times = |voucher: &Voucher| voucher.times_redeemed;
        let active = |voucher: &&Voucher| voucher.state() == VoucherState::Active;
        Self {
            revenue,
            report: None,
            orders: orders.len() as u64,
            pending: orders
                .iter()
                .filter(|order| order.status == OrderStatus::Pending)
                .count() as u64,
            vouchers: vouchers.len() as u64,
            active_vouchers: vouchers.iter().filter(active).count() as u64,
            redeemed: count(false, times),
            offered: count(true, |voucher| voucher.max_redemptions),
            redeemed_of_offered: count(true, times),
        }
    }

    /// Share of the offered redemptions that were made, rounded down; `None` when none has a limit.
    pub(super) fn redeemed_percent(&self) -> Option<u64> {
        self.redeemed_of_offered.saturating_mul(100).checked_div(self.offered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::billing::VoucherCode;
    use serde_json::json;

    fn voucher(max_redemptions: i64, times_redeemed: i64) -> Voucher {
        Voucher {
            code: VoucherCode::new("A"),
            credit_omr: 5,
            description: String::new(),
            active: true,
            max_redemptions,
            times_redeemed,
            created_at: None,
            deleted_at: None,
        }
    }

    #[test]
    fn a_voucher_without_a_limit_says_nothing_of_the_rate() {
        let facts = Facts::new(Revenue::default(), &[], &[voucher(3, 2), voucher(1, 1), voucher(0, 40)]);
        assert_eq!((facts.vouchers, facts.active_vouchers, facts.redeemed), (3, 2, 43));
        assert_eq!((facts.redeemed_of_offered, facts.offered), (3, 4));
        assert_eq!(facts.redeemed_percent(), Some(75));
        let unlimited = Facts::new(Revenue::default(), &[], &[voucher(0, 40)]);
        assert_eq!(unlimited.redeemed_percent(), None);
    }

    #[test]
    fn only_pending_orders_wait() {
        let order = |status: &str| serde_json::from_value(json!({"id": "o", "status": status})).unwrap();
        let orders = ["pending", "completed", "pending", "new"].map(order);
        let facts = Facts::new(Revenue::default(), &orders, &[]);
        assert_eq!((facts.orders, facts.pending), (4, 2));
    }
}
