//! What is typed into the form, and what becomes of it.

use crate::search::fold;
use contract::billing::{NewVoucher, VoucherCode};

/// The most vouchers that are issued at once; each is a call of its own.
pub(super) const MOST: u32 = 200;

/// What is typed into the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) code: String,
    pub(super) credit: String,
    pub(super) description: String,
    pub(super) active: bool,
    pub(super) limit: String,
    pub(super) count: String,
}

/// What a good draft asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The voucher; of several, what they have in common and what their codes begin with.
    pub(super) voucher: NewVoucher,
    /// How many.
    pub(super) count: u32,
}

impl Default for Draft {
    /// A voucher for one customer.
    fn default() -> Self {
        Self {
            code: String::new(),
            credit: String::new(),
            description: String::new(),
            active: true,
            limit: "1".to_owned(),
            count: "1".to_owned(),
        }
    }
}

/// A field that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Code,
    Credit,
    Limit,
    Count,
}

impl Field {
    /// Id of its control.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Credit => "credit",
            Self::Limit => "limit",
            Self::Count => "count",
        }
    }

    /// The field that a refusal of the billing service is about (tenant contract B1); `None` for the whole form.
    pub(super) fn of_refusal(message: &str) -> Option<Self> {
        match message {
            _ if message.starts_with("credit_omr") => Some(Self::Credit),
            _ if message.starts_with("max_redemptions") => Some(Self::Limit),
            _ if message.starts_with("code ") || message.starts_with("voucher code ") => Some(Self::Code),
            _ => None,
        }
    }
}

impl Draft {
    /// The vouchers to issue. The service makes a code up for an empty one, and is the judge of how strong a code must be.
    ///
    /// # Errors
    /// The fields that hold no number that a voucher can have.
    pub(super) fn read(&self) -> Result<Wanted, Vec<Field>> {
        let credit = whole(&self.credit).filter(|credit| *credit > 0);
        let limit = match self.limit.trim() {
            "" => Some(0),
            limit => whole(limit),
        };
        let count = whole(&self.count).and_then(|count| u32::try_from(count).ok());
        let count = count.filter(|count| (1..=MOST).contains(count));
        if let (Some(credit_omr), Some(max_redemptions), Some(count)) = (credit, limit, count) {
            let voucher = NewVoucher {
                code: VoucherCode::new(&self.code),
                credit_omr,
                description: self.description.trim().to_owned(),
                active: self.active,
                max_redemptions,
                recipient_email: None,
            };
            return Ok(Wanted { voucher, count });
        }
        let checked = [
            (Field::Credit, credit.is_some()),
            (Field::Limit, limit.is_some()),
            (Field::Count, count.is_some()),
        ];
        let wrong = checked.into_iter().filter(|(_, is_good)| !is_good);
        Err(wrong.map(|(field, _)| field).collect())
    }
}

/// A whole number that is not negative, in the digits of any script that the search knows.
fn whole(text: &str) -> Option<i64> {
    let folded = fold(text);
    let digits = folded.trim();
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(credit: &str, limit: &str) -> Draft {
        Draft {
            code: " spring-2026 ".to_owned(),
            credit: credit.to_owned(),
            description: " Launch ".to_owned(),
            active: true,
            limit: limit.to_owned(),
            count: "1".to_owned(),
        }
    }

    #[test]
    fn a_good_draft_is_a_voucher() {
        let voucher = NewVoucher {
            code: VoucherCode::new("SPRING-2026"),
            credit_omr: 100,
            description: "Launch".to_owned(),
            active: true,
            max_redemptions: 1,
            recipient_email: None,
        };
        let expected = Wanted { voucher, count: 1 };
        assert_eq!(draft("100", "1").read(), Ok(expected.clone()));
        assert_eq!(draft(" ١٠٠ ", "١").read(), Ok(expected));
    }

    #[test]
    fn an_empty_limit_is_none() {
        for limit in ["", " ", "0"] {
            let wanted = draft("5", limit).read();
            assert_eq!(wanted.map(|wanted| wanted.voucher.max_redemptions), Ok(0));
        }
    }

    #[test]
    fn only_whole_rials_and_whole_limits_are_taken() {
        for credit in ["", "0", "-5", "9.5", "1e3", "ten", "99999999999999999999"] {
            assert_eq!(draft(credit, "1").read(), Err(vec![Field::Credit]), "{credit:?}");
        }
        assert_eq!(draft("", "-1").read(), Err(vec![Field::Credit, Field::Limit]));
    }

    #[test]
    fn there_is_a_most_that_can_be_issued_at_once() {
        let of = |count: &str| Draft {
            count: count.to_owned(),
            ..draft("5", "1")
        };
        assert_eq!(of("200").read().map(|wanted| wanted.count), Ok(MOST));
        for count in ["", "0", "201", "-1", "99999999999"] {
            assert_eq!(of(count).read(), Err(vec![Field::Count]), "{count:?}");
        }
    }

    #[test]
    fn refusals_find_their_field() {
        for (message, field) in [
            ("credit_omr must be at most 1000000", Some(Field::Credit)),
            ("max_redemptions must not be negative", Some(Field::Limit)),
            ("voucher code is too predictable", Some(Field::Code)),
            ("code must be at most 64 printable characters", Some(Field::Code)),
            ("failed to save voucher", None),
        ] {
            assert_eq!(Field::of_refusal(message), field, "{message}");
        }
    }
}
