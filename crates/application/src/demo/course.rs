//! The times of one request: when each step of its life happens.

use domain::{
    kernel::Timestamp,
    sla::{Calendar, ClockKind, Priority, Target, date_of, end_of_day_after},
    tickets::Flow,
};

use super::chance::Chance;
use crate::sla::rules::{Pinned, STANDARD_CALENDAR, ZONE};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A step of the life of a request, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Moment {
    Registered,
    Acknowledged,
    Confirmed,
    Verified,
    Replied,
    Assessed,
    Asked,
    Answered,
    Planned,
    Told,
    Paused,
    Resumed,
    FirstDispatch,
    FirstContact,
    FirstArrival,
    FirstFinish,
    Replanned,
    Retold,
    Dispatched,
    Contacted,
    Arrived,
    Diagnosed,
    Worked,
    Solved,
    Signed,
    HandedIn,
    Returned,
    HandedInAgain,
    Reviewed,
    Archived,
}

const MOMENTS: usize = Moment::Archived as usize + 1;

/// What decides the times.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub priority: Priority,
    pub flow: Flow,
    /// The first reply comes after its due time
    pub late_reply: bool,
    /// The solution comes after its due time
    pub late_solution: bool,
    /// Nothing has to be repaired: answered soon
    pub quick: bool,
}

/// The times of all moments, whether or not they take place.
#[derive(Debug, Clone)]
pub(super) struct Course {
    received: Timestamp,
    at: [Timestamp; MOMENTS],
}

impl Course {
    pub(super) fn at(&self, moment: Moment) -> Timestamp {
        self.at[moment as usize]
    }

    /// Times that meet or miss the promises as `pace` says, in working hours unless it is urgent.
    pub(super) fn new(chance: &mut Chance, pinned: &Pinned, received: Timestamp, pace: Pace) -> Self {
        let hours = WorkingHours(pinned.calendars.get(STANDARD_CALENDAR));
        let promise = |kind| promised(pinned, kind, pace.priority, received);
        let response = promise(ClockKind::Response).unwrap_or_else(|| received.plus_millis(DAY));
        let resolution = promise(ClockKind::Resolution).unwrap_or_else(|| received.plus_millis(3 * DAY));
        let urgent = pace.priority == Priority::P1;
        let registered = chance.after(received, 1, if urgent { 5 } else { 14 });
        let acknowledged = chance.after(registered, 1, if urgent { 12 } else { 35 });
        let solved = solution(chance, &hours, received, resolution, pace);
        let confirmed = chance.after(acknowledged, 1, 8);
        let replied = reply(chance, confirmed, response, solved, pace.late_reply);
        let solved = solved.max(replied.plus_millis(if pace.quick { 4 * MINUTE } else { 40 * MINUTE }));
        Self::between(chance, &hours, received, [registered, acknowledged, confirmed, replied, solved], pace)
    }

    fn between(
        chance: &mut Chance,
        hours: &WorkingHours<'_>,
        received: Timestamp,
        [registered, acknowledged, confirmed, replied, solved]: [Timestamp; 5],
        pace: Pace,
    ) -> Self {
        let span = solved.millis_since(replied) as f64;
        // the plan is told within 48 hours (R-6.2.2.2), however long the rest takes
        let left = received.plus_millis(42 * HOUR).millis_since(replied) as f64 / 0.34;
        let early = if left > 0.0 && !pace.late_solution { span.min(left) } else { span };
        let share = |part: f64| replied.plus_millis((span * part) as i64);
        let planning = |part: f64| replied.plus_millis((early * part) as i64);
        let work = chance.between(50, 240) * MINUTE;
        let arrived = solved.plus_millis(-work).max(share(0.82));
        let inside = |part: f64| arrived.plus_millis((solved.millis_since(arrived) as f64 * part) as i64);
        let signed = if pace.flow.form && pace.flow.visit {
            chance.after(solved, 3, 15)
        } else {
            hours.next(chance.after(solved, 20, 600))
        };
        let handed_in = if pace.flow.form { hand_in(chance, solved, signed) } else { signed };
        let returned = hours.next(chance.after(handed_in, 30, 150));
        let again = chance.after(returned, 30, 180);
        let reviewed = hours.next(chance.after(if pace.flow.form { again } else { signed }, 5, 90));
        let times = [
            (Moment::Registered, registered),
            (Moment::Acknowledged, acknowledged),
            (Moment::Confirmed, confirmed),
            (Moment::Verified, confirmed.plus_millis(3 * MINUTE)),
            (Moment::Replied, replied),
            (Moment::Assessed, planning(0.15)),
            (Moment::Asked, planning(0.17)),
            (Moment::Answered, planning(0.27)),
            (Moment::Planned, planning(0.30)),
            (Moment::Told, planning(0.34)),
            (Moment::Paused, share(0.36)),
            (Moment::Resumed, share(0.45)),
            (Moment::FirstDispatch, share(0.47)),
            (Moment::FirstContact, share(0.50)),
            (Moment::FirstArrival, share(0.53)),
            (Moment::FirstFinish, share(0.57)),
            (Moment::Replanned, share(0.62)),
            (Moment::Retold, share(0.64)),
            (Moment::Dispatched, share(0.68)),
            (Moment::Contacted, share(0.76)),
            (Moment::Arrived, arrived),
            (Moment::Diagnosed, inside(0.35)),
            (Moment::Worked, inside(0.75)),
            (Moment::Solved, solved),
            (Moment::Signed, signed),
            (Moment::HandedIn, handed_in),
            (Moment::Returned, returned),
            (Moment::HandedInAgain, again),
            (Moment::Reviewed, reviewed),
            (Moment::Archived, chance.after(reviewed, 3, 60)),
        ];
        let mut at = [received; MOMENTS];
        let mut last = received;
        for (moment, time) in times {
            // never back, whatever was drawn
            last = time.max(last.plus_millis(1_000));
            at[moment as usize] = last;
        }
        Self { received, at }
    }

    /// The same life at another speed, so that `moment` happens at `at`.
    pub(super) fn paced(mut self, moment: Moment, at: Timestamp) -> Self {
        let natural = self.at(moment).millis_since(self.received).max(1) as f64;
        let wanted = at.millis_since(self.received).max(1) as f64;
        let received = self.received;
        let mut last = received;
        for time in &mut self.at {
            let moved = received.plus_millis((time.millis_since(received) as f64 * wanted / natural) as i64);
            last = moved.max(last.plus_millis(1));
            *time = last;
        }
        self
    }

    /// The same life, faster when it would not have come to its end by `latest`.
    pub(super) fn ended_by(self, latest: Timestamp) -> Self {
        if self.at(Moment::Archived) > latest { self.paced(Moment::Archived, latest) } else { self }
    }
}

/// What the policy promises for this kind of clock and priority.
pub(super) fn promised(
    pinned: &Pinned,
    kind: ClockKind,
    priority: Priority,
    from: Timestamp,
) -> Option<Timestamp> {
    let target: Target = pinned.policy.clocks.get(kind.as_str())?.target_of(priority)?.parse().ok()?;
    let calendar = pinned.calendars.get(target.calendar.as_deref()?)?;
    calendar.due(from, &target.span).ok()?.map(|due| due.at)
}

fn solution(
    chance: &mut Chance,
    hours: &WorkingHours<'_>,
    received: Timestamp,
    due: Timestamp,
    pace: Pace,
) -> Timestamp {
    let span = due.millis_since(received) as f64;
    if pace.late_solution {
        let late = due.plus_millis((span * chance.real(0.05, 1.1)) as i64);
        return if pace.priority == Priority::P1 { late } else { hours.next(late) };
    }
    if pace.quick && chance.percent(80.0) {
        return chance.after(received, 15, 360).min(due);
    }
    let natural = received.plus_millis((span * chance.real(0.25, 0.92)) as i64);
    if pace.priority == Priority::P1 {
        return natural;
    }
    let before = hours.last(natural);
    if before > received.plus_millis(2 * HOUR) { before } else { hours.next(natural).min(due) }
}

fn reply(chance: &mut Chance, after: Timestamp, due: Timestamp, solved: Timestamp, late: bool) -> Timestamp {
    if late {
        return chance.after(due.max(after), 8, 200);
    }
    let until =
        due.plus_millis(-5 * MINUTE).millis_since(after).min(solved.millis_since(after) / 3).max(MINUTE);
    after.plus_millis((until as f64 * chance.real(0.1, 0.8)) as i64)
}

/// By 24:00 of the day of the visit, but for a few (R-11.2.3.5).
fn hand_in(chance: &mut Chance, solved: Timestamp, signed: Timestamp) -> Timestamp {
    if chance.percent(3.0) {
        return chance.after(signed, 900, 1_500);
    }
    let midnight = end_of_day_after(ZONE, solved, 0);
    chance.after(signed, 15, 150).min(midnight.plus_millis(-2 * MINUTE)).max(signed.plus_millis(1_000))
}

struct WorkingHours<'a>(Option<&'a Calendar>);

impl WorkingHours<'_> {
    /// The first working minute at or after an instant.
    fn next(&self, at: Timestamp) -> Timestamp {
        self.0.and_then(|calendar| calendar.add_working(at, MINUTE).ok()).unwrap_or(at)
    }

    /// The last working instant at or before another.
    fn last(&self, at: Timestamp) -> Timestamp {
        let Some(calendar) = self.0 else { return at };
        let mut date = date_of(calendar.zone(), at);
        for _ in 0..14 {
            let stretches = calendar.stretches_of(date).unwrap_or_default();
            if let Some((_, to)) = stretches.into_iter().rev().find(|(from, _)| *from <= at) {
                return to.min(at);
            }
            let Some(before) = date.pred_opt() else { return at };
            date = before;
        }
        at
    }
}

/// When the customer is asked how it was: during the day after (R-11.2.3.6).
pub(super) fn survey(chance: &mut Chance, confirmed: Timestamp) -> Timestamp {
    end_of_day_after(ZONE, confirmed, 0).plus_millis(chance.between(9 * 60 + 30, 17 * 60) * MINUTE)
}
