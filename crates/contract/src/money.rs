//! Money in integer minor units. Never a float.

use serde::{Deserialize, Serialize};

/// An amount in the minor unit of its currency: baisa for OMR (1000 to the rial), cents for EUR.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// How many minor units; negative for a debit.
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

impl Money {
    /// Digits after the decimal point in this currency (ISO 4217).
    #[must_use]
    pub fn decimals(&self) -> usize {
        match self.currency.as_str() {
            "OMR" | "BHD" | "KWD" | "JOD" | "TND" | "IQD" | "LYD" => 3,
            "JPY" | "KRW" | "VND" | "ISK" | "CLP" => 0,
            _ => 2,
        }
    }

    /// The amount as a plain decimal such as `5.500`, for `Intl` formatting and for machines.
    #[must_use]
    pub fn decimal(&self) -> String {
        let decimals = self.decimals();
        let scale = 10_u64.pow(u32::try_from(decimals).unwrap_or(0));
        let magnitude = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        match decimals {
            0 => format!("{sign}{magnitude}"),
            _ => format!("{sign}{}.{:0decimals$}", magnitude / scale, magnitude % scale),
        }
    }
}

/// Thousandths of an Omani rial: what the tenant services count in (tenant-side §0.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Baisa(pub i64);

impl Baisa {
    /// Baisa to the rial.
    pub const PER_OMR: i64 = 1000;

    /// From whole rials.
    #[must_use]
    pub fn from_omr(rials: i64) -> Self {
        Self(rials.saturating_mul(Self::PER_OMR))
    }

    /// The exact amount where the wire has one, else the whole rials beside it.
    #[must_use]
    pub fn exact(baisa: Option<Self>, rials: i64) -> Self {
        baisa.unwrap_or_else(|| Self::from_omr(rials))
    }

    /// Reads an amount in rials as people write it, such as `9`, `9.5` or `12.345`. Exact: nothing is rounded. `None` for
    /// anything else, for what is negative, and for more digits than there are baisa.
    #[must_use]
    pub fn parse_rials(text: &str) -> Option<Self> {
        let (rials, rest) = text.split_once('.').unwrap_or((text, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if rials.is_empty() || !is_number(rials) || !is_number(rest) || rest.len() > 3 || text.ends_with('.') {
            return None;
        }
        let rials: i64 = rials.parse().ok()?;
        let baisa: i64 = format!("{rest:0<3}").parse().ok()?;
        rials.checked_mul(Self::PER_OMR)?.checked_add(baisa).map(Self)
    }

    /// Whole rials, rounded down.
    #[must_use]
    pub fn whole_omr(self) -> i64 {
        self.0.div_euclid(Self::PER_OMR)
    }

    /// The amount with its currency.
    #[must_use]
    pub fn money(self) -> Money {
        Money {
            minor: self.0,
            currency: "OMR".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(minor: i64, currency: &str) -> String {
        Money {
            minor,
            currency: currency.to_owned(),
        }
        .decimal()
    }

    #[test]
    fn amounts_are_exact_in_every_currency() {
        assert_eq!(decimal(5500, "OMR"), "5.500");
        assert_eq!(decimal(-5, "EUR"), "-0.05");
        assert_eq!(decimal(120, "JPY"), "120");
        assert_eq!(decimal(i64::MIN, "OMR"), "-9223372036854775.808");
    }

    #[test]
    fn rials_are_read_exactly_or_not_at_all() {
        let read = |text| Baisa::parse_rials(text).map(|baisa| baisa.0);
        assert_eq!(
            ["0", "9", "9.5", "12.345", "007.010"].map(read),
            [Some(0), Some(9000), Some(9500), Some(12_345), Some(7010)]
        );
        for wrong in [
            "",
            ".",
            "9.",
            ".5",
            "-1",
            "+1",
            "1.2345",
            "1,5",
            "1e3",
            "٩",
            "9223372036854775807",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn baisa_win_over_whole_rials() {
        assert_eq!(Baisa::exact(Some(Baisa(12_345)), 12), Baisa(12_345));
        assert_eq!(Baisa::exact(None, 12), Baisa(12_000));
        assert_eq!(Baisa(-1).whole_omr(), -1);
        assert_eq!(Baisa(12_345).money().decimal(), "12.345");
    }
}
