//! What must hold for every calendar, every start and every pause.

use std::sync::LazyLock;

use domain::{
    kernel::Timestamp,
    sla::{Calendar, CalendarSpec, ClockState, Fact, FactAt, PauseReason, Span, WeekdayCode},
};
use proptest::prelude::*;

use super::world::{one, shown, working_hours};

/// Holidays and make-up days; Xinjiang hours; nights and weekends across daylight saving.
static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| {
    let build = |zone: &str, windows: &[&str], every_day: bool| {
        let windows = windows.iter().map(|w| w.parse().unwrap()).collect();
        let mut spec = CalendarSpec::business("CAL-X", "x", zone, windows);
        if every_day {
            spec.working_weekdays = WeekdayCode::ALL.to_vec();
        }
        Calendar::compile(&spec).unwrap()
    };
    vec![
        working_hours().clone(),
        build("Asia/Shanghai", &["10:00-13:30", "15:30-20:00"], false),
        build("Europe/Berlin", &["00:00-02:15", "02:15-02:45", "22:00-24:00"], true),
        build("America/New_York", &["08:00-12:00", "12:00-17:00"], false),
        build("Australia/Lord_Howe", &["01:00-09:00"], true),
        Calendar::compile(&CalendarSpec::continuous("CAL-24", "x", "Asia/Shanghai")).unwrap(),
    ]
});

fn calendar() -> impl Strategy<Value = &'static Calendar> {
    (0..CALENDARS.len()).prop_map(|i| &CALENDARS[i])
}

/// Any millisecond of 2024 to 2027.
fn instant() -> impl Strategy<Value = Timestamp> {
    (1_704_067_200_000_i64..1_830_297_600_000).prop_map(|ms| Timestamp::from_millis(ms).unwrap())
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![
        (1_i64..500_000).prop_map(|seconds| Span::Natural { seconds }),
        (1_i64..500_000).prop_map(|seconds| Span::WorkingHours { seconds }),
        (1_u32..40).prop_map(|days| Span::WorkingDays { days }),
        (0_u32..=1440).prop_map(|m| format!("same_day(cutoff={:02}:{:02})", m / 60, m % 60).parse().unwrap()),
        Just(Span::NextWorkingDay),
        Just(Span::NextDay),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn elapsed_is_additive_and_never_longer_than_the_wall(c in calendar(), mut t in [instant(), instant(), instant()]) {
        t.sort();
        let [a, b, d] = t;
        let of = |x, y| c.elapsed(x, y).unwrap();
        prop_assert_eq!(of(a, b) + of(b, d), of(a, d));
        prop_assert_eq!(of(b, a), -of(a, b));
        prop_assert!((0..=b.millis_since(a)).contains(&of(a, b)));
    }

    #[test]
    fn adding_hours_is_the_inverse_of_elapsed_and_gives_the_earliest_instant(
        c in calendar(), start in instant(), ms in 1_i64..2_000_000_000,
    ) {
        let due = c.add_working(start, ms).unwrap();
        prop_assert_eq!(c.elapsed(start, due).unwrap(), ms);
        prop_assert_eq!(c.elapsed(start, due.plus_millis(-1)).unwrap(), ms - 1, "{} is not the earliest", shown(due));
    }

    #[test]
    fn due_times_lie_after_the_start_and_are_monotone(c in calendar(), s in span(), mut t in [instant(), instant()]) {
        t.sort();
        let due = |at| c.due(at, &s).unwrap().unwrap().at;
        prop_assert!(due(t[0]) > t[0]);
        prop_assert!(due(t[0]) <= due(t[1]), "{s}");
    }

    #[test]
    fn working_days_agree_with_counting_them_one_by_one(c in calendar(), start in instant(), n in 1_u32..60) {
        let end = c.end_of_working_day_n(start, n).unwrap();
        let first = domain::sla::date_of(c.zone(), start);
        let last = domain::sla::date_of(c.zone(), end.plus_millis(-1));
        let counted = first.iter_days().skip(1).take_while(|d| *d <= last).filter(|d| c.working_millis_of(*d).unwrap() > 0);
        prop_assert_eq!(counted.count(), n as usize);
        prop_assert_eq!(c.stretches_of(last).unwrap().last().unwrap().1, end);
        prop_assert_eq!(c.working_day_from(first, i32::try_from(n).unwrap()).unwrap(), last);
    }

    #[test]
    fn the_table_agrees_with_the_windows_of_each_day(c in calendar(), from in instant(), hours in 1_i64..400) {
        let to = from.plus_seconds(hours * 3600);
        let (first, last) = (domain::sla::date_of(c.zone(), from), domain::sla::date_of(c.zone(), to));
        let summed: i64 = first.iter_days().take_while(|d| *d <= last)
            .flat_map(|d| c.stretches_of(d).unwrap())
            .map(|(a, b)| (b.min(to).millis() - a.max(from).millis()).max(0))
            .sum();
        prop_assert_eq!(c.elapsed(from, to).unwrap(), summed);
    }

    #[test]
    fn pausing_never_moves_a_due_time_earlier(
        target in prop::sample::select(vec![
            "16WH@CAL-8x5", "3WD@CAL-8x5", "PT24H@CAL-24x7", "same_day(cutoff=15:00)@CAL-8x5", "next_working_day@CAL-8x5",
            "next_day", "10WD@CAL-8x5", "0.5WH@CAL-8x5",
        ]),
        start in instant(), steps in prop::collection::vec(0_i64..200_000, 2..9),
    ) {
        let start = shown(start.plus_millis(-(start.millis() % 60_000)));
        let received = super::world::at(&start);
        let mut at = received;
        let facts: Vec<FactAt> = steps.iter().enumerate().map(|(i, step)| {
            at = at.plus_seconds(*step);
            let fact = if i % 2 == 0 { Fact::Pause { reason: PauseReason::ForceMajeure } } else { Fact::Resume };
            FactAt { at, fact }
        }).collect();
        let mut last = None;
        for n in 0..=facts.len() {
            let as_of = facts.get(n.wrapping_sub(1)).map_or(received, |f| f.at);
            let clock = one(target, &start, &facts[..n], &shown(as_of)).unwrap();
            prop_assert!(clock.due_at >= last, "{target} {n} {facts:?}");
            last = clock.due_at;
            let total = clock.total_seconds.unwrap();
            if clock.state == ClockState::Running && !clock.due_exclusive {
                // due when the rest has passed on the clock's own time
                let left = total - clock.consumed_seconds;
                prop_assert!(left >= 0);
                if let (true, Some(due)) = (clock.working_time, clock.due_at) {
                    let rest = working_hours().elapsed(as_of, due).unwrap() / 1000;
                    prop_assert!((rest - left).abs() <= 1, "{target}: {rest} {left}");
                }
            }
        }
    }

    #[test]
    fn thresholds_come_in_order_and_the_hundredth_is_the_due_time(
        target in prop::sample::select(vec!["16WH@CAL-8x5", "3WD@CAL-8x5", "PT24H@CAL-24x7", "next_day"]),
        start in instant(),
    ) {
        let start = shown(start.plus_millis(-(start.millis() % 1000)));
        let clock = one(target, &start, &[], &start).unwrap();
        prop_assert_eq!(clock.thresholds.len(), 4);
        prop_assert!(clock.thresholds.is_sorted_by_key(|t| t.fire_at));
        prop_assert_eq!(Some(clock.thresholds[2].fire_at), clock.due_at);
    }
}
