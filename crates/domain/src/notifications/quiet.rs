//! 免打扰时段: when no message leaves the house.

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Timelike as _};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    kernel::Timestamp,
    sla::{MinuteOfDay, local_of},
};

const DAY: u16 = 1440;

/// From `from` until `until` local time, over midnight where `until` is the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuietHours {
    pub from: MinuteOfDay,
    pub until: MinuteOfDay,
}

impl QuietHours {
    /// Beginning and end are not the same: nobody is quiet all day.
    #[must_use]
    pub fn is_span(&self) -> bool {
        self.from.minutes() % DAY != self.until.minutes() % DAY
    }

    fn holds(&self, minute: u16) -> bool {
        let (from, until) = (self.from.minutes() % DAY, self.until.minutes() % DAY);
        if from < until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }

    /// The first instant from `now` on at which a message may leave, by the clocks of `zone`.
    #[must_use]
    pub fn over_at(&self, now: Timestamp, zone: Tz) -> Timestamp {
        let local = local_of(zone, now);
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0);
        if !self.is_span() || !self.holds(minute) {
            return now;
        }
        let until = self.until.minutes() % DAY;
        let days = u64::from(minute >= until);
        let date = local.date().checked_add_days(Days::new(days)).unwrap_or(local.date());
        let end = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(until));
        now.plus_millis((instant(zone, end) - now.millis()).max(0))
    }
}

/// A time that the clocks skip is an hour later, one that they repeat is the first.
fn instant(zone: Tz, local: NaiveDateTime) -> i64 {
    let exact =
        |local: NaiveDateTime| zone.from_local_datetime(&local).earliest().map(|at| at.timestamp_millis());
    exact(local)
        .or_else(|| exact(local + TimeDelta::hours(1)))
        .unwrap_or_else(|| local.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Asia::Shanghai, Asia::Urumqi, Europe::Berlin};
    use proptest::prelude::*;

    use super::*;

    fn hours(from: &str, until: &str) -> QuietHours {
        QuietHours { from: from.parse().unwrap(), until: until.parse().unwrap() }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn nothing_leaves_by_night_in_the_persons_own_zone() {
        let night = hours("22:00", "07:00");
        for (now, zone, over) in [
            ("2026-03-02T21:59:59+08:00", Shanghai, "2026-03-02T21:59:59+08:00"),
            ("2026-03-02T22:00:00+08:00", Shanghai, "2026-03-03T07:00:00+08:00"),
            ("2026-03-03T00:00:00+08:00", Shanghai, "2026-03-03T07:00:00+08:00"),
            ("2026-03-03T06:59:59+08:00", Shanghai, "2026-03-03T07:00:00+08:00"),
            ("2026-03-03T07:00:00+08:00", Shanghai, "2026-03-03T07:00:00+08:00"),
            // 22:30 in Shanghai is 20:30 in Ürümqi
            ("2026-03-02T22:30:00+08:00", Urumqi, "2026-03-02T22:30:00+08:00"),
            // the night in which 02:00 becomes 03:00
            ("2026-03-28T23:00:00+01:00", Berlin, "2026-03-29T07:00:00+02:00"),
        ] {
            assert_eq!(night.over_at(at(now), zone), at(over), "{now} {zone}");
        }
        assert_eq!(
            hours("00:00", "02:30").over_at(at("2026-03-29T01:00:00+01:00"), Berlin),
            at("2026-03-29T03:30:00+02:00")
        );
        assert_eq!(
            hours("12:00", "14:00").over_at(at("2026-03-02T13:00:00+08:00"), Shanghai),
            at("2026-03-02T14:00:00+08:00")
        );
        assert_eq!(
            hours("22:00", "24:00").over_at(at("2026-03-02T23:00:00+08:00"), Shanghai),
            at("2026-03-03T00:00:00+08:00")
        );
    }

    #[test]
    fn nobody_is_quiet_all_day() {
        for (from, until) in [("07:00", "07:00"), ("00:00", "24:00"), ("24:00", "00:00")] {
            assert!(!hours(from, until).is_span(), "{from} {until}");
            let now = at("2026-03-02T07:00:00+08:00");
            assert_eq!(hours(from, until).over_at(now, Shanghai), now);
        }
    }

    proptest! {
        #[test]
        fn a_delay_ends_outside_within_a_day(from in 0..1440u16, until in 0..1440u16, minute in 0..2880i64) {
            let clock = |m: u16| format!("{:02}:{:02}", m / 60, m % 60);
            let quiet = hours(&clock(from), &clock(until));
            let now = at("2026-03-01T16:00:00Z").plus_seconds(minute * 60);
            let over = quiet.over_at(now, Shanghai);
            prop_assert!(over >= now && over.millis_since(now) < 86_400_000);
            prop_assert_eq!(quiet.over_at(over, Shanghai), over);
        }
    }
}
