//! Instants as dates and times of a zone. China has kept UTC+8 without daylight saving since 1992, so the usual case
//! needs no zone tables; other zones ask the browser's `Intl`.

use domain::kernel::Timestamp;

use crate::{i18n::Lang, l};

/// A zone's distance from UTC, in seconds, at the instants shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    offset_seconds: i64,
}

/// Asia/Shanghai.
pub const SHANGHAI: Zone = Zone { offset_seconds: 8 * 3600 };

impl Zone {
    #[must_use]
    pub const fn from_offset_seconds(offset_seconds: i64) -> Self {
        Self { offset_seconds }
    }

    /// The zone's distance from UTC at `at`; Asia/Shanghai when the browser does not know the name.
    #[must_use]
    pub fn named(name: &str, at: Timestamp) -> Self {
        if name == "Asia/Shanghai" || cfg!(not(target_family = "wasm")) {
            return SHANGHAI;
        }
        offset_by_intl(name, at).map_or(SHANGHAI, Self::from_offset_seconds)
    }

    /// The instant of a civil minute of this zone.
    ///
    /// # Errors
    /// When the date lies outside the years 1900–9999.
    pub fn instant(self, civil: Civil) -> Result<Timestamp, domain::kernel::TimestampError> {
        let seconds = civil.days() * 86_400 + i64::from(civil.hour) * 3600 + i64::from(civil.minute) * 60;
        Timestamp::from_millis((seconds - self.offset_seconds) * 1000)
    }
}

/// `Intl` writes the zone as `GMT+08:00`.
fn offset_by_intl(name: &str, at: Timestamp) -> Option<i64> {
    let options = js_sys::Object::new();
    for (key, value) in [("timeZone", name), ("timeZoneName", "longOffset")] {
        js_sys::Reflect::set(&options, &key.into(), &value.into()).ok()?;
    }
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of the years 1900–9999 are below 2^53")]
    let date = js_sys::Date::new(&(at.millis() as f64).into());
    let text = String::from(date.to_locale_string("en-US", &options));
    parse_offset(text.rsplit("GMT").next()?)
}

/// `+08:00`, `-03:30` or nothing (UTC), in seconds.
fn parse_offset(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "−", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60))
}

/// A date and minute of the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    pub year: i64,
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
}

impl Civil {
    #[must_use]
    pub fn at(instant: Timestamp, zone: Zone) -> Self {
        let seconds = instant.millis().div_euclid(1000) + zone.offset_seconds;
        let (year, month, day) = date_of(seconds.div_euclid(86_400));
        let of_day = seconds.rem_euclid(86_400);
        let small = |n: i64| u8::try_from(n).unwrap_or_default();
        Self { year, month, day, hour: small(of_day / 3600), minute: small(of_day % 3600 / 60) }
    }

    /// Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` (as date inputs write them) or the same with a space.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
        let mut date = date.splitn(3, '-');
        let mut time = time.splitn(3, ':');
        let civil = Self {
            year: date.next()?.parse().ok()?,
            month: date.next()?.parse().ok()?,
            day: date.next()?.parse().ok()?,
            hour: time.next()?.parse().ok()?,
            minute: time.next()?.parse().ok()?,
        };
        let real = (1900..=9999).contains(&civil.year)
            && (civil.year, civil.month, civil.day) == date_of(civil.days())
            && civil.hour < 24
            && civil.minute < 60;
        real.then_some(civil)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = if month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// 0 is Monday.
    #[must_use]
    pub fn weekday(self) -> usize {
        usize::try_from((self.days() + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// `2025-03-07`
    #[must_use]
    pub fn date(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `12:00`
    #[must_use]
    pub fn time(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// `2025-03-07 12:00`
    #[must_use]
    pub fn date_time(self) -> String {
        format!("{} {}", self.date(), self.time())
    }

    /// `2025-03-07T12:00`, for `<input type="datetime-local">`
    #[must_use]
    pub fn input(self) -> String {
        format!("{}T{}", self.date(), self.time())
    }

    /// `2025-03-07 周五 12:00`
    #[must_use]
    pub fn long(self, lang: Lang) -> String {
        format!("{} {} {}", self.date(), weekday_name(self.weekday(), lang), self.time())
    }

    /// `今天 10:30`, `明天 10:30`, `周五 10:30` within the coming week, else `03-07 10:30`, with the year when it differs.
    #[must_use]
    pub fn spoken(self, now: Self, lang: Lang) -> String {
        let day = match self.days() - now.days() {
            -1 => l::time::yesterday(lang).to_owned(),
            0 => l::time::today(lang).to_owned(),
            1 => l::time::tomorrow(lang).to_owned(),
            2..=6 => weekday_name(self.weekday(), lang).to_owned(),
            _ if self.year == now.year => format!("{:02}-{:02}", self.month, self.day),
            _ => self.date(),
        };
        format!("{day} {}", self.time())
    }
}

/// `周一` … `周日`; 0 is Monday.
#[must_use]
pub fn weekday_name(weekday: usize, lang: Lang) -> &'static str {
    let zh = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    let en = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    lang.pick(zh, en)[weekday % 7]
}

/// Year, month and day of a day count (after Howard Hinnant's `civil_from_days`).
fn date_of(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn civil(text: &str) -> Civil {
        Civil::at(text.parse().unwrap(), SHANGHAI)
    }

    #[test]
    fn instants_are_shown_in_the_zone() {
        for (instant, shown) in [
            ("2025-03-07T04:00:00Z", "2025-03-07 12:00"),
            ("2024-12-31T16:00:00Z", "2025-01-01 00:00"),
            ("2024-02-28T16:30:00Z", "2024-02-29 00:30"),
            ("1969-12-31T15:59:00Z", "1969-12-31 23:59"),
            ("1900-02-28T16:00:00Z", "1900-03-01 00:00"),
        ] {
            assert_eq!(civil(instant).date_time(), shown, "{instant}");
        }
    }

    #[test]
    fn a_date_round_trips_through_its_day_count() {
        for days in (-25_000..60_000).step_by(97) {
            let (year, month, day) = date_of(days);
            assert_eq!(Civil { year, month, day, hour: 0, minute: 0 }.days(), days);
        }
    }

    #[test]
    fn inputs_are_read_back_as_instants() {
        let civil = Civil::parse("2025-03-07T12:00").unwrap();
        assert_eq!(SHANGHAI.instant(civil).unwrap().to_string(), "2025-03-07T04:00:00.000Z");
        assert_eq!(Civil::parse(&civil.input()), Some(civil));
        for text in ["", "2025-02-29", "2025-13-01", "2025-01-01T24:00", "2025-1", "x-y-z"] {
            assert_eq!(Civil::parse(text), None, "{text}");
        }
    }

    #[test]
    fn near_days_are_spoken() {
        let now = civil("2025-03-05T02:00:00Z");
        for (instant, zh, en) in [
            ("2025-03-05T06:30:00Z", "今天 14:30", "today 14:30"),
            ("2025-03-06T02:30:00Z", "明天 10:30", "tomorrow 10:30"),
            ("2025-03-04T02:30:00Z", "昨天 10:30", "yesterday 10:30"),
            ("2025-03-07T02:30:00Z", "周五 10:30", "Fri 10:30"),
            ("2025-03-20T02:30:00Z", "03-20 10:30", "03-20 10:30"),
            ("2024-12-20T02:30:00Z", "2024-12-20 10:30", "2024-12-20 10:30"),
        ] {
            assert_eq!(civil(instant).spoken(now, Lang::Zh), zh);
            assert_eq!(civil(instant).spoken(now, Lang::En), en);
        }
    }

    #[test]
    fn zone_offsets_are_read() {
        for (text, seconds) in
            [("+08:00", Some(28_800)), ("-03:30", Some(-12_600)), ("", Some(0)), ("8", None)]
        {
            assert_eq!(parse_offset(text), seconds, "{text}");
        }
    }
}
