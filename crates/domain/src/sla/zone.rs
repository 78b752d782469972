//! Local time to instants. A local time may not exist (spring) or exist twice (autumn); what that means for a working
//! window or the end of a day is decided here and nowhere else.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;

use crate::kernel::Timestamp;

/// What to take of a local time that occurs twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Earliest,
    Latest,
}

/// UTC milliseconds of a local time. A time that the clocks skip is the instant at which they skip it.
pub(super) fn millis_of(zone: Tz, local: NaiveDateTime, fold: Fold) -> i64 {
    let nominal = local.and_utc().timestamp_millis();
    match zone.offset_from_local_datetime(&local) {
        chrono::LocalResult::Single(offset) => nominal - shift(&offset),
        chrono::LocalResult::Ambiguous(a, b) => {
            let (a, b) = (nominal - shift(&a), nominal - shift(&b));
            if fold == Fold::Earliest { a.min(b) } else { a.max(b) }
        }
        chrono::LocalResult::None => skip_instant(zone, nominal),
    }
}

/// The instant at which the clocks jump over the local time `nominal` (milliseconds as if it were UTC).
fn skip_instant(zone: Tz, nominal: i64) -> i64 {
    const DAY: i64 = 86_400_000;
    let before = offset_at(zone, nominal - DAY);
    let (mut low, mut high) = (nominal - DAY, nominal + DAY);
    // `low` has the old offset, `high` the new one: halve until they touch.
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if offset_at(zone, middle) == before { low = middle } else { high = middle }
    }
    high
}

fn shift(offset: &impl Offset) -> i64 {
    i64::from(offset.fix().local_minus_utc()) * 1000
}

/// Milliseconds that local time is ahead of UTC at the instant `millis`.
pub(super) fn offset_at(zone: Tz, millis: i64) -> i64 {
    let utc = DateTime::from_timestamp_millis(millis).unwrap_or_default().naive_utc();
    shift(&zone.offset_from_utc_datetime(&utc))
}

/// The first instant of a day, which is not always 00:00.
pub(super) fn first_millis(zone: Tz, date: NaiveDate) -> i64 {
    millis_of(zone, date.and_time(NaiveTime::MIN), Fold::Earliest)
}

/// The first instant of a local date.
#[must_use]
pub fn start_of_date(zone: Tz, date: NaiveDate) -> Timestamp {
    Timestamp::EPOCH.plus_millis(first_millis(zone, date))
}

/// The local date of an instant.
#[must_use]
pub fn date_of(zone: Tz, at: Timestamp) -> NaiveDate {
    local_of(zone, at).date()
}

/// The local wall time of an instant.
#[must_use]
pub fn local_of(zone: Tz, at: Timestamp) -> NaiveDateTime {
    at.to_utc().with_timezone(&zone).naive_local()
}

/// The end (24:00) of the day `days` after the local date of `at`: the first instant that no longer belongs to it.
#[must_use]
pub fn end_of_day_after(zone: Tz, at: Timestamp, days: u32) -> Timestamp {
    let date = date_of(zone, at);
    let next = date.checked_add_days(Days::new(u64::from(days) + 1)).unwrap_or(NaiveDate::MAX);
    at.plus_millis(first_millis(zone, next).saturating_sub(at.millis()))
}

/// Until when (exclusive) a ticket that was solved at `solved_at` may be reopened: 24:00 of the `days`-th day after it,
/// in the zone of the branch (domain rule 2.3 item 12).
#[must_use]
pub fn reopen_until(solved_at: Timestamp, zone: Tz, days: u32) -> Timestamp {
    end_of_day_after(zone, solved_at, days)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::{America::Santiago, Asia::Shanghai, Europe::Berlin, Pacific::Apia};

    use super::{Fold, first_millis, millis_of, reopen_until};
    use crate::kernel::Timestamp;

    fn utc(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().millis()
    }

    #[test]
    fn skipped_and_repeated_local_times() {
        let gap = NaiveDate::from_ymd_opt(2025, 3, 30).unwrap();
        let at = |h, m| gap.and_hms_opt(h, m, 0).unwrap();
        assert_eq!(millis_of(Berlin, at(2, 0), Fold::Earliest), utc("2025-03-30T01:00:00Z"));
        assert_eq!(millis_of(Berlin, at(2, 59), Fold::Latest), utc("2025-03-30T01:00:00Z"));
        assert_eq!(millis_of(Berlin, at(3, 0), Fold::Latest), utc("2025-03-30T01:00:00Z"));
        let twice = NaiveDate::from_ymd_opt(2025, 10, 26).unwrap().and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(millis_of(Berlin, twice, Fold::Earliest), utc("2025-10-26T00:30:00Z"));
        assert_eq!(millis_of(Berlin, twice, Fold::Latest), utc("2025-10-26T01:30:00Z"));
    }

    #[test]
    fn a_day_may_not_begin_at_midnight_and_may_not_exist() {
        let chile = NaiveDate::from_ymd_opt(2024, 9, 8).unwrap();
        assert_eq!(first_millis(Santiago, chile), utc("2024-09-08T04:00:00Z"));
        let skipped = NaiveDate::from_ymd_opt(2011, 12, 30).unwrap();
        let next = NaiveDate::from_ymd_opt(2011, 12, 31).unwrap();
        assert_eq!(first_millis(Apia, skipped), first_millis(Apia, next));
    }

    #[test]
    fn reopening_ends_at_24_00_of_the_seventh_day() {
        let solved: Timestamp = "2025-05-06T15:00:00+08:00".parse().unwrap();
        let until: Timestamp = "2025-05-14T00:00:00+08:00".parse().unwrap();
        assert_eq!(reopen_until(solved, Shanghai, 7), until);
    }
}
