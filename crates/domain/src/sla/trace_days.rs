//! The calendar part of a derivation: which days were worked, which were closed, and what was used up when.

use chrono::{Days, NaiveDate};

use super::{Calendar, CalendarError, DateRule, TraceStep, trace::TraceEvent, zone::date_of};
use crate::kernel::Timestamp;

/// Longer spans get one line: nobody reads a year day by day.
const LONGEST: u64 = 400;
/// In longer spans plain weekends are not worth a line.
const FORTNIGHT: u64 = 14;
/// So many whole days in a row are merged into one line.
const MERGE_FROM: u32 = 3;

/// A working day of which only a part lies in the span.
struct Part {
    date: NaiveDate,
    stretches: Vec<(Timestamp, Timestamp)>,
}

/// How the working days are numbered or summed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Count {
    /// Hours: what was used before, and what the whole span has.
    Hours { used: i64, total: Option<i64> },
    /// Working days, numbered from 1.
    WorkingDays,
}

/// The steps from `from` to `to` on a business calendar.
pub(super) fn day_steps(
    calendar: &Calendar,
    from: Timestamp,
    to: Timestamp,
    count: Count,
    steps: &mut Vec<TraceStep>,
) -> Result<(), CalendarError> {
    if to <= from {
        return Ok(());
    }
    let zone = calendar.zone();
    let (first, last) = (date_of(zone, from), date_of(zone, to.plus_millis(-1)));
    let length = u64::try_from((last - first).num_days()).unwrap_or(0) + 1;
    let mut teller = Teller { calendar, count, n: 0, steps, closed: None, whole: None };
    if length > LONGEST {
        return teller.one_line(from, to);
    }
    let mut dates = first.iter_days().take_while(|date| *date <= last).peekable();
    if matches!(count, Count::WorkingDays) {
        dates.next();
    }
    for date in dates {
        let all = calendar.working_millis_of(date)?;
        if all == 0 || !calendar.is_working_day(date) {
            teller.closed_day(date, length > FORTNIGHT)?;
        } else if date == first || date == last {
            let mut stretches = calendar.stretches_of(date)?;
            for stretch in &mut stretches {
                *stretch = (stretch.0.max(from), stretch.1.min(to));
            }
            stretches.retain(|(a, b)| a < b);
            match length_of(&stretches) {
                0 => {}
                inside if inside == all => teller.worked_whole(date)?,
                _ => teller.worked(Part { date, stretches })?,
            }
        } else {
            teller.worked_whole(date)?;
        }
    }
    teller.finish()
}

fn length_of(stretches: &[(Timestamp, Timestamp)]) -> i64 {
    stretches.iter().map(|(from, to)| to.millis_since(*from)).sum()
}

struct Teller<'a> {
    calendar: &'a Calendar,
    count: Count,
    n: u32,
    steps: &'a mut Vec<TraceStep>,
    /// a run of closed dates: first, last, name
    closed: Option<(NaiveDate, NaiveDate, Option<String>)>,
    /// a run of whole ordinary working days: first, last, how many
    whole: Option<(NaiveDate, NaiveDate, u32)>,
}

impl Teller<'_> {
    fn push(&mut self, event: TraceEvent) {
        self.steps.push(TraceStep { at: None, zone: self.calendar.zone(), event });
    }

    fn one_line(&mut self, from: Timestamp, to: Timestamp) -> Result<(), CalendarError> {
        let (first, last) =
            (date_of(self.calendar.zone(), from), date_of(self.calendar.zone(), to.plus_millis(-1)));
        let used = self.calendar.elapsed(from, to)?;
        let days = first.iter_days().take_while(|date| *date <= last);
        let skipped = usize::from(matches!(self.count, Count::WorkingDays));
        let count = days.skip(skipped).filter(|date| self.calendar.is_working_day(*date)).count();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match self.count {
            Count::Hours { used: before, total } => {
                let used = before + used;
                self.push(TraceEvent::Days {
                    from: first,
                    to: last,
                    count,
                    used,
                    left: total.map(|t| t - used),
                });
            }
            Count::WorkingDays => {
                let from = first.checked_add_days(Days::new(1)).unwrap_or(first);
                self.push(TraceEvent::Counted { from, to: last, n: 1, count, makeup: None });
            }
        }
        Ok(())
    }

    fn closed_day(&mut self, date: NaiveDate, skip_weekends: bool) -> Result<(), CalendarError> {
        let exception = self.calendar.spec().exceptions.get(&date);
        let name = exception.filter(|e| e.rule == DateRule::Closed).map(|e| e.name.clone());
        if name.is_none() && skip_weekends && self.closed.is_none() {
            return Ok(());
        }
        self.flush_whole()?;
        match &mut self.closed {
            // a weekend next to a holiday belongs to its run
            Some((_, to, known)) if known.is_none() || name.is_none() || *known == name => {
                *to = date;
                if known.is_none() {
                    *known = name;
                }
            }
            _ => {
                self.flush_closed();
                self.closed = Some((date, date, name));
            }
        }
        Ok(())
    }

    fn worked_whole(&mut self, date: NaiveDate) -> Result<(), CalendarError> {
        if self.makeup(date).is_some() {
            return self.worked(Part { date, stretches: self.calendar.stretches_of(date)? });
        }
        self.flush_closed();
        self.whole = match self.whole {
            Some((from, _, count)) => Some((from, date, count + 1)),
            None => Some((date, date, 1)),
        };
        Ok(())
    }

    fn worked(&mut self, part: Part) -> Result<(), CalendarError> {
        self.flush_closed();
        self.flush_whole()?;
        let makeup = self.makeup(part.date);
        self.one_day(part, makeup);
        Ok(())
    }

    fn makeup(&self, date: NaiveDate) -> Option<String> {
        let exception = self.calendar.spec().exceptions.get(&date)?;
        (exception.rule == DateRule::Open).then(|| exception.name.clone())
    }

    fn one_day(&mut self, row: Part, makeup: Option<String>) {
        let event = match &mut self.count {
            Count::Hours { used, total } => {
                *used += length_of(&row.stretches);
                let left = total.map(|t| t - *used);
                TraceEvent::Day { date: row.date, stretches: row.stretches, used: *used, left, makeup }
            }
            Count::WorkingDays => {
                self.n += 1;
                TraceEvent::Counted { from: row.date, to: row.date, n: self.n, count: 1, makeup }
            }
        };
        self.push(event);
    }

    fn flush_whole(&mut self) -> Result<(), CalendarError> {
        let Some((from, to, count)) = self.whole.take() else { return Ok(()) };
        // a weekend that is not told may lie in the run
        let dates = from.iter_days().take_while(|date| *date <= to);
        let mut worked = dates.filter(|date| self.calendar.is_working_day(*date));
        if count < MERGE_FROM {
            let mut days = Vec::with_capacity(count as usize);
            for date in &mut worked {
                days.push(Part { date, stretches: self.calendar.stretches_of(date)? });
            }
            days.into_iter().for_each(|day| self.one_day(day, None));
            return Ok(());
        }
        let event = match &mut self.count {
            Count::Hours { used, total } => {
                *used += worked
                    .map(|date| self.calendar.working_millis_of(date))
                    .sum::<Result<i64, CalendarError>>()?;
                TraceEvent::Days { from, to, count, used: *used, left: total.map(|t| t - *used) }
            }
            Count::WorkingDays => {
                let n = self.n + 1;
                self.n += count;
                TraceEvent::Counted { from, to, n, count, makeup: None }
            }
        };
        self.push(event);
        Ok(())
    }

    fn flush_closed(&mut self) {
        if let Some((from, to, name)) = self.closed.take() {
            self.push(TraceEvent::Closed { from, to, name });
        }
    }

    fn finish(&mut self) -> Result<(), CalendarError> {
        // closed dates after the last worked one explain nothing
        self.closed = None;
        self.flush_whole()
    }
}
