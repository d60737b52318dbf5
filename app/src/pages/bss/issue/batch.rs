//! Many vouchers at once: alike, but for the letters that nobody can guess.

use super::draft::Wanted;
use contract::billing::{NewVoucher, VoucherCode};

/// What codes begin with that nobody named otherwise.
const PREFIX: &str = "VCH";

/// The vouchers to issue. One keeps the code that was typed; of several, it is what their codes begin with.
///
/// `letters` makes the end of a code up. `None` when it cannot.
pub(super) fn requests(wanted: &Wanted, mut letters: impl FnMut() -> Option<String>) -> Option<Vec<NewVoucher>> {
    if wanted.count == 1 {
        return Some(vec![wanted.voucher.clone()]);
    }
    let numbered = (0..wanted.count).map(|_| {
        Some(NewVoucher {
            code: code(&wanted.voucher.code, &letters()?),
            ..wanted.voucher.clone()
        })
    });
    numbered.collect()
}

/// A code of a campaign.
pub(super) fn code(campaign: &VoucherCode, letters: &str) -> VoucherCode {
    let campaign = campaign.as_str().trim_end_matches('-');
    let prefix = if campaign.is_empty() { PREFIX } else { campaign };
    VoucherCode::new(&format!("{prefix}-{letters}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(code: &str, count: u32) -> Wanted {
        let voucher = NewVoucher {
            code: VoucherCode::new(code),
            credit_omr: 5,
            description: "Launch".to_owned(),
            active: true,
            max_redemptions: 1,
            recipient_email: None,
        };
        Wanted { voucher, count }
    }

    fn codes(code: &str, count: u32) -> Option<Vec<String>> {
        let mut number = 0;
        let requests = requests(&wanted(code, count), || {
            number += 1;
            Some(number.to_string())
        });
        Some(requests?.iter().map(|request| request.code.to_string()).collect())
    }

    #[test]
    fn one_voucher_has_the_code_that_was_typed() {
        assert_eq!(codes("spring", 1).unwrap(), ["SPRING"]);
        assert_eq!(codes("", 1).unwrap(), [""], "the service makes it up");
    }

    #[test]
    fn a_campaign_s_codes_begin_alike() {
        assert_eq!(codes("spring-", 3).unwrap(), ["SPRING-1", "SPRING-2", "SPRING-3"]);
        assert_eq!(codes("", 2).unwrap(), ["VCH-1", "VCH-2"]);
    }

    #[test]
    fn a_campaign_s_vouchers_differ_in_nothing_else() {
        let requests = requests(&wanted("SPRING", 2), || Some("X".to_owned())).unwrap();
        assert_eq!(requests[0], requests[1]);
        assert_eq!(
            (requests[0].credit_omr, requests[0].description.as_str()),
            (5, "Launch")
        );
    }

    #[test]
    fn without_randomness_there_is_no_campaign() {
        assert_eq!(requests(&wanted("SPRING", 2), || None), None);
    }
}
