//! What can be found out about a code before it is redeemed.

use crate::api::Api;
use contract::ApiError;
use contract::billing::{Balance, GetBalance, PreviewVoucher, VoucherCode, VoucherPreview, VoucherQuery};
use serde::{Deserialize, Serialize};

/// What a code is good for (tenant contract B4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Outcome {
    /// It can be redeemed.
    Good(VoucherPreview),
    /// This very customer has redeemed it.
    Used(VoucherPreview),
    /// It is switched off.
    Inactive(VoucherPreview),
    /// It was redeemed as often as it may be.
    Exhausted(VoucherPreview),
    /// There is no such code, or no more.
    Unknown,
    /// Too many codes were tried; wait so many seconds.
    Throttled(u64),
}

/// Looks a code up, without using it.
///
/// # Errors
/// When nothing can be said about the code.
pub(super) async fn look_up(api: &Api, code: VoucherCode, signed_in: bool) -> Result<Outcome, ApiError> {
    let request = VoucherQuery { code };
    match api.call(PreviewVoucher { request }).await {
        Ok(preview) => {
            // Without the balance the voucher is as good as anybody's; checkout says the rest.
            let balance = if signed_in {
                api.call(GetBalance).await.ok()
            } else {
                None
            };
            Ok(judge(preview, balance.as_ref()))
        }
        Err(error) if error.is_not_found() => Ok(Outcome::Unknown),
        Err(error) if error.status == 429 => Ok(Outcome::Throttled(
            error.retry_after().map_or(10, |wait| wait.as_secs()),
        )),
        Err(error) => Err(error),
    }
}

fn judge(preview: VoucherPreview, balance: Option<&Balance>) -> Outcome {
    if balance.is_some_and(|balance| balance.has_redeemed(&preview.code)) {
        Outcome::Used(preview)
    } else if preview.accepting_redemptions {
        Outcome::Good(preview)
    } else if preview.active {
        Outcome::Exhausted(preview)
    } else {
        Outcome::Inactive(preview)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::billing::LedgerEntry;

    fn preview(active: bool, accepting: bool) -> VoucherPreview {
        VoucherPreview {
            code: VoucherCode::new("t42-demo-100"),
            credit_omr: 100,
            description: String::new(),
            active,
            accepting_redemptions: accepting,
        }
    }

    fn redeemed() -> Balance {
        let entry = LedgerEntry {
            id: "l1".to_owned(),
            amount_omr: 100,
            amount_baisa: None,
            balance_baisa: None,
            reason: "promo:T42-DEMO-100".to_owned(),
            order_id: None,
            tenant_deleted: false,
            created_at: None,
        };
        Balance {
            entries: vec![entry],
            ..Balance::default()
        }
    }

    #[test]
    fn each_state_has_an_outcome_of_its_own() {
        assert!(matches!(judge(preview(true, true), None), Outcome::Good(_)));
        assert!(matches!(judge(preview(true, false), None), Outcome::Exhausted(_)));
        assert!(matches!(judge(preview(false, false), None), Outcome::Inactive(_)));
        let fresh = Balance::default();
        assert!(matches!(judge(preview(true, true), Some(&fresh)), Outcome::Good(_)));
    }

    #[test]
    fn having_used_it_oneself_says_more_than_that_it_is_used_up() {
        assert!(matches!(
            judge(preview(true, false), Some(&redeemed())),
            Outcome::Used(_)
        ));
        assert!(matches!(
            judge(preview(true, true), Some(&redeemed())),
            Outcome::Used(_)
        ));
    }
}
