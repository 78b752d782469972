//! Who pays how much of a line: shares that always add up to the line, to the fen.

use serde::{Deserialize, Serialize};

use crate::{kernel::Money, warranty::Payer};

/// Shares in hundredths of a percent; what neither the customer nor the contract pays, the manufacturer bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Shape", into = "Shape")]
pub struct Split {
    customer: u16,
    contract: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the shares of customer and contract must not exceed 10000 together")]
pub struct SplitError;

impl Split {
    /// The whole.
    pub const ALL: u16 = 10_000;

    /// # Errors
    /// When the shares exceed the whole.
    pub fn new(customer: u16, contract: u16) -> Result<Self, SplitError> {
        if u32::from(customer) + u32::from(contract) > u32::from(Self::ALL) {
            return Err(SplitError);
        }
        Ok(Self { customer, contract })
    }

    /// One payer bears everything.
    #[must_use]
    pub const fn all(payer: Payer) -> Self {
        match payer {
            Payer::Customer => Self { customer: Self::ALL, contract: 0 },
            Payer::Contract => Self { customer: 0, contract: Self::ALL },
            Payer::Manufacturer => Self { customer: 0, contract: 0 },
        }
    }

    /// The part of `amount` that `payer` bears. Each boundary between two payers is rounded half up, so that the three
    /// parts sum to `amount` exactly.
    #[must_use]
    pub fn part(self, payer: Payer, amount: Money) -> Money {
        let upto = |share: u32| {
            let whole = i128::from(Self::ALL);
            let minor = (i128::from(amount.minor()) * i128::from(share) * 2 + whole).div_euclid(whole * 2);
            i64::try_from(minor).unwrap_or(amount.minor())
        };
        let customer = upto(self.customer.into());
        let contract = upto(u32::from(self.customer) + u32::from(self.contract));
        let minor = match payer {
            Payer::Customer => customer,
            Payer::Contract => contract - customer,
            Payer::Manufacturer => amount.minor() - contract,
        };
        Money::from_minor(minor, amount.currency())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    customer: u16,
    contract: u16,
}

impl TryFrom<Shape> for Split {
    type Error = SplitError;
    fn try_from(shape: Shape) -> Result<Self, SplitError> {
        Self::new(shape.customer, shape.contract)
    }
}

impl From<Split> for Shape {
    fn from(split: Split) -> Self {
        Self { customer: split.customer, contract: split.contract }
    }
}
