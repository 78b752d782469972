//! How much demo data there shall be.

use std::{fmt, str::FromStr};

/// The sizes of the demo data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// For people who look at the application: 60 customers, 1,200 units, 900 requests of six months
    S,
    /// A manufacturer of middle size: 66,000 units, 168,000 requests of three years
    M,
    /// For load tests: 1.15 million units, 3.8 million requests of three years
    L,
}

/// A text that names no size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no size: S, M or L")]
pub struct SizeError(String);

impl FromStr for Size {
    type Err = SizeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "S" | "s" => Ok(Self::S),
            "M" | "m" => Ok(Self::M),
            "L" | "l" => Ok(Self::L),
            other => Err(SizeError(other.to_owned())),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::S => "S",
            Self::M => "M",
            Self::L => "L",
        })
    }
}

/// Exact numbers of what is made. A benchmark that needs so many open requests asks for them here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The same seed and clock give the same data
    pub seed: u64,
    /// At least 20
    pub customers: u32,
    /// At least 200
    pub units: u32,
    /// Requests that came to their end before now
    pub closed_tickets: u64,
    /// Requests that are open now
    pub open_tickets: u64,
    /// How far back the requests reach, at least 1
    pub months: u32,
    /// Service engineers of each branch, at least 1
    pub engineers_per_branch: u32,
}

impl Plan {
    /// The plan that all others are variations of.
    pub const SEED: u64 = 0x5eed_2026;

    /// Keeps every number at or above its least.
    #[must_use]
    pub(super) fn checked(self) -> Self {
        Self {
            customers: self.customers.max(20),
            units: self.units.max(200),
            months: self.months.clamp(1, 60),
            engineers_per_branch: self.engineers_per_branch.clamp(1, 500),
            ..self
        }
    }

    #[must_use]
    pub const fn tickets(&self) -> u64 {
        self.closed_tickets + self.open_tickets
    }
}

impl From<Size> for Plan {
    fn from(size: Size) -> Self {
        let (customers, units, closed_tickets, open_tickets, months, engineers_per_branch) = match size {
            Size::S => (60, 1_200, 832, 68, 6, 1),
            Size::M => (4_000, 66_000, 167_500, 500, 36, 8),
            Size::L => (60_000, 1_150_000, 3_790_000, 10_000, 36, 80),
        };
        Self {
            seed: Self::SEED,
            customers,
            units,
            closed_tickets,
            open_tickets,
            months,
            engineers_per_branch,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_they_are_read() {
        for size in [Size::S, Size::M, Size::L] {
            assert_eq!(size.to_string().parse(), Ok(size));
            assert_eq!(size.to_string().to_lowercase().parse(), Ok(size));
        }
        assert_eq!("XL".parse::<Size>(), Err(SizeError("XL".to_owned())));
    }

    #[test]
    fn the_numbers_are_those_of_the_sizes() {
        assert_eq!(
            (Plan::from(Size::S).customers, Plan::from(Size::S).units, Plan::from(Size::S).tickets()),
            (60, 1_200, 900)
        );
        assert_eq!((Plan::from(Size::M).units, Plan::from(Size::M).tickets()), (66_000, 168_000));
        assert_eq!((Plan::from(Size::L).units, Plan::from(Size::L).tickets()), (1_150_000, 3_800_000));
    }
}
