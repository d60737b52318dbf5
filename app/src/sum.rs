//! The arithmetic of an order: exact, in baisa.

use contract::Baisa;

/// What is paid from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The price.
    pub total: Baisa,
    /// Paid from credit: all or nothing (tenant contract §B.3).
    pub used: Baisa,
    /// Charged to a card: part cover does not make that less (tenant contract Z7).
    pub due: Baisa,
    /// How much credit is missing to pay without a card.
    pub missing: Baisa,
    /// Credit afterwards.
    pub left: Baisa,
}

impl Sum {
    /// `credit` is in the wallet, `voucher` is granted with the order.
    #[must_use]
    pub fn of(total: Baisa, credit: Baisa, voucher: Baisa) -> Self {
        let available = credit.0.saturating_add(voucher.0);
        if available >= total.0 {
            Self {
                total,
                used: total,
                due: Baisa(0),
                missing: Baisa(0),
                left: Baisa(available - total.0),
            }
        } else {
            Self {
                total,
                used: Baisa(0),
                due: total,
                missing: Baisa(total.0 - available),
                left: Baisa(available),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(total: i64, credit: i64, voucher: i64) -> (i64, i64, i64, i64) {
        let sum = Sum::of(Baisa(total), Baisa(credit), Baisa(voucher));
        (sum.used.0, sum.due.0, sum.missing.0, sum.left.0)
    }

    #[test]
    fn a_voucher_covers_the_order_that_it_comes_with() {
        assert_eq!(of(9_000, 0, 100_000), (9_000, 0, 0, 91_000));
        assert_eq!(of(9_000, 4_500, 4_500), (9_000, 0, 0, 0));
    }

    #[test]
    fn credit_for_a_part_stays_where_it_is() {
        assert_eq!(of(9_000, 0, 0), (0, 9_000, 9_000, 0));
        assert_eq!(of(9_000, 8_999, 0), (0, 9_000, 1, 8_999));
    }

    #[test]
    fn what_is_free_needs_no_credit() {
        assert_eq!(of(0, 0, 0), (0, 0, 0, 0));
    }
}
