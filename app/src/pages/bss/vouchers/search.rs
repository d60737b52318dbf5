//! Finding vouchers: a campaign by what its codes begin with, or by its description.

use crate::search::{Search, SearchText};
use contract::billing::Voucher;

/// Whether a search finds a voucher. The page, the sheet and the file go by it.
#[must_use]
pub fn finds(search: &Search, voucher: &Voucher) -> bool {
    SearchText::new([voucher.code.as_str(), &voucher.description]).matches(search)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::billing::VoucherCode;

    #[test]
    fn a_campaign_is_found_by_its_name() {
        let voucher = Voucher {
            code: VoucherCode::new("SPRING-7KQ2"),
            credit_omr: 5,
            description: "إطلاق".to_owned(),
            active: true,
            max_redemptions: 1,
            times_redeemed: 0,
            created_at: None,
            deleted_at: None,
        };
        let found = |text: &str| finds(&Search::new(text), &voucher);
        assert!(found("spring-") && found("اطلاق") && found(""));
        assert!(!found("autumn"));
    }
}
