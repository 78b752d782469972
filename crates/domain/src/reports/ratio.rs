//! Figures of two whole numbers; rounding half up to two digits happens once, at the end.

use std::fmt;

use serde::{Deserialize, Serialize};

const MILLIS_OF_HOUR: i128 = 3_600_000;

/// Numerator and denominator of a figure. Sums of tallies are tallies: branches add up to the company, days to a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub numerator: i64,
    pub denominator: i64,
}

impl Tally {
    /// One case that counts, and whether it is good.
    #[must_use]
    pub const fn case(good: bool) -> Self {
        Self { numerator: good as i64, denominator: 1 }
    }

    /// Numerator ÷ denominator in percent; none when nothing counts.
    #[must_use]
    pub fn percent(self) -> Option<Hundredths> {
        self.divided(100, 1)
    }

    /// The mean of milliseconds, in hours; none when nothing counts.
    #[must_use]
    pub fn mean_hours(self) -> Option<Hundredths> {
        self.divided(1, MILLIS_OF_HOUR)
    }

    fn divided(self, times: i128, by: i128) -> Option<Hundredths> {
        let divisor = i128::from(self.denominator) * by;
        if divisor <= 0 {
            return None;
        }
        let hundredths = (i128::from(self.numerator) * times * 100 * 2 + divisor).div_euclid(divisor * 2);
        i64::try_from(hundredths).ok().map(Hundredths)
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.numerator = self.numerator.saturating_add(other.numerator);
        self.denominator = self.denominator.saturating_add(other.denominator);
    }
}

/// A figure with two digits after the point: 90.07.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hundredths(pub i64);

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(numerator: i64, denominator: i64) -> Option<String> {
        Tally { numerator, denominator }.percent().map(|figure| figure.to_string())
    }

    #[test]
    fn half_is_rounded_up_to_two_digits() {
        for (numerator, denominator, expected) in [
            (372, 413, "90.07"),
            (183, 200, "91.50"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (1, 800, "0.13"),
            (1, 20_000, "0.01"),
            (1, 20_001, "0.00"),
            (0, 5, "0.00"),
            (5, 5, "100.00"),
        ] {
            assert_eq!(
                percent(numerator, denominator).as_deref(),
                Some(expected),
                "{numerator}/{denominator}"
            );
        }
    }

    #[test]
    fn nothing_that_counts_is_no_figure() {
        assert_eq!(percent(0, 0), None);
        assert_eq!(Tally::default().mean_hours(), None);
    }

    #[test]
    fn a_mean_is_hours_with_two_digits() {
        let of = |numerator, denominator| {
            Tally { numerator, denominator }.mean_hours().map(|hours| hours.to_string())
        };
        assert_eq!(of(5_400_000, 1).as_deref(), Some("1.50"));
        assert_eq!(of(3_600_000, 3).as_deref(), Some("0.33"));
        assert_eq!(of(3_600_000 * 10, 4).as_deref(), Some("2.50"));
    }
}
