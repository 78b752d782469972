//! A month on a wall calendar, and the special dates of a year as ranges.

use std::collections::BTreeMap;

use contract::sla::CalendarDay;
use domain::sla::{CalendarSpec, DateRule, ExceptionSource};
use kit::time::Civil;

/// What a day is, for its colour and its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayLook {
    Working,
    /// A weekend like any other
    Off,
    /// 休: closed by the official notice or the company
    Closed,
    /// 班: worked although the plain week says otherwise
    Opened,
}

impl DayLook {
    pub(super) fn of(day: &CalendarDay) -> Self {
        match (day.rule, day.working) {
            (Some(DateRule::Closed), _) => Self::Closed,
            (Some(DateRule::Open), _) => Self::Opened,
            (None, true) => Self::Working,
            (None, false) => Self::Off,
        }
    }

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Working => "day-working",
            Self::Off => "day-off",
            Self::Closed => "day-closed",
            Self::Opened => "day-opened",
        }
    }
}

/// A year and month of the address bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) year: i64,
    pub(super) month: u8,
}

impl Month {
    pub(super) fn of(civil: Civil) -> Self {
        Self { year: civil.year, month: civil.month }
    }

    /// `2026-03`
    pub(super) fn parse(text: &str) -> Option<Self> {
        let civil = Civil::parse(&format!("{text}-01"))?;
        (2000..=2069).contains(&civil.year).then_some(Self::of(civil))
    }

    pub(super) fn moved(self, months: i64) -> Self {
        let count = (self.year * 12 + i64::from(self.month) - 1 + months).clamp(2000 * 12, 2069 * 12 + 11);
        Self { year: count.div_euclid(12), month: u8::try_from(count.rem_euclid(12) + 1).unwrap_or(1) }
    }

    pub(super) fn text(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// Blank cells before the first day, the week beginning on Monday.
    pub(super) fn blanks(self) -> usize {
        Civil::parse(&format!("{}-01", self.text())).map_or(0, Civil::weekday)
    }
}

/// Special dates that follow each other and mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Special {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) days: usize,
    pub(super) name: String,
    pub(super) rule: DateRule,
    pub(super) source: ExceptionSource,
}

/// The special dates of a year, in their order.
pub(super) fn specials(spec: &CalendarSpec, year: i64) -> Vec<Special> {
    let of_year: BTreeMap<i64, _> = spec
        .exceptions
        .iter()
        .filter_map(|(date, exception)| Some((Civil::parse(&date.to_string())?, exception)))
        .filter(|(civil, _)| civil.year == year)
        .map(|(civil, exception)| (civil.days(), (civil.date(), exception)))
        .collect();
    let mut list: Vec<(i64, Special)> = Vec::new();
    for (day, (date, exception)) in of_year {
        match list.last_mut() {
            Some((last, special))
                if *last + 1 == day && special.rule == exception.rule && special.name == exception.name =>
            {
                (*last, special.to, special.days) = (day, date, special.days + 1);
            }
            _ => {
                let (name, rule, source) = (exception.name.clone(), exception.rule, exception.source);
                list.push((day, Special { from: date.clone(), to: date, days: 1, name, rule, source }));
            }
        }
    }
    list.into_iter().map(|(_, special)| special).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_turn_over_the_year() {
        let december = Month::parse("2025-12").unwrap();
        assert_eq!(december.moved(1).text(), "2026-01");
        assert_eq!(december.moved(-12).text(), "2024-12");
        assert_eq!(Month { year: 2069, month: 12 }.moved(1).text(), "2069-12");
        assert_eq!(Month::parse("2025-13"), None);
        assert_eq!(Month::parse("1999-12"), None);
    }

    #[test]
    fn the_first_day_stands_below_its_weekday() {
        assert_eq!(Month { year: 2026, month: 6 }.blanks(), 0);
        assert_eq!(Month { year: 2026, month: 2 }.blanks(), 6);
    }

    #[test]
    fn the_spring_festival_is_one_range_with_its_make_up_days() {
        let of_year = specials(&domain::sla::standard::calendar_8x5(), 2025);
        let spring: Vec<_> = of_year
            .iter()
            .filter(|special| special.name == "春节")
            .map(|special| (special.from.as_str(), special.to.as_str(), special.days, special.rule))
            .collect();
        assert_eq!(
            spring,
            [
                ("2025-01-26", "2025-01-26", 1, DateRule::Open),
                ("2025-01-28", "2025-02-04", 8, DateRule::Closed),
                ("2025-02-08", "2025-02-08", 1, DateRule::Open),
            ]
        );
    }
}
