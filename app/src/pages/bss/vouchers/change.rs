//! Switching a voucher on and off, and revoking it. Each answers the vouchers as they are afterwards.

use crate::api::Api;
use contract::ApiError;
use contract::billing::{IssueVoucher, ListVouchers, NewVoucher, RevokeVoucher, Voucher, VoucherCode, VoucherState};

/// Why a voucher was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotChanged {
    /// Somebody else has revoked it; to change it would bring it back to life.
    Revoked,
    /// The call failed.
    Failed(ApiError),
}

impl From<ApiError> for NotChanged {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

/// Switches a voucher on or off.
pub(super) async fn switch(api: &Api, code: &VoucherCode, active: bool) -> Result<Vec<Voucher>, NotChanged> {
    let now = list(api).await?;
    let request = switched(&now, code, active).ok_or(NotChanged::Revoked)?;
    api.call(IssueVoucher { request }).await?;
    Ok(list(api).await?)
}

/// Revokes a voucher. One that is revoked already is what was wanted.
pub(super) async fn revoke(api: &Api, code: &VoucherCode) -> Result<Vec<Voucher>, NotChanged> {
    match api.call(RevokeVoucher { code: code.clone() }).await {
        Err(error) if !error.is_not_found() => return Err(error.into()),
        _ => {}
    }
    Ok(list(api).await?)
}

async fn list(api: &Api) -> Result<Vec<Voucher>, ApiError> {
    api.call(ListVouchers { include_revoked: true }).await
}

/// Only an issue can switch a voucher, and it overwrites everything (tenant contract B1). So the rest is sent as it is
/// now, not as it was when the page was loaded. `None` for a voucher that is not live.
fn switched(now: &[Voucher], code: &VoucherCode, active: bool) -> Option<NewVoucher> {
    let live = |voucher: &&Voucher| voucher.code == *code && voucher.state() != VoucherState::Revoked;
    let voucher = now.iter().find(live)?;
    Some(NewVoucher {
        code: voucher.code.clone(),
        credit_omr: voucher.credit_omr,
        description: voucher.description.clone(),
        active,
        max_redemptions: voucher.max_redemptions,
        recipient_email: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;

    fn voucher() -> Voucher {
        Voucher {
            code: VoucherCode::new("SPRING"),
            credit_omr: 20,
            description: "Launch".to_owned(),
            active: true,
            max_redemptions: 5,
            times_redeemed: 2,
            created_at: None,
            deleted_at: None,
        }
    }

    #[test]
    fn switching_changes_nothing_else() {
        let request = switched(&[voucher()], &VoucherCode::new("spring"), false).unwrap();
        let expected = NewVoucher {
            code: VoucherCode::new("SPRING"),
            credit_omr: 20,
            description: "Launch".to_owned(),
            active: false,
            max_redemptions: 5,
            recipient_email: None,
        };
        assert_eq!(request, expected);
    }

    #[test]
    fn switching_never_brings_a_revoked_voucher_back() {
        let revoked = Voucher {
            deleted_at: Some(Timestamp::EPOCH),
            ..voucher()
        };
        assert_eq!(switched(&[revoked], &VoucherCode::new("SPRING"), true), None);
        assert_eq!(switched(&[], &VoucherCode::new("SPRING"), true), None);
    }
}
