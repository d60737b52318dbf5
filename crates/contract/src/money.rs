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
}
