//! The calendar part of a derivation: which days were worked, which were closed, and what was used up when.

use chrono::{Days, NaiveDate};

use super::{Calendar, CalendarError, DateRule, TraceStep, trace::TraceEvent, zone::date_of};
use crate::kernel::Timestamp;

/// Longer spans get one line: nobody reads a year day by day.
const LONGEST: u64 = 400;
/// In longer spans plain weekends are not worth a line.
const FORTNIGHT: u64 = 14;
/// So many whole days in a row are merged into one line.
const MERGE_FROM: usize = 3;

struct Row {
    date: NaiveDate,
    /// working time of the date inside the span, and whether that is all of it
    stretches: Vec<(Timestamp, Timestamp)>,
    whole: bool,
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
    let mut teller = Teller { calendar, count, n: 0, steps, closed: None, whole: Vec::new() };
    if length > LONGEST {
        return teller.one_line(from, to);
    }
    let mut dates = first.iter_days().take_while(|date| *date <= last).peekable();
    if matches!(count, Count::WorkingDays) {
        dates.next();
    }
    for date in dates {
        let mut stretches =
            if calendar.is_working_day(date) { calendar.stretches_of(date)? } else { Vec::new() };
        let before: i64 = stretches.iter().map(|(a, b)| b.millis_since(*a)).sum();
        if date == first || date == last {
            for stretch in &mut stretches {
                *stretch = (stretch.0.max(from), stretch.1.min(to));
            }
            stretches.retain(|(a, b)| a < b);
        }
        let inside: i64 = stretches.iter().map(|(a, b)| b.millis_since(*a)).sum();
        if before == 0 {
            teller.closed_day(date, length > FORTNIGHT);
        } else if inside > 0 {
            teller.worked(Row { date, stretches, whole: inside == before });
        }
    }
    teller.finish();
    Ok(())
}

struct Teller<'a> {
    calendar: &'a Calendar,
    count: Count,
    n: u32,
    steps: &'a mut Vec<TraceStep>,
    /// a run of closed dates: first, last, name
    closed: Option<(NaiveDate, NaiveDate, Option<String>)>,
    /// a run of whole ordinary working days
    whole: Vec<Row>,
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

    fn closed_day(&mut self, date: NaiveDate, skip_weekends: bool) {
        let exception = self.calendar.spec().exceptions.get(&date);
        let name = exception.filter(|e| e.rule == DateRule::Closed).map(|e| e.name.clone());
        if name.is_none() && skip_weekends && self.closed.is_none() {
            return;
        }
        self.flush_whole();
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
    }

    fn worked(&mut self, row: Row) {
        self.flush_closed();
        let makeup = self.makeup(row.date);
        if row.whole && makeup.is_none() {
            self.whole.push(row);
        } else {
            self.flush_whole();
            self.one_day(row, makeup);
        }
    }

    fn makeup(&self, date: NaiveDate) -> Option<String> {
        let exception = self.calendar.spec().exceptions.get(&date)?;
        (exception.rule == DateRule::Open).then(|| exception.name.clone())
    }

    fn one_day(&mut self, row: Row, makeup: Option<String>) {
        let event = match &mut self.count {
            Count::Hours { used, total } => {
                *used += row.stretches.iter().map(|(a, b)| b.millis_since(*a)).sum::<i64>();
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

    fn flush_whole(&mut self) {
        let rows = std::mem::take(&mut self.whole);
        let (Some(from), Some(to)) = (rows.first().map(|r| r.date), rows.last().map(|r| r.date)) else {
            return;
        };
        if rows.len() < MERGE_FROM {
            for row in rows {
                self.one_day(row, None);
            }
            return;
        }
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let event = match &mut self.count {
            Count::Hours { used, total } => {
                *used += rows.iter().flat_map(|r| &r.stretches).map(|(a, b)| b.millis_since(*a)).sum::<i64>();
                TraceEvent::Days { from, to, count, used: *used, left: total.map(|t| t - *used) }
            }
            Count::WorkingDays => {
                let n = self.n + 1;
                self.n += count;
                TraceEvent::Counted { from, to, n, count, makeup: None }
            }
        };
        self.push(event);
    }

    fn flush_closed(&mut self) {
        if let Some((from, to, name)) = self.closed.take() {
            self.push(TraceEvent::Closed { from, to, name });
        }
    }

    fn finish(&mut self) {
        self.flush_whole();
        // closed dates after the last worked one explain nothing
        self.closed = None;
    }
}
