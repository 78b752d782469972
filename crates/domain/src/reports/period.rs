//! Periods of reports: whole days of the company's zone.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use chrono_tz::Tz;

use super::ReportGroup;
use crate::{
    kernel::Timestamp,
    sla::{date_of, start_of_date},
};

/// The longest period of one report.
pub const LONGEST_DAYS: i64 = 400;
/// Days after the end of a month at which its figures are kept for good (2.4).
pub const FREEZE_DAYS: u64 = 10;

/// Why two dates are no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("the period ends before it begins")]
    Reversed,
    #[error("a report covers at most {LONGEST_DAYS} days")]
    TooLong,
    #[error("a date lies outside the years that calendars know")]
    Outside,
}

/// From the beginning of `first` to the end of `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub first: NaiveDate,
    pub last: NaiveDate,
    zone: Tz,
}

impl Period {
    /// # Errors
    /// When the dates are reversed, too far apart, or not between 1970 and 2200.
    pub fn new(zone: Tz, first: NaiveDate, last: NaiveDate) -> Result<Self, PeriodError> {
        if !(1970..2200).contains(&first.year()) || !(1970..2200).contains(&last.year()) {
            return Err(PeriodError::Outside);
        }
        match last.signed_duration_since(first).num_days() {
            ..0 => Err(PeriodError::Reversed),
            LONGEST_DAYS.. => Err(PeriodError::TooLong),
            _ => Ok(Self { first, last, zone }),
        }
    }

    /// The whole month of a date.
    #[must_use]
    pub fn month_of(zone: Tz, date: NaiveDate) -> Self {
        let first = date.with_day(1).unwrap_or(date);
        let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
        Self { first, last: next.pred_opt().unwrap_or(first), zone }
    }

    /// Its first instant.
    #[must_use]
    pub fn begins(&self) -> Timestamp {
        start_of_date(self.zone, self.first)
    }

    /// The first instant after it.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        start_of_date(self.zone, self.last.checked_add_days(Days::new(1)).unwrap_or(self.last))
    }

    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.begins() <= at && at < self.ends()
    }

    /// When the figures of this month are kept for good: ten days after its end.
    #[must_use]
    pub fn freezes_at(&self) -> Timestamp {
        start_of_date(self.zone, self.last.checked_add_days(Days::new(1 + FREEZE_DAYS)).unwrap_or(self.last))
    }

    /// The calendar months that lie in it whole, as `2025-04`.
    #[must_use]
    pub fn whole_months(&self) -> Vec<String> {
        let mut months = Vec::new();
        let mut month = Self::month_of(self.zone, self.first);
        while month.last <= self.last {
            if month.first >= self.first {
                months.push(month_name(month.first));
            }
            let Some(next) = month.first.checked_add_months(Months::new(1)) else { break };
            month = Self::month_of(self.zone, next);
        }
        months
    }

    /// The day, week, month or quarter of an instant; nothing for groups that are no time.
    #[must_use]
    pub fn slice(zone: Tz, group: ReportGroup, at: Timestamp) -> Option<Slice> {
        let date = date_of(zone, at);
        let month = Self::month_of(zone, date);
        Some(match group {
            ReportGroup::Day => Slice { name: date.to_string(), first: date, last: date },
            ReportGroup::Week => {
                let week = date.week(chrono::Weekday::Mon);
                let iso = date.iso_week();
                let name = format!("{}-W{:02}", iso.year(), iso.week());
                Slice { name, first: week.first_day(), last: week.last_day() }
            }
            ReportGroup::Month => Slice { name: month_name(date), first: month.first, last: month.last },
            ReportGroup::Quarter => {
                let quarter = date.month0() / 3;
                let first = month.first.checked_sub_months(Months::new(date.month0() % 3))?;
                let last = Self::month_of(zone, first.checked_add_months(Months::new(2))?).last;
                Slice { name: format!("{}-Q{}", date.year(), quarter + 1), first, last }
            }
            _ => return None,
        })
    }
}

/// A day, week, month or quarter with its first and last day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slice {
    pub name: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// `2025-04`
#[must_use]
pub fn month_name(date: NaiveDate) -> String {
    date.format("%Y-%m").to_string()
}

/// The month of `2025-04`.
#[must_use]
pub fn month_named(zone: Tz, name: &str) -> Option<Period> {
    let first = NaiveDate::parse_from_str(&format!("{name}-01"), "%Y-%m-%d").ok()?;
    (month_name(first) == name).then(|| Period::month_of(zone, first))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_whole_days_of_the_zone() {
        let period = Period::new(ZONE, date("2025-04-01"), date("2025-04-30")).unwrap();
        assert_eq!(period.begins().to_string(), "2025-03-31T16:00:00.000Z");
        assert_eq!(period.ends().to_string(), "2025-04-30T16:00:00.000Z");
        assert!(period.contains(period.begins()) && !period.contains(period.ends()));
        assert_eq!(period.freezes_at().to_string(), "2025-05-10T16:00:00.000Z");
    }

    #[test]
    fn reversed_too_long_and_unknown_years_are_refused() {
        for (first, last, expected) in [
            ("2025-04-02", "2025-04-01", PeriodError::Reversed),
            ("2025-01-01", "2026-02-05", PeriodError::TooLong),
            ("0001-01-01", "2026-02-05", PeriodError::Outside),
        ] {
            assert_eq!(Period::new(ZONE, date(first), date(last)), Err(expected), "{first} {last}");
        }
        assert!(Period::new(ZONE, date("2025-01-01"), date("2026-02-04")).is_ok(), "400 days");
    }

    #[test]
    fn time_is_cut_at_midnight_of_the_zone() {
        let at = "2024-12-29T16:00:00Z".parse().unwrap();
        for (group, name, first, last) in [
            (ReportGroup::Day, "2024-12-30", "2024-12-30", "2024-12-30"),
            (ReportGroup::Week, "2025-W01", "2024-12-30", "2025-01-05"),
            (ReportGroup::Month, "2024-12", "2024-12-01", "2024-12-31"),
            (ReportGroup::Quarter, "2024-Q4", "2024-10-01", "2024-12-31"),
        ] {
            let expected = Slice { name: name.to_owned(), first: date(first), last: date(last) };
            assert_eq!(Period::slice(ZONE, group, at), Some(expected), "{group}");
        }
        assert_eq!(Period::slice(ZONE, ReportGroup::Branch, at), None);
    }

    #[test]
    fn only_whole_months_are_months() {
        let period = Period::new(ZONE, date("2025-01-02"), date("2025-04-30")).unwrap();
        assert_eq!(period.whole_months(), ["2025-02", "2025-03", "2025-04"]);
        assert_eq!(month_named(ZONE, "2025-02").map(|m| m.last), Some(date("2025-02-28")));
        assert_eq!(month_named(ZONE, "2025-13"), None);
        assert_eq!(month_named(ZONE, "2025-2"), None);
    }
}
