//! The official working-day data of a year, in the JSON form of the public `holiday-cn` files: the dates that differ
//! from Monday–Friday, closed (放假) or opened (调休上班).

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use serde_json::Value;

/// One listed date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayDay {
    pub date: NaiveDate,
    pub name: String,
    pub is_off_day: bool,
}

/// The checked data of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayYear {
    year: i32,
    days: Vec<HolidayDay>,
}

/// Why the data of a year was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {problem}")]
pub struct HolidayError {
    /// JSON pointer into the document
    pub pointer: String,
    pub problem: HolidayProblem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HolidayProblem {
    #[error("is not JSON: {0}")]
    NotJson(String),
    #[error("{0}")]
    Schema(String),
    #[error("the year must be between 2000 and 2069")]
    YearOutOfRange,
    #[error("{0} is listed twice")]
    Duplicate(NaiveDate),
    #[error("{0} does not belong to this year (only the December before it may be listed)")]
    OutsideYear(NaiveDate),
    #[error("the year is not announced yet: it lists no day")]
    Empty,
    #[error("{0} is missing: the data of the year has a gap")]
    Gap(NaiveDate),
}

impl HolidayProblem {
    /// Stable code for the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "not_json",
            Self::Schema(_) => "schema",
            Self::YearOutOfRange => "year_out_of_range",
            Self::Duplicate(_) => "duplicate_date",
            Self::OutsideYear(_) => "outside_year",
            Self::Empty => "empty_year",
            Self::Gap(_) => "gap",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDay {
    date: NaiveDate,
    name: String,
    #[serde(rename = "isOffDay")]
    is_off_day: bool,
}

fn refuse<T>(pointer: impl Into<String>, problem: HolidayProblem) -> Result<T, HolidayError> {
    Err(HolidayError { pointer: pointer.into(), problem })
}

impl HolidayYear {
    /// Reads the JSON text of a year.
    ///
    /// # Errors
    /// The first problem, with its place.
    pub fn parse(json: &str) -> Result<Self, HolidayError> {
        match serde_json::from_str::<Value>(json) {
            Ok(document) => Self::from_value(&document),
            Err(e) => refuse("", HolidayProblem::NotJson(e.to_string())),
        }
    }

    /// Reads the JSON document of a year. Fields beside `year` and `days` (source, notices) are provenance and ignored.
    ///
    /// # Errors
    /// The first problem, with its place.
    pub fn from_value(document: &Value) -> Result<Self, HolidayError> {
        let schema = |text: &str| HolidayProblem::Schema(text.to_owned());
        let Some(document) = document.as_object() else {
            return refuse("", schema("must be an object with `year` and `days`"));
        };
        let year = match document.get("year").and_then(Value::as_i64) {
            Some(year) => match i32::try_from(year) {
                Ok(year) if (2000..=2069).contains(&year) => year,
                _ => return refuse("/year", HolidayProblem::YearOutOfRange),
            },
            None => return refuse("/year", schema("must be a number")),
        };
        let Some(listed) = document.get("days").and_then(Value::as_array) else {
            return refuse("/days", schema("must be an array"));
        };
        let mut days = Vec::with_capacity(listed.len());
        for (index, day) in listed.iter().enumerate() {
            match WireDay::deserialize(day) {
                Ok(d) if d.name.trim().is_empty() || d.name.chars().count() > 40 => {
                    return refuse(format!("/days/{index}/name"), schema("must have 1 to 40 characters"));
                }
                Ok(d) => days.push(HolidayDay { date: d.date, name: d.name, is_off_day: d.is_off_day }),
                Err(e) => return refuse(format!("/days/{index}"), HolidayProblem::Schema(e.to_string())),
            }
        }
        check(year, &days)?;
        days.sort_by_key(|d| d.date);
        Ok(Self { year, days })
    }

    #[must_use]
    pub const fn year(&self) -> i32 {
        self.year
    }

    /// The listed days in the order of their dates.
    #[must_use]
    pub fn days(&self) -> &[HolidayDay] {
        &self.days
    }

    pub(super) fn into_days(self) -> Vec<HolidayDay> {
        self.days
    }
}

fn check(year: i32, days: &[HolidayDay]) -> Result<(), HolidayError> {
    let mut seen = BTreeSet::new();
    for (index, day) in days.iter().enumerate() {
        let pointer = || format!("/days/{index}/date");
        // The notice for a year regularly starts its New Year holiday in the December before.
        let belongs = day.date.year() == year || (day.date.year() == year - 1 && day.date.month() == 12);
        if !belongs {
            return refuse(pointer(), HolidayProblem::OutsideYear(day.date));
        }
        if !seen.insert(day.date) {
            return refuse(pointer(), HolidayProblem::Duplicate(day.date));
        }
    }
    if days.is_empty() {
        return refuse("/days", HolidayProblem::Empty);
    }
    gaps(year, days)
}

/// Truncated data is the dangerous kind: it would silently count a holiday as work. New Year's Day, Labour Day and the
/// three National Days are off in every year, and a holiday is one unbroken run of days.
fn gaps(year: i32, days: &[HolidayDay]) -> Result<(), HolidayError> {
    let gap = |date| refuse("/days", HolidayProblem::Gap(date));
    let off: BTreeSet<NaiveDate> = days.iter().filter(|d| d.is_off_day).map(|d| d.date).collect();
    for (month, day) in [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)] {
        if let Some(fixed) = NaiveDate::from_ymd_opt(year, month, day).filter(|date| !off.contains(date)) {
            return gap(fixed);
        }
    }
    let mut sorted: Vec<&HolidayDay> = days.iter().filter(|d| d.is_off_day).collect();
    sorted.sort_by_key(|d| d.date);
    for pair in sorted.windows(2) {
        if let [a, b] = pair
            && a.name == b.name
            && (2..=4).contains(&(b.date - a.date).num_days())
            && let Some(missing) = a.date.succ_opt()
        {
            return gap(missing);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{HolidayProblem, HolidayYear};

    fn year_with(extra: &[serde_json::Value]) -> serde_json::Value {
        let mut days: Vec<serde_json::Value> = ["01-01", "05-01", "10-01", "10-02", "10-03"]
            .iter()
            .map(|d| json!({"date": format!("2027-{d}"), "name": "节", "isOffDay": true}))
            .collect();
        days.extend_from_slice(extra);
        json!({"$schema": "x", "year": 2027, "papers": [], "days": days})
    }

    #[test]
    fn refusals_name_the_place() {
        let off = |date: &str| json!({"date": date, "name": "节", "isOffDay": true});
        let cases = [
            (json!([]), "", "schema"),
            (json!({"days": []}), "/year", "schema"),
            (json!({"year": 1999, "days": []}), "/year", "year_out_of_range"),
            (json!({"year": 2027}), "/days", "schema"),
            (json!({"year": 2027, "days": []}), "/days", "empty_year"),
            (
                year_with(&[json!({"date": "2027-02-30", "name": "节", "isOffDay": true})]),
                "/days/5",
                "schema",
            ),
            (year_with(&[json!({"date": "2027-02-03", "isOffDay": true})]), "/days/5", "schema"),
            (
                year_with(&[json!({"date": "2027-02-03", "name": "节", "isOffDay": "yes"})]),
                "/days/5",
                "schema",
            ),
            (
                year_with(&[json!({"date": "2027-02-03", "name": " ", "isOffDay": true})]),
                "/days/5/name",
                "schema",
            ),
            (year_with(&[off("2027-05-01")]), "/days/5/date", "duplicate_date"),
            (year_with(&[off("2028-01-01")]), "/days/5/date", "outside_year"),
            (year_with(&[off("2026-11-30")]), "/days/5/date", "outside_year"),
            (year_with(&[off("2027-10-06")]), "/days", "gap"),
        ];
        for (document, pointer, code) in cases {
            let error = HolidayYear::from_value(&document).unwrap_err();
            assert_eq!((error.pointer.as_str(), error.problem.code()), (pointer, code), "{document}");
        }
        let mut truncated = year_with(&[]);
        truncated["days"].as_array_mut().unwrap().remove(2);
        let gap = HolidayYear::from_value(&truncated).unwrap_err();
        assert_eq!(gap.problem, HolidayProblem::Gap("2027-10-01".parse().unwrap()));
        assert_eq!(HolidayYear::parse("{").unwrap_err().problem.code(), "not_json");
    }

    #[test]
    fn the_december_before_may_be_listed() {
        let year = year_with(&[json!({"date": "2026-12-31", "name": "元旦", "isOffDay": true})]);
        assert_eq!(HolidayYear::from_value(&year).unwrap().days().len(), 6);
    }
}
