//! Issuing a code again overwrites its voucher, and brings a revoked one back to life (tenant contract B1).

use contract::billing::{Voucher, VoucherCode, VoucherState};

/// What issuing a code would do to a voucher that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// It would replace what the voucher is worth, says and allows.
    Overwrites,
    /// It would also bring it back to life.
    Revives,
}

/// What issuing `code` would do to `vouchers`; `None` for a new code, and for one that the service makes up.
pub(super) fn clash(code: &VoucherCode, vouchers: &[Voucher]) -> Option<Clash> {
    let known = vouchers.iter().find(|voucher| voucher.code == *code)?;
    Some(match known.state() {
        VoucherState::Revoked => Clash::Revives,
        VoucherState::Active | VoucherState::Inactive | VoucherState::Exhausted => Clash::Overwrites,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;

    #[test]
    fn a_known_code_is_never_issued_silently() {
        let voucher = |code: &str, deleted_at| Voucher {
            code: VoucherCode::new(code),
            credit_omr: 5,
            description: String::new(),
            active: true,
            max_redemptions: 0,
            times_redeemed: 0,
            created_at: None,
            deleted_at,
        };
        let vouchers = [voucher("LIVE", None), voucher("GONE", Some(Timestamp::EPOCH))];
        let of = |code: &str| clash(&VoucherCode::new(code), &vouchers);
        assert_eq!(of("live"), Some(Clash::Overwrites));
        assert_eq!(of("gone"), Some(Clash::Revives));
        assert_eq!(of("new"), None);
        assert_eq!(of(""), None);
    }
}
