//! Money: integer minor units (分). Floats and database decimals never carry money.

use std::fmt;

use serde::{Deserialize, Serialize};

codes! {
    /// Currencies that price lists may use; all have two decimal digits.
    pub enum Currency {
        Cny = "CNY", "人民币", "Chinese yuan";
        Usd = "USD", "美元", "US dollar";
        Eur = "EUR", "欧元", "Euro";
    }
}

/// An amount in minor units of one currency; `{"amount":"4712.00","currency":"CNY"}` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Money {
    minor: i64,
    currency: Currency,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("`{0}` is not an amount with at most two decimals")]
    Malformed(String),
    #[error("{0} and {1} cannot be added")]
    Currencies(Currency, Currency),
    #[error("the amount is too large")]
    Overflow,
}

impl Money {
    #[must_use]
    pub const fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// # Errors
    /// When `amount` is not `-?digits[.d[d]]` or is too large.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, MoneyError> {
        let malformed = || MoneyError::Malformed(amount.to_owned());
        let (negative, digits) = amount.strip_prefix('-').map_or((false, amount), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let well_formed = !whole.is_empty()
            && fraction.len() <= 2
            && !digits.ends_with('.')
            && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
        if !well_formed {
            return Err(malformed());
        }
        let whole: i64 = whole.parse().map_err(|_| MoneyError::Overflow)?;
        let fen: i64 = format!("{fraction:0<2}").parse().map_err(|_| malformed())?;
        let minor = whole.checked_mul(100).and_then(|w| w.checked_add(fen)).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor: if negative { -minor } else { minor }, currency })
    }

    /// # Errors
    /// When the currencies differ or the sum overflows.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, currency: self.currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let abs = self.minor.unsigned_abs();
        write!(f, "{sign}{}.{:02}", abs / 100, abs % 100)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Money))]
struct Wire {
    /// Decimal text with the currency's digits
    #[cfg_attr(feature = "openapi", schema(example = "4712.00"))]
    amount: String,
    currency: Currency,
}

impl TryFrom<Wire> for Money {
    type Error = MoneyError;
    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        Self::parse(&wire.amount, wire.currency)
    }
}

impl From<Money> for Wire {
    fn from(money: Money) -> Self {
        Self { amount: money.to_string(), currency: money.currency }
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Money {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <Wire as utoipa::PartialSchema>::schema()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Money {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        <Wire as utoipa::ToSchema>::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for (text, minor) in [("4712.00", 471_200), ("0.05", 5), ("-0.05", -5), ("12", 1200), ("12.5", 1250)]
        {
            assert_eq!(Money::parse(text, Currency::Cny).unwrap().minor(), minor, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for text in ["", ".", "1.", "1.234", "1,000", "1e3", "--1", "NaN", "99999999999999999999", "９"] {
            assert!(Money::parse(text, Currency::Cny).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_round_trips(minor in -1_000_000_000_000_i64..1_000_000_000_000) {
            let money = Money::from_minor(minor, Currency::Cny);
            prop_assert_eq!(Money::parse(&money.to_string(), Currency::Cny).unwrap(), money);
        }
    }
}
