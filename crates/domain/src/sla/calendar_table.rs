//! One row per day with the working time before it: the arithmetic under [`super::Calendar`].

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::{
    CalendarError, CalendarSpec, MinuteOfDay, TimeWindow,
    zone::{self, Fold, first_millis, millis_of},
};

pub(super) const DAY: i64 = 86_400_000;
/// Days that a calendar knows: 2000-01-01 up to and excluding 2070-01-01.
pub(super) const FIRST_YEAR: i32 = 2000;
pub(super) const END_YEAR: i32 = 2070;

/// A stretch of working time of one day, as offsets in milliseconds from the first instant of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: i64,
    pub(super) to: i64,
    /// working time of the day before this stretch
    before: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) stretches: Vec<Stretch>,
    pub(super) total: i64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    /// UTC milliseconds of the first instant of the day
    pub(super) base: i64,
    /// working milliseconds of all days before
    before: i64,
    /// working days before
    pub(super) nth: u32,
    shape: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    /// one row per day, and one more for the end
    days: Vec<Day>,
    shapes: Vec<Shape>,
    /// row numbers of the working days
    pub(super) working: Vec<u32>,
}

impl Table {
    pub(super) fn build(spec: &CalendarSpec, zone: Tz) -> Self {
        let mut table = Self { days: Vec::new(), shapes: Vec::new(), working: Vec::new() };
        let mut plain: Vec<(&[TimeWindow], u32)> = Vec::new();
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
        let (mut base, mut before, mut nth) = (first_millis(zone, first), 0, 0);
        let mut offset = zone::offset_at(zone, base);
        for date in first.iter_days() {
            if date.year() == END_YEAR {
                table.days.push(Day { base, before, nth, shape: 0 });
                break;
            }
            // Zone look-ups are slow; a day after whose 24 hours the offset is the same needs none of its own.
            let (next, next_offset) = match zone::offset_at(zone, base + DAY) {
                same if same == offset => (base + DAY, offset),
                _ => {
                    let next = date.succ_opt().map_or(base + DAY, |next| first_millis(zone, next));
                    (next, zone::offset_at(zone, next))
                }
            };
            let windows = spec.windows_on(date);
            let shape = if next - base == DAY && offset == next_offset {
                match plain.iter().find(|(known, _)| *known == windows) {
                    Some((_, shape)) => *shape,
                    None => {
                        let offsets = windows.iter().map(|w| (w.from().millis(), w.to().millis()));
                        let shape = table.add_shape(offsets);
                        plain.push((windows, shape));
                        shape
                    }
                }
            } else {
                let place = |minute: MinuteOfDay, fold| {
                    let midnight = date.and_time(chrono::NaiveTime::MIN);
                    let local = midnight + chrono::TimeDelta::milliseconds(minute.millis());
                    (millis_of(zone, local, fold) - base).clamp(0, next - base)
                };
                let offsets = windows.iter().map(|w| {
                    let to = if w.to() == MinuteOfDay::END_OF_DAY {
                        next - base
                    } else {
                        place(w.to(), Fold::Latest)
                    };
                    (place(w.from(), Fold::Earliest), to)
                });
                table.add_shape(offsets)
            };
            table.days.push(Day { base, before, nth, shape });
            let total = table.shapes.get(shape as usize).map_or(0, |s| s.total);
            if total > 0 {
                table.working.push(u32::try_from(table.days.len() - 1).unwrap_or(u32::MAX));
                nth += 1;
            }
            before += total;
            (base, offset) = (next, next_offset);
        }
        table
    }

    /// Overlaps that daylight saving creates (a repeated hour inside two windows) are counted once.
    fn add_shape(&mut self, offsets: impl Iterator<Item = (i64, i64)>) -> u32 {
        let mut shape = Shape { stretches: Vec::new(), total: 0 };
        let mut free_from = 0;
        for (from, to) in offsets {
            let from = from.max(free_from);
            if from < to {
                shape.stretches.push(Stretch { from, to, before: shape.total });
                shape.total += to - from;
                free_from = to;
            }
        }
        let known = self.shapes.iter().position(|s| *s == shape);
        let index = known.unwrap_or_else(|| {
            self.shapes.push(shape);
            self.shapes.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    pub(super) fn shape(&self, day: &Day) -> &Shape {
        static EMPTY: Shape = Shape { stretches: Vec::new(), total: 0 };
        self.shapes.get(day.shape as usize).unwrap_or(&EMPTY)
    }

    pub(super) fn row_of(&self, date: NaiveDate) -> Result<&Day, CalendarError> {
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
        usize::try_from((date - first).num_days())
            .ok()
            .filter(|index| index + 1 < self.days.len())
            .and_then(|index| self.days.get(index))
            .ok_or(CalendarError::OutOfRange)
    }

    /// The row of the day in which an instant lies.
    fn day_at(&self, millis: i64) -> Result<usize, CalendarError> {
        let first = self.days.first().ok_or(CalendarError::OutOfRange)?.base;
        let mut index =
            usize::try_from((millis - first).div_euclid(DAY)).map_err(|_| CalendarError::OutOfRange)?;
        // Daylight saving moves the bases by an hour, a change of the date line by a day.
        index = index.min(self.days.len() - 1);
        while self.days.get(index).is_some_and(|d| d.base > millis) {
            index = index.checked_sub(1).ok_or(CalendarError::OutOfRange)?;
        }
        while self.days.get(index + 1).is_some_and(|d| d.base <= millis) {
            index += 1;
        }
        if index + 1 < self.days.len() { Ok(index) } else { Err(CalendarError::OutOfRange) }
    }

    /// Working milliseconds from the first day of the table up to an instant, and the row of its day.
    pub(super) fn worked(&self, millis: i64) -> Result<(i64, usize), CalendarError> {
        let index = self.day_at(millis)?;
        let day = self.days.get(index).ok_or(CalendarError::OutOfRange)?;
        let offset = millis - day.base;
        let mut inside = 0;
        for stretch in &self.shape(day).stretches {
            if offset <= stretch.from {
                break;
            }
            inside = stretch.before + offset.min(stretch.to) - stretch.from;
        }
        Ok((day.before + inside, index))
    }

    /// The earliest instant with `goal` working milliseconds before it; `near` is a row that is not after it.
    pub(super) fn instant_of(&self, goal: i64, near: usize) -> Result<i64, CalendarError> {
        if self.days.last().is_none_or(|end| goal > end.before) {
            return Err(CalendarError::OutOfRange);
        }
        // Gallop from the start, then halve: most spans end within days.
        let (mut low, mut step) = (near, 1);
        while self.days.get(low + step).is_some_and(|d| d.before < goal) {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(self.days.len());
        let found = self.days.get(low..high).map_or(0, |range| range.partition_point(|d| d.before < goal));
        let day = self.days.get((low + found).saturating_sub(1)).ok_or(CalendarError::OutOfRange)?;
        let rest = goal - day.before;
        let stretches = &self.shape(day).stretches;
        let stretch = stretches.iter().rev().find(|s| s.before < rest).ok_or(CalendarError::OutOfRange)?;
        Ok(day.base + stretch.from + rest - stretch.before)
    }

    /// The `n`-th working day after the day of an instant, and its close of business as an offset.
    pub(super) fn working_day_after(&self, millis: i64, n: u32) -> Result<(&Day, i64), CalendarError> {
        let next = self.days.get(self.day_at(millis)? + 1).ok_or(CalendarError::OutOfRange)?;
        let place = (next.nth as usize + n as usize).checked_sub(1).ok_or(CalendarError::OutOfRange)?;
        let row = self.working.get(place).ok_or(CalendarError::OutOfRange)?;
        let day = self.days.get(*row as usize).ok_or(CalendarError::OutOfRange)?;
        let end = self.shape(day).stretches.last().ok_or(CalendarError::OutOfRange)?.to;
        Ok((day, end))
    }
}
