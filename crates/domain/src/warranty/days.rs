//! Days of the warranty: calendar days in China, and days under repair counted as started 24-hour days.

use chrono::{NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Asia::Shanghai;
use serde::{Deserialize, Deserializer, de::Error};

use crate::kernel::Timestamp;

const DAY_MILLIS: i64 = 86_400_000;

/// The calendar day in China on which the instant falls: the day that invoices and warranty cards mean.
#[must_use]
pub fn local_day(at: Timestamp) -> NaiveDate {
    at.to_utc().with_timezone(&Shanghai).date_naive()
}

/// The first instant of a day in China.
#[must_use]
pub fn start_of_day(day: NaiveDate) -> Timestamp {
    let midnight = day.and_time(NaiveTime::MIN);
    Shanghai.from_local_datetime(&midnight).earliest().map_or_else(
        // Shanghai's clocks skipped midnight in a few years before 1950; the UTC reading is close enough there.
        || Timestamp::from(midnight.and_utc()),
        |at| Timestamp::from(at.to_utc()),
    )
}

/// Days from `from` to `to`: every full 24 hours is a day, and so is what remains (rule B26). Never negative.
#[must_use]
pub fn started_days(from: Timestamp, to: Timestamp) -> i64 {
    let millis = to.millis_since(from).max(0);
    millis / DAY_MILLIS + i64::from(millis % DAY_MILLIS != 0)
}

/// Reads an RFC 3339 instant or, where only the day is known (an old service card), a date.
///
/// # Errors
/// When the text is neither.
pub fn instant_or_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.parse::<NaiveDate>() {
        Ok(day) => Ok(start_of_day(day)),
        Err(_) => text.parse().map_err(D::Error::custom),
    }
}

/// As [`instant_or_day`], for a field that may be absent.
pub(super) fn optional_instant_or_day<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    #[derive(Deserialize)]
    struct Lenient(#[serde(deserialize_with = "instant_or_day")] Timestamp);
    Ok(Option::<Lenient>::deserialize(deserializer)?.map(|Lenient(at)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_started_day_counts_whole() {
        let cases = [
            ("2024-09-02T10:00:00+08:00", "2024-09-20T16:00:00+08:00", 19),
            ("2025-02-10T09:00:00+08:00", "2025-02-17T15:00:00+08:00", 8),
            ("2025-04-01T10:00:00+08:00", "2025-04-15T10:00:00+08:00", 14),
            ("2025-04-01T10:00:00+08:00", "2025-04-01T10:00:00.001+08:00", 1),
            ("2025-04-01T10:00:00+08:00", "2025-04-01T10:00:00+08:00", 0),
            ("2025-04-02T10:00:00+08:00", "2025-04-01T10:00:00+08:00", 0),
        ];
        for (from, to, days) in cases {
            assert_eq!(started_days(at(from), at(to)), days, "{from} {to}");
        }
    }

    #[test]
    fn the_day_is_the_day_in_china() {
        assert_eq!(local_day(at("2025-05-05T16:00:00Z")).to_string(), "2025-05-06");
        assert_eq!(local_day(at("2025-05-05T15:59:59Z")).to_string(), "2025-05-05");
        let day = "2025-05-06".parse().unwrap();
        assert_eq!(start_of_day(day), at("2025-05-06T00:00:00+08:00"));
    }
}
