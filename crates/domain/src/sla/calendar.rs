//! A calendar compiled for arithmetic: one row per day with the working time before it, so that every question is one
//! or two look-ups, whatever the span.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::{
    CalendarKind, CalendarSpec, DateRule, MinuteOfDay, Span, TimeWindow,
    calendar_table::{DAY, END_YEAR, FIRST_YEAR, Table},
    span::is_calendar_code,
    zone::{self, date_of, end_of_day_after, first_millis},
};
use crate::kernel::Timestamp;

/// Why a calendar cannot be used, or cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("the code must have 1 to 40 letters, digits, `-`, `_` or `.`")]
    Code,
    #[error("`{0}` is not an IANA time zone")]
    UnknownZone(String),
    #[error("the calendar has no working time")]
    Empty,
    #[error("the windows overlap or are not in order at {place}")]
    Windows { place: String },
    #[error("a continuous calendar has neither windows nor exceptions")]
    WindowsOfContinuous,
    #[error("{0} lies outside the years 2000 to 2069")]
    DateOutOfRange(NaiveDate),
    #[error("{0}: a closed date has no windows")]
    ClosedWithWindows(NaiveDate),
    #[error("the time lies outside the years 2000 to 2069, which calendars know")]
    OutOfRange,
}

impl CalendarError {
    /// JSON pointer into the calendar's data, for field errors.
    #[must_use]
    pub fn pointer(&self) -> String {
        match self {
            Self::Code => "/code".to_owned(),
            Self::UnknownZone(_) => "/zone".to_owned(),
            Self::Empty | Self::WindowsOfContinuous => "/windows".to_owned(),
            Self::Windows { place } => place.clone(),
            Self::DateOutOfRange(date) | Self::ClosedWithWindows(date) => format!("/exceptions/{date}"),
            Self::OutOfRange => String::new(),
        }
    }

    /// Stable code for the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Code => "calendar_code",
            Self::UnknownZone(_) => "unknown_zone",
            Self::Empty => "calendar_empty",
            Self::Windows { .. } => "windows_overlap",
            Self::WindowsOfContinuous => "continuous_with_windows",
            Self::DateOutOfRange(_) => "date_out_of_range",
            Self::ClosedWithWindows(_) => "closed_with_windows",
            Self::OutOfRange => "time_out_of_range",
        }
    }
}

/// A computed due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub at: Timestamp,
    /// `at` is the 24:00 of a day and no longer in time; otherwise the instant itself is still in time.
    pub exclusive: bool,
}

impl Due {
    /// Whether something that happens at `at` is late.
    #[must_use]
    pub fn is_past(self, at: Timestamp) -> bool {
        if self.exclusive { at >= self.at } else { at > self.at }
    }
}

/// A checked calendar, ready to compute. Immutable; compile once and share.
#[derive(Debug, Clone)]
pub struct Calendar {
    spec: CalendarSpec,
    name: Arc<str>,
    zone: Tz,
    /// `None`: continuous
    table: Option<Table>,
}

impl Calendar {
    /// Checks the data and prepares the table.
    ///
    /// # Errors
    /// The first problem: unknown zone, no working time at all, windows out of order or overlapping (with the place).
    pub fn compile(spec: &CalendarSpec) -> Result<Self, CalendarError> {
        if !is_calendar_code(&spec.code) {
            return Err(CalendarError::Code);
        }
        let zone: Tz = spec.zone.parse().map_err(|_| CalendarError::UnknownZone(spec.zone.clone()))?;
        let table = match spec.kind {
            CalendarKind::Continuous => {
                if !(spec.windows.is_empty() && spec.weekday_windows.is_empty() && spec.exceptions.is_empty())
                {
                    return Err(CalendarError::WindowsOfContinuous);
                }
                None
            }
            CalendarKind::Business => {
                check(spec)?;
                Some(Table::build(spec, zone))
            }
        };
        Ok(Self { spec: spec.clone(), name: spec.name.as_str().into(), zone, table })
    }

    #[must_use]
    pub const fn spec(&self) -> &CalendarSpec {
        &self.spec
    }

    pub(super) const fn name(&self) -> &Arc<str> {
        &self.name
    }

    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    #[must_use]
    pub const fn is_continuous(&self) -> bool {
        self.table.is_none()
    }

    /// Whether anybody works on this date.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !self.spec.windows_on(date).is_empty()
    }

    /// The local working windows of a date, in order; empty on a closed day.
    #[must_use]
    pub fn windows_of(&self, date: NaiveDate) -> &[TimeWindow] {
        self.spec.windows_on(date)
    }

    /// Whether the official data of the date's year is known, so that a due time is final and not provisional.
    #[must_use]
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.is_continuous()
            || self.spec.holiday_scheme.is_none()
            || self.spec.covered_years.contains(&date.year())
    }

    /// Working milliseconds from `from` to `to`; negative when `to` lies before.
    ///
    /// # Errors
    /// When an instant lies outside the years that calendars know.
    pub fn elapsed(&self, from: Timestamp, to: Timestamp) -> Result<i64, CalendarError> {
        match &self.table {
            None => Ok(to.millis_since(from)),
            Some(table) => Ok(table.worked(to.millis())?.0 - table.worked(from.millis())?.0),
        }
    }

    /// The earliest instant at which `millis` of working time have passed since `from`; `from` itself for none.
    /// (Four hours from 08:00 with windows 08:00–12:00 and 13:00–17:00 end at 12:00, not at 13:00.)
    ///
    /// # Errors
    /// When the answer lies outside the years that calendars know.
    pub fn add_working(&self, from: Timestamp, millis: i64) -> Result<Timestamp, CalendarError> {
        if millis <= 0 {
            return Ok(from);
        }
        match &self.table {
            None => natural(from, millis),
            Some(table) => {
                let (worked, day) = table.worked(from.millis())?;
                let goal = worked.checked_add(millis).ok_or(CalendarError::OutOfRange)?;
                instant(table.instant_of(goal, day)?)
            }
        }
    }

    /// Close of business of the `n`-th working day after the local date of `start`, which itself does not count
    /// (Civil Code art. 201 and 203).
    ///
    /// # Errors
    /// When the day lies outside the years that calendars know.
    pub fn end_of_working_day_n(&self, start: Timestamp, n: u32) -> Result<Timestamp, CalendarError> {
        match &self.table {
            None => self.guard(end_of_day_after(self.zone, start, n)),
            Some(table) => {
                let (day, end) = table.working_day_after(start.millis(), n)?;
                instant(day.base + end)
            }
        }
    }

    /// When a span that starts at `start` is due. `None` for spans without a due time of their own (`appointment`,
    /// `promise`, `none`).
    ///
    /// # Errors
    /// When the answer lies outside the years that calendars know.
    pub fn due(&self, start: Timestamp, span: &Span) -> Result<Option<Due>, CalendarError> {
        let due = match *span {
            Span::Natural { seconds } => Due { at: natural(start, seconds * 1000)?, exclusive: false },
            Span::WorkingHours { seconds } => {
                Due { at: self.add_working(start, seconds * 1000)?, exclusive: false }
            }
            Span::WorkingDays { days } => {
                Due { at: self.end_of_working_day_n(start, days)?, exclusive: self.is_continuous() }
            }
            Span::SameDay { cutoff } if self.takes_today(start, cutoff) => self.end_of_day(start, 0)?,
            Span::SameDay { .. } | Span::NextWorkingDay => self.end_of_next_working_day(start)?,
            Span::NextDay => self.end_of_day(start, 1)?,
            Span::Appointment | Span::Promise | Span::None => return Ok(None),
        };
        Ok(Some(due))
    }

    fn takes_today(&self, start: Timestamp, cutoff: MinuteOfDay) -> bool {
        let local = zone::local_of(self.zone, start);
        let midnight = NaiveDateTime::from(local.date());
        self.is_working_day(local.date()) && (local - midnight).num_milliseconds() < cutoff.millis()
    }

    fn end_of_day(&self, start: Timestamp, days: u32) -> Result<Due, CalendarError> {
        Ok(Due { at: self.guard(end_of_day_after(self.zone, start, days))?, exclusive: true })
    }

    fn end_of_next_working_day(&self, start: Timestamp) -> Result<Due, CalendarError> {
        match &self.table {
            None => self.end_of_day(start, 1),
            Some(table) => {
                let (day, _) = table.working_day_after(start.millis(), 1)?;
                self.end_of_day(instant(day.base)?, 0)
            }
        }
    }

    fn guard(&self, at: Timestamp) -> Result<Timestamp, CalendarError> {
        let year = date_of(self.zone, at).year();
        if (FIRST_YEAR..=END_YEAR).contains(&year) { Ok(at) } else { Err(CalendarError::OutOfRange) }
    }

    /// The working stretches of a date as instants, daylight saving applied.
    ///
    /// # Errors
    /// When the date lies outside the years that calendars know.
    pub fn stretches_of(&self, date: NaiveDate) -> Result<Vec<(Timestamp, Timestamp)>, CalendarError> {
        match &self.table {
            None => {
                let next = date.succ_opt().ok_or(CalendarError::OutOfRange)?;
                Ok(vec![(instant(first_millis(self.zone, date))?, instant(first_millis(self.zone, next))?)])
            }
            Some(table) => {
                let day = table.row_of(date)?;
                table
                    .shape(day)
                    .stretches
                    .iter()
                    .map(|s| Ok((instant(day.base + s.from)?, instant(day.base + s.to)?)))
                    .collect()
            }
        }
    }

    /// Working milliseconds of a whole date.
    ///
    /// # Errors
    /// When the date lies outside the years that calendars know.
    pub fn working_millis_of(&self, date: NaiveDate) -> Result<i64, CalendarError> {
        match &self.table {
            None => Ok(DAY),
            Some(table) => Ok(table.shape(table.row_of(date)?).total),
        }
    }

    /// The number of working days of a month; 0 for a month that does not exist.
    #[must_use]
    pub fn working_days_in_month(&self, year: i32, month: u32) -> usize {
        self.dates_of_month(year, month).filter(|date| self.is_working_day(*date)).count()
    }

    /// Every date of a month.
    pub fn dates_of_month(&self, year: i32, month: u32) -> impl Iterator<Item = NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, 1)
            .into_iter()
            .flat_map(|first| first.iter_days())
            .take_while(move |date| date.year() == year && date.month() == month)
    }
}

fn natural(from: Timestamp, millis: i64) -> Result<Timestamp, CalendarError> {
    instant(from.millis().checked_add(millis).ok_or(CalendarError::OutOfRange)?)
}

fn instant(millis: i64) -> Result<Timestamp, CalendarError> {
    Timestamp::from_millis(millis).map_err(|_| CalendarError::OutOfRange)
}

fn check(spec: &CalendarSpec) -> Result<(), CalendarError> {
    ordered(&spec.windows, "/windows")?;
    for (weekday, windows) in &spec.weekday_windows {
        ordered(windows, &format!("/weekday_windows/{weekday}"))?;
    }
    for (date, exception) in &spec.exceptions {
        if !(FIRST_YEAR..END_YEAR).contains(&date.year()) {
            return Err(CalendarError::DateOutOfRange(*date));
        }
        if exception.rule == DateRule::Closed && !exception.windows.is_empty() {
            return Err(CalendarError::ClosedWithWindows(*date));
        }
        ordered(&exception.windows, &format!("/exceptions/{date}/windows"))?;
    }
    // A plain week without work cannot be saved by a few opened dates: the search for the n-th hour would run dry.
    let plain_week_works = (!spec.windows.is_empty()
        && spec
            .working_weekdays
            .iter()
            .any(|day| spec.weekday_windows.get(day).is_none_or(|w| !w.is_empty())))
        || spec.weekday_windows.values().any(|w| !w.is_empty());
    if plain_week_works { Ok(()) } else { Err(CalendarError::Empty) }
}

fn ordered(windows: &[TimeWindow], place: &str) -> Result<(), CalendarError> {
    match windows.windows(2).position(|pair| matches!(pair, [a, b] if b.from() < a.to())) {
        Some(index) => Err(CalendarError::Windows { place: format!("{place}/{}", index + 1) }),
        None => Ok(()),
    }
}

/// What a calendar page shows of one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayView<'a> {
    pub date: NaiveDate,
    pub working: bool,
    pub windows: &'a [TimeWindow],
    /// The exception that decides the date, when there is one.
    pub exception: Option<&'a super::DateException>,
    /// The official data of the year is not known yet.
    pub provisional: bool,
}

impl Calendar {
    /// The days of a month for a calendar page; empty for a month that does not exist.
    #[must_use]
    pub fn month(&self, year: i32, month: u32) -> Vec<DayView<'_>> {
        self.dates_of_month(year, month)
            .map(|date| DayView {
                date,
                working: self.is_working_day(date),
                windows: self.windows_of(date),
                exception: self.spec.exceptions.get(&date),
                provisional: !self.covers(date),
            })
            .collect()
    }

    /// The date `n` working days before (`n` < 0) or after `date`, which itself does not count.
    ///
    /// # Errors
    /// When the answer lies outside the years that calendars know.
    pub fn working_day_from(&self, date: NaiveDate, n: i32) -> Result<NaiveDate, CalendarError> {
        let Some(table) = &self.table else {
            let moved = date.checked_add_signed(chrono::TimeDelta::days(i64::from(n)));
            return moved.ok_or(CalendarError::OutOfRange);
        };
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
        let row = table.row_of(date)?;
        let own = u32::from(table.shape(row).total > 0);
        let place = match n {
            0 => return Ok(date),
            1.. => i64::from(row.nth + own) + i64::from(n) - 1,
            _ => i64::from(row.nth) + i64::from(n),
        };
        let place = usize::try_from(place).map_err(|_| CalendarError::OutOfRange)?;
        let row = table.working.get(place).ok_or(CalendarError::OutOfRange)?;
        first.checked_add_days(Days::new(u64::from(*row))).ok_or(CalendarError::OutOfRange)
    }
}
