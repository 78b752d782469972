//! Quantities on a bill: pieces, hours, kilometres, metres, in thousandths of their unit.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::kernel::{Money, MoneyError};

/// Zero or more, with at most three decimals; decimal text in JSON (`"1.5"`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quantity(i64);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a quantity from 0 to 1000000 with at most three decimals")]
pub struct QuantityError(pub String);

impl Quantity {
    pub const ZERO: Self = Self(0);
    const SCALE: i64 = 1000;
    const MAX: i64 = 1_000_000 * Self::SCALE;

    /// # Errors
    /// When `text` is negative, too large, or has more than three decimals.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let fault = || QuantityError(text.to_owned());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 7 || fraction.len() > 3 || text.ends_with('.') {
            return Err(fault());
        }
        if !digits(whole) || !digits(fraction) {
            return Err(fault());
        }
        let whole: i64 = whole.parse().map_err(|_| fault())?;
        let fraction: i64 = format!("{fraction:0<3}").parse().map_err(|_| fault())?;
        let thousandths = whole * Self::SCALE + fraction;
        if thousandths > Self::MAX { Err(fault()) } else { Ok(Self(thousandths)) }
    }

    /// So many whole units.
    #[must_use]
    pub fn whole(units: u16) -> Self {
        Self(i64::from(units) * Self::SCALE)
    }

    /// What is left above `included`; never below zero.
    #[must_use]
    pub fn above(self, included: Self) -> Self {
        Self((self.0 - included.0).max(0))
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The price of this quantity, rounded half up to the fen (domain rule 2.3.15).
    ///
    /// # Errors
    /// When the product is too large.
    pub fn times(self, unit_price: Money) -> Result<Money, MoneyError> {
        let product = i128::from(unit_price.minor()) * i128::from(self.0);
        let minor = (product * 2 + i128::from(Self::SCALE)).div_euclid(i128::from(Self::SCALE) * 2);
        let minor = i64::try_from(minor).map_err(|_| MoneyError::Overflow)?;
        Ok(Money::from_minor(minor, unit_price.currency()))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / Self::SCALE, self.0 % Self::SCALE);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{fraction:03}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

impl TryFrom<String> for Quantity {
    type Error = QuantityError;
    fn try_from(text: String) -> Result<Self, QuantityError> {
        Self::parse(&text)
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;

    #[test]
    fn reads_what_it_writes_and_refuses_the_rest() {
        for (text, shown) in [("1", "1"), ("1.50", "1.5"), ("0.005", "0.005"), ("1000000", "1000000")] {
            assert_eq!(Quantity::parse(text).unwrap().to_string(), shown);
        }
        for text in ["", "-1", ".5", "1.", "1.2345", "1000000.001", "99999999999", "1e3", "+1", "１"] {
            assert!(Quantity::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_product_is_rounded_half_up_to_the_fen() {
        let price = |minor| Money::from_minor(minor, Currency::Cny);
        for (quantity, unit, expected) in
            [("0.5", 1, 1), ("0.499", 1, 0), ("1.5", 333, 500), ("0.001", 500, 1), ("0.001", 499, 0)]
        {
            let product = Quantity::parse(quantity).unwrap().times(price(unit)).unwrap();
            assert_eq!(product, price(expected), "{quantity} × {unit}");
        }
        assert!(Quantity::whole(1000).times(price(i64::MAX)).is_err());
    }
}
