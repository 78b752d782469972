//! When requests come in: by weekday, hour and season, as in a real year of an industrial manufacturer.

use chrono::{Datelike as _, Days, NaiveDate};
use domain::{
    kernel::Timestamp,
    sla::{Calendar, date_of, start_of_date},
};

use super::chance::Chance;
use crate::sla::rules::ZONE;

const HOUR: i64 = 3_600_000;
/// Share of Monday to Sunday in percent.
pub(super) const WEEKDAYS: [f64; 7] = [20.5, 18.5, 17.5, 16.5, 15.0, 7.5, 4.5];
/// Share of each hour of the day in percent: 08–10 28, 13–15 22, the eight hours of the night 4.
pub(super) const HOURS: [f64; 24] = [
    0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 2.4, 14.0, 14.0, 10.0, 7.0, 4.0, 11.0, 11.0, 8.0, 6.5, 3.5, 1.5, 1.2,
    0.8, 0.5, 0.5, 0.5,
];
/// A day off that is no weekend has this share of an ordinary day.
const HOLIDAY: f64 = 0.3;
/// After Spring Festival what was left lying comes at once, for this many working days.
const REBOUND_DAYS: usize = 5;
const REBOUND: f64 = 1.6;

/// How much a date has, in the unit of percent of a week.
fn weight(calendar: &Calendar, date: NaiveDate) -> f64 {
    let weekday = date.weekday().num_days_from_monday() as usize;
    let working = calendar.is_working_day(date);
    match (weekday < 5, working) {
        (true, false) => WEEKDAYS[weekday] * HOLIDAY,
        // a make-up working day is like a Friday
        (false, true) => WEEKDAYS[4],
        (_, true) if rebounds(calendar, date) => WEEKDAYS[weekday] * REBOUND,
        _ => WEEKDAYS[weekday],
    }
}

/// One of the first working days after a long holiday at the beginning of the year.
fn rebounds(calendar: &Calendar, date: NaiveDate) -> bool {
    if !(1..=3).contains(&date.month()) {
        return false;
    }
    let (mut working, mut off) = (0, 0);
    for before in (1..=20).filter_map(|days| date.checked_sub_days(Days::new(days))) {
        if calendar.is_working_day(before) {
            if off >= 7 {
                return true;
            }
            working += 1;
            off = 0;
            if working >= REBOUND_DAYS {
                return false;
            }
        } else {
            off += 1;
        }
    }
    false
}

/// The days of a history with the number of requests of each, in the order of time, none of them kept in memory.
pub(super) struct History {
    days: Vec<(NaiveDate, u64)>,
}

/// Spreads `count` requests over the days from `first` to `last`, so that they add up exactly.
pub(super) fn days(calendar: &Calendar, first: NaiveDate, last: NaiveDate, count: u64) -> History {
    let dates: Vec<NaiveDate> = first.iter_days().take_while(|date| *date <= last).collect();
    let weights: Vec<f64> = dates.iter().map(|date| weight(calendar, *date)).collect();
    let all: f64 = weights.iter().sum();
    let mut sum = 0.0;
    let mut given = 0;
    let mut days = Vec::with_capacity(dates.len());
    for (place, (date, weight)) in dates.iter().zip(weights).enumerate() {
        sum += weight;
        let until = if place + 1 == dates.len() { count } else { (sum / all * count as f64).round() as u64 };
        days.push((*date, until.saturating_sub(given)));
        given = given.max(until);
    }
    History { days }
}

impl History {
    pub(super) fn iter(&self) -> impl Iterator<Item = (NaiveDate, u64)> + '_ {
        self.days.iter().copied()
    }
}

/// `count` instants of a date not later than `latest`, sorted.
pub(super) fn instants(
    chance: &mut Chance,
    date: NaiveDate,
    count: u64,
    latest: Timestamp,
) -> Vec<Timestamp> {
    let midnight = start_of_date(ZONE, date);
    let mut list: Vec<Timestamp> = (0..count)
        .map(|_| {
            let at =
                midnight.plus_millis(chance.weighted(&HOURS) as i64 * HOUR + chance.between(0, HOUR - 1));
            // on the last day only the part that has passed
            if at <= latest {
                at
            } else {
                midnight.plus_millis(chance.between(0, latest.millis_since(midnight).max(1)))
            }
        })
        .collect();
    list.sort_unstable();
    list
}

/// The first date of a history of so many months before `now`.
pub(super) fn first_date(now: Timestamp, months: u32) -> NaiveDate {
    let today = date_of(ZONE, now);
    today.checked_sub_months(chrono::Months::new(months)).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use domain::sla::standard;

    use super::*;

    fn calendar() -> Calendar {
        Calendar::compile(&standard::calendar_8x5()).unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_shares_are_shares() {
        assert!((WEEKDAYS.iter().sum::<f64>() - 100.0).abs() < 0.01);
        assert!((HOURS.iter().sum::<f64>() - 100.0).abs() < 0.01);
        assert!((HOURS[8] + HOURS[9] - 28.0).abs() < 0.01 && (HOURS[13] + HOURS[14] - 22.0).abs() < 0.01);
        assert!((HOURS[..6].iter().sum::<f64>() + HOURS[22] + HOURS[23] - 4.0).abs() < 0.01);
    }

    #[test]
    fn days_add_up_and_follow_the_week() {
        let days = days(&calendar(), date("2025-03-03"), date("2025-03-30"), 10_000);
        let counts: Vec<u64> = days.iter().map(|(_, count)| count).collect();
        assert_eq!((counts.len(), counts.iter().sum::<u64>()), (28, 10_000));
        for (weekday, share) in WEEKDAYS.iter().enumerate() {
            let sum: u64 = counts.iter().skip(weekday).step_by(7).sum();
            assert!((sum as f64 / 100.0 - share).abs() < 0.1, "{weekday}: {sum}");
        }
    }

    #[test]
    fn spring_festival_is_quiet_and_the_days_after_it_are_not() {
        let of = |text: &str| weight(&calendar(), date(text));
        // 2025: off from 28 January to 4 February, a make-up day on 8 February
        assert!(of("2025-01-29") < 6.0);
        assert!((of("2025-02-05") - WEEKDAYS[2] * REBOUND).abs() < 0.01);
        assert!((of("2025-02-11") - WEEKDAYS[1] * REBOUND).abs() > 0.01);
        assert!((of("2025-03-04") - WEEKDAYS[1]).abs() < 0.01);
        assert!((of("2025-02-08") - WEEKDAYS[4]).abs() < 0.01);
    }

    #[test]
    fn hours_follow_their_shares() {
        let mut chance = Chance::new(3, 3);
        let last: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        let all = instants(&mut chance, date("2025-03-04"), 20_000, last);
        let mut counts = [0_f64; 24];
        for at in &all {
            counts[chrono::Timelike::hour(&domain::sla::local_of(ZONE, *at)) as usize] += 1.0;
        }
        let chi: f64 = counts
            .iter()
            .zip(HOURS)
            .map(|(seen, share)| (seen - share * 200.0).powi(2) / (share * 200.0))
            .sum();
        // 23 degrees of freedom: 49.7 is passed once in a thousand
        assert!(chi < 49.7, "{chi}");
        assert!(all.windows(2).all(|pair| pair[0] <= pair[1]));
    }
}
