//! Calendars: branch hours, daylight saving, exceptions, imports, refusals.

use chrono::NaiveDate;
use domain::{
    kernel::Timestamp,
    sla::{
        Calendar, CalendarError, CalendarSpec, Calendars, ClockKind, DateException, DateRule,
        ExceptionSource, HolidayYear, Priority, Rules, Span, TimeWindow, WeekdayCode, compute, standard,
    },
};

use super::world::{POLICY, at, of, shown, subject, working_hours};

fn windows(list: &[&str]) -> Vec<TimeWindow> {
    list.iter().map(|w| w.parse().unwrap()).collect()
}

fn zone(zone: &str, list: &[&str]) -> Calendar {
    let mut spec = CalendarSpec::business("CAL-X", "x", zone, windows(list));
    spec.working_weekdays = WeekdayCode::ALL.to_vec();
    Calendar::compile(&spec).unwrap()
}

fn utc(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const HOUR: i64 = 3_600_000;

#[test]
fn a_branch_has_its_own_hours() {
    let mut spec = standard::calendar_8x5();
    spec.code = "CAL-XJ".to_owned();
    spec.windows = windows(&["10:00-13:30", "15:30-20:00"]);
    let calendars =
        standard::calendars().unwrap().with_override("CAL-8x5", Calendar::compile(&spec).unwrap());
    let rules = Rules { policy: &POLICY, calendars: &calendars };
    let all =
        compute(rules, &subject("2025-01-24 18:00", Priority::P2), &[], at("2025-01-24 18:00")).unwrap();
    // 2 h on Friday, 8 on Sunday (make-up), 6 on Monday
    let resolution = of(&all, ClockKind::Resolution);
    assert_eq!(shown(resolution.due_at.unwrap()), "2025-01-27 18:00");
    assert_eq!(resolution.calendar.as_deref(), Some("CAL-8x5"));
}

#[test]
fn hours_end_at_the_close_of_a_window_and_not_at_the_opening_of_the_next() {
    let calendar = working_hours();
    let after = |from: &str, hours: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "halves of hours")]
        let millis = (hours * 3_600_000.0) as i64;
        shown(calendar.add_working(at(from), millis).unwrap())
    };
    assert_eq!(after("2025-03-03 08:30", 3.5), "2025-03-03 12:00");
    assert_eq!(after("2025-03-03 08:00", 3.5), "2025-03-03 12:00");
    assert_eq!(after("2025-03-03 12:30", 4.5), "2025-03-03 17:30");
    assert_eq!(after("2025-03-07 17:30", 0.5), "2025-03-10 09:00");
    assert_eq!(after("2025-03-08 11:00", 0.0), "2025-03-08 11:00");
}

#[test]
fn the_night_the_clocks_jump_forward_has_an_hour_less() {
    let night = zone("Europe/Berlin", &["00:00-06:00"]);
    let day = date("2025-03-30");
    assert_eq!(night.working_millis_of(day).unwrap(), 5 * HOUR);
    assert_eq!(night.working_millis_of(date("2025-03-29")).unwrap(), 6 * HOUR);
    // 01:00 CET + 2 h = 04:00 CEST
    let due = night.due(utc("2025-03-30T00:00:00Z"), &"2WH".parse().unwrap()).unwrap().unwrap();
    assert_eq!(due.at, utc("2025-03-30T02:00:00Z"));
    let inside_gap = zone("Europe/Berlin", &["01:30-02:30"]);
    assert_eq!(inside_gap.working_millis_of(day).unwrap(), HOUR / 2);
    let swallowed = zone("Europe/Berlin", &["02:00-03:00"]);
    assert_eq!(swallowed.working_millis_of(day).unwrap(), 0);
    // the swallowed day is no working day to count to
    let end = swallowed.end_of_working_day_n(utc("2025-03-29T12:00:00Z"), 1).unwrap();
    assert_eq!(end, utc("2025-03-31T01:00:00Z"));
}

#[test]
fn the_night_the_clocks_fall_back_has_an_hour_more() {
    let night = zone("Europe/Berlin", &["00:00-06:00"]);
    let day = date("2025-10-26");
    assert_eq!(night.working_millis_of(day).unwrap(), 7 * HOUR);
    let start = utc("2025-10-25T22:00:00Z");
    assert_eq!(night.add_working(start, 7 * HOUR).unwrap(), utc("2025-10-26T05:00:00Z"));
    assert_eq!(zone("Europe/Berlin", &["02:00-03:00"]).working_millis_of(day).unwrap(), 2 * HOUR);
    // two windows that share the repeated hour do not count it twice
    assert_eq!(
        zone("Europe/Berlin", &["01:00-02:30", "02:30-04:00"]).working_millis_of(day).unwrap(),
        4 * HOUR
    );
}

#[test]
fn natural_hours_do_not_care_and_days_end_at_local_midnight() {
    let calendar = Calendar::compile(&CalendarSpec::continuous("CAL-DE", "Berlin", "Europe/Berlin")).unwrap();
    let start = utc("2025-03-29T20:00:00Z");
    let due = |span: &str| calendar.due(start, &span.parse::<Span>().unwrap()).unwrap().unwrap();
    assert_eq!(due("PT24H").at, utc("2025-03-30T20:00:00Z"));
    assert_eq!(due("next_day").at, utc("2025-03-30T22:00:00Z"));
    assert_eq!(due("same_day").at, utc("2025-03-29T23:00:00Z"));
    assert!(due("next_day").exclusive && !due("PT24H").exclusive);
    assert_eq!(
        calendar.stretches_of(date("2025-03-30")).unwrap(),
        [(due("same_day").at, due("next_day").at)]
    );
}

#[test]
fn empty_and_overlapping_calendars_are_errors_with_a_place() {
    let base = || CalendarSpec::business("CAL-X", "x", "Asia/Shanghai", windows(&["08:00-12:00"]));
    let refuse = |change: fn(&mut CalendarSpec)| {
        let mut spec = base();
        change(&mut spec);
        Calendar::compile(&spec).unwrap_err()
    };
    assert_eq!(refuse(|s| s.windows.clear()), CalendarError::Empty);
    assert_eq!(refuse(|s| s.working_weekdays.clear()), CalendarError::Empty);
    assert_eq!(
        refuse(|s| {
            s.windows.clear();
            let open = DateException {
                rule: DateRule::Open,
                windows: vec!["08:00-12:00".parse().unwrap()],
                name: "x".to_owned(),
                source: ExceptionSource::Company,
            };
            s.exceptions.insert("2025-01-01".parse().unwrap(), open);
        }),
        CalendarError::Empty,
        "a few opened dates are no calendar"
    );
    assert_eq!(refuse(|s| s.zone = "Mars/Olympus".to_owned()).pointer(), "/zone");
    assert_eq!(refuse(|s| s.code = "a b".to_owned()).pointer(), "/code");
    assert_eq!(refuse(|s| s.windows = windows(&["08:00-12:00", "11:59-13:00"])).pointer(), "/windows/1");
    assert_eq!(refuse(|s| s.windows = windows(&["13:00-14:00", "08:00-12:00"])).pointer(), "/windows/1");
    let monday = |s: &mut CalendarSpec| {
        s.weekday_windows.insert(WeekdayCode::Mon, windows(&["08:00-09:00", "08:30-10:00"]));
    };
    assert_eq!(refuse(monday).pointer(), "/weekday_windows/mon/1");
    let closed = |s: &mut CalendarSpec| {
        let exception = DateException {
            rule: DateRule::Closed,
            windows: windows(&["08:00-09:00"]),
            name: "x".to_owned(),
            source: ExceptionSource::Company,
        };
        s.exceptions.insert(date("2025-01-01"), exception);
    };
    assert_eq!(refuse(closed).pointer(), "/exceptions/2025-01-01");
    assert_eq!(
        refuse(|s| s.kind = domain::sla::CalendarKind::Continuous),
        CalendarError::WindowsOfContinuous
    );
    for bad in ["12:00-08:00", "08:00-08:00", "08:00", "8:00-9:00", "08:00-24:01", "08:00-12:00-13:00"] {
        assert!(bad.parse::<TimeWindow>().is_err(), "{bad}");
    }
    assert!(
        Calendar::compile(&{
            let mut touching = base();
            touching.windows = windows(&["08:00-12:00", "12:00-24:00"]);
            touching
        })
        .is_ok()
    );
}

#[test]
fn company_exceptions_survive_an_import() {
    let mut spec = CalendarSpec::business("CAL-X", "x", "Asia/Shanghai", windows(&["08:30-17:30"]));
    spec.holiday_scheme = Some("cn-official".to_owned());
    let own = |rule| DateException {
        rule,
        windows: Vec::new(),
        name: "厂休".to_owned(),
        source: ExceptionSource::Company,
    };
    spec.exceptions.insert(date("2024-02-09"), own(DateRule::Closed));
    spec.exceptions.insert(date("2024-02-04"), own(DateRule::Closed));
    assert!(!Calendar::compile(&spec).unwrap().covers(date("2024-02-09")));
    let year = standard::holiday_years()[0].clone();
    let first = spec.import_year(year.clone());
    assert_eq!((first.year, first.company_kept, first.removed), (2024, vec![date("2024-02-04")], vec![]));
    assert_eq!(first.changed.len(), year.days().len() - 1);
    let again = spec.import_year(year);
    assert!(again.changed.is_empty(), "an import may be repeated");
    let calendar = Calendar::compile(&spec).unwrap();
    assert!(calendar.covers(date("2024-12-31")) && !calendar.covers(date("2025-01-01")));
    assert!(!calendar.is_working_day(date("2024-02-09")) && !calendar.is_working_day(date("2024-02-04")));
    assert!(calendar.is_working_day(date("2024-02-18")), "a make-up Sunday");
    let february = calendar.month(2024, 2);
    assert_eq!(february.len(), 29);
    assert_eq!(february[8].exception.map(|e| e.name.as_str()), Some("厂休"));
    assert_eq!(calendar.working_days_in_month(2024, 2), february.iter().filter(|d| d.working).count());
    assert_eq!(calendar.working_days_in_month(2024, 13), 0);
    // corrected data takes back what it no longer lists
    let json = serde_json::json!({"year": 2024, "days": standard::holiday_years()[0].days().iter()
        .filter(|d| d.date != date("2024-10-12"))
        .map(|d| serde_json::json!({"date": d.date, "name": d.name, "isOffDay": d.is_off_day}))
        .collect::<Vec<_>>()});
    let corrected = spec.import_year(HolidayYear::from_value(&json).unwrap());
    assert_eq!(corrected.removed, [date("2024-10-12")]);
}

#[test]
fn a_calendar_round_trips_through_json() {
    for spec in [standard::calendar_8x5(), standard::calendar_24x7()] {
        let json = serde_json::to_value(&spec).unwrap();
        assert_eq!(serde_json::from_value::<CalendarSpec>(json).unwrap(), spec);
    }
    let calendars: Calendars = [working_hours().clone()].into_iter().collect();
    assert!(calendars.get("CAL-8x5").is_some() && calendars.get("CAL-24x7").is_none());
}

#[test]
fn open_dates_take_the_windows_of_their_weekday_or_the_ordinary_ones() {
    let mut spec = CalendarSpec::business("CAL-X", "x", "Asia/Shanghai", windows(&["08:30-17:30"]));
    spec.weekday_windows.insert(WeekdayCode::Sat, windows(&["09:00-12:00"]));
    let open = |own: &[&str]| DateException {
        rule: DateRule::Open,
        windows: windows(own),
        name: "加班".to_owned(),
        source: ExceptionSource::Company,
    };
    spec.exceptions.insert(date("2025-03-08"), open(&[]));
    spec.exceptions.insert(date("2025-03-09"), open(&[]));
    spec.exceptions.insert(date("2025-03-16"), open(&["10:00-11:00"]));
    let calendar = Calendar::compile(&spec).unwrap();
    assert_eq!(calendar.windows_of(date("2025-03-08")), windows(&["09:00-12:00"]));
    assert_eq!(calendar.windows_of(date("2025-03-09")), windows(&["08:30-17:30"]));
    assert_eq!(calendar.windows_of(date("2025-03-16")), windows(&["10:00-11:00"]));
    assert!(calendar.windows_of(date("2025-03-23")).is_empty());
    assert_eq!(calendar.working_millis_of(date("2025-03-16")).unwrap(), HOUR);
}
