//! Calendars as they are stored, imported and edited.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{HolidayYear, MinuteOfDay};
use crate::kernel::codes;

codes! {
    pub enum CalendarKind {
        /// Every hour of every day; only its zone matters, for the ends of days.
        Continuous = "continuous", "全天候", "Around the clock";
        /// Windows on working days.
        Business = "business", "工作时间", "Business hours";
    }
}

codes! {
    pub enum WeekdayCode {
        Mon = "mon", "周一", "Mon";
        Tue = "tue", "周二", "Tue";
        Wed = "wed", "周三", "Wed";
        Thu = "thu", "周四", "Thu";
        Fri = "fri", "周五", "Fri";
        Sat = "sat", "周六", "Sat";
        Sun = "sun", "周日", "Sun";
    }
}

impl WeekdayCode {
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        match date.weekday() {
            chrono::Weekday::Mon => Self::Mon,
            chrono::Weekday::Tue => Self::Tue,
            chrono::Weekday::Wed => Self::Wed,
            chrono::Weekday::Thu => Self::Thu,
            chrono::Weekday::Fri => Self::Fri,
            chrono::Weekday::Sat => Self::Sat,
            chrono::Weekday::Sun => Self::Sun,
        }
    }
}

codes! {
    /// What an exception does to its date.
    pub enum DateRule {
        Closed = "closed", "休息", "Closed";
        /// Works although the plain week says otherwise (调休).
        Open = "open", "上班", "Open";
    }
}

codes! {
    /// Who said so: an import of official data replaces only official exceptions.
    pub enum ExceptionSource {
        Official = "official", "国务院通知", "Official notice";
        Company = "company", "公司规定", "Company";
    }
}

/// A stretch of local working time, `08:30-12:00` in JSON. It ends at 24:00 at the latest: a night shift is two windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeWindow {
    from: MinuteOfDay,
    to: MinuteOfDay,
}

/// A text that is no window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a window HH:MM-HH:MM that ends after it starts, at 24:00 at the latest")]
pub struct WindowError(pub String);

impl TimeWindow {
    pub(super) const WHOLE_DAY: Self = Self { from: MinuteOfDay::MIDNIGHT, to: MinuteOfDay::END_OF_DAY };

    /// # Errors
    /// When the window does not end after it starts.
    pub fn new(from: MinuteOfDay, to: MinuteOfDay) -> Result<Self, WindowError> {
        if from < to { Ok(Self { from, to }) } else { Err(WindowError(format!("{from}-{to}"))) }
    }

    #[must_use]
    pub const fn from(self) -> MinuteOfDay {
        self.from
    }

    /// The first minute that no longer belongs to the window.
    #[must_use]
    pub const fn to(self) -> MinuteOfDay {
        self.to
    }
}

impl FromStr for TimeWindow {
    type Err = WindowError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || WindowError(text.to_owned());
        let (from, to) = text.split_once('-').ok_or_else(error)?;
        Self::new(from.parse().map_err(|_| error())?, to.parse().map_err(|_| error())?)
    }
}

impl fmt::Display for TimeWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl TryFrom<String> for TimeWindow {
    type Error = WindowError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TimeWindow> for String {
    fn from(window: TimeWindow) -> Self {
        window.to_string()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for TimeWindow {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("Local working time HH:MM-HH:MM"))
            .examples(["08:30-12:00"])
            .build()
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for TimeWindow {}

/// One date that differs from the plain week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DateException {
    pub rule: DateRule,
    /// Windows of an opened date; the calendar's ordinary windows when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<TimeWindow>,
    /// 春节, 厂休 …
    pub name: String,
    pub source: ExceptionSource,
}

/// A calendar as data. [`super::Calendar::compile`] checks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarSpec {
    /// `CAL-8x5`: what targets refer to.
    pub code: String,
    pub name: String,
    /// IANA zone, `Asia/Shanghai`.
    pub zone: String,
    pub kind: CalendarKind,
    /// Windows of an ordinary working day and of an opened date without windows of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<TimeWindow>,
    /// Weekdays that work with `windows`; Monday to Friday when absent.
    #[serde(default = "monday_to_friday")]
    pub working_weekdays: Vec<WeekdayCode>,
    /// Weekdays whose windows differ from `windows`; they work even when not listed above.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weekday_windows: BTreeMap<WeekdayCode, Vec<TimeWindow>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, DateException>))]
    pub exceptions: BTreeMap<NaiveDate, DateException>,
    /// The official scheme that closes and opens dates, `cn-official`. Without one no year is provisional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holiday_scheme: Option<String>,
    /// Whether the opened dates (调休) of the scheme are worked.
    #[serde(default = "worked")]
    pub makeup_days_work: bool,
    /// Years whose official data is known; due times in other years are provisional.
    #[serde(default)]
    pub covered_years: BTreeSet<i32>,
}

fn monday_to_friday() -> Vec<WeekdayCode> {
    WeekdayCode::ALL[..5].to_vec()
}

const fn worked() -> bool {
    true
}

/// What an import of a year changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct YearImport {
    pub year: i32,
    /// Official dates that are new or whose rule changed.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub changed: Vec<NaiveDate>,
    /// Official dates of the year that the new data no longer lists.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub removed: Vec<NaiveDate>,
    /// Dates where an exception of the company was kept against the official data.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub company_kept: Vec<NaiveDate>,
}

impl CalendarSpec {
    /// A continuous calendar: only the ends of its days depend on the zone.
    #[must_use]
    pub fn continuous(code: &str, name: &str, zone: &str) -> Self {
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            zone: zone.to_owned(),
            kind: CalendarKind::Continuous,
            windows: Vec::new(),
            working_weekdays: monday_to_friday(),
            weekday_windows: BTreeMap::new(),
            exceptions: BTreeMap::new(),
            holiday_scheme: None,
            makeup_days_work: true,
            covered_years: BTreeSet::new(),
        }
    }

    /// A Monday-to-Friday calendar with the same windows every working day.
    #[must_use]
    pub fn business(code: &str, name: &str, zone: &str, windows: Vec<TimeWindow>) -> Self {
        Self { kind: CalendarKind::Business, windows, ..Self::continuous(code, name, zone) }
    }

    /// Takes over the official data of a year: replaces the official exceptions of that year, keeps the company's own.
    pub fn import_year(&mut self, data: HolidayYear) -> YearImport {
        let year = data.year();
        let mut days = data.into_days();
        days.retain(|day| day.is_off_day || self.makeup_days_work);
        // The data of a year may also close the last days of the December before.
        let owned = |date: &NaiveDate| date.year() == year;
        let listed: BTreeSet<NaiveDate> = days.iter().map(|d| d.date).collect();
        let removed: Vec<NaiveDate> = self
            .exceptions
            .iter()
            .filter(|(date, e)| {
                owned(date) && e.source == ExceptionSource::Official && !listed.contains(date)
            })
            // the notice of the next year may have closed them
            .filter(|(date, _)| !(date.month() == 12 && self.covered_years.contains(&(year + 1))))
            .map(|(date, _)| *date)
            .collect();
        for date in &removed {
            self.exceptions.remove(date);
        }
        let (mut changed, mut company_kept) = (Vec::new(), Vec::new());
        for day in days {
            let rule = if day.is_off_day { DateRule::Closed } else { DateRule::Open };
            match self.exceptions.get(&day.date) {
                Some(e) if e.source == ExceptionSource::Company => {
                    company_kept.push(day.date);
                    continue;
                }
                Some(e) if e.rule == rule => {}
                _ => changed.push(day.date),
            }
            let official = DateException {
                rule,
                windows: Vec::new(),
                name: day.name,
                source: ExceptionSource::Official,
            };
            self.exceptions.insert(day.date, official);
        }
        self.covered_years.insert(year);
        YearImport { year, changed, removed, company_kept }
    }

    /// The windows that `date` works, before zones come into it; empty on a closed day.
    #[must_use]
    pub fn windows_on(&self, date: NaiveDate) -> &[TimeWindow] {
        const WHOLE_DAY: &[TimeWindow] = &[TimeWindow::WHOLE_DAY];
        if self.kind == CalendarKind::Continuous {
            return WHOLE_DAY;
        }
        let weekday = WeekdayCode::of(date);
        let own = self.weekday_windows.get(&weekday).map(Vec::as_slice);
        match self.exceptions.get(&date) {
            Some(e) if e.rule == DateRule::Closed => &[],
            Some(e) if !e.windows.is_empty() => &e.windows,
            Some(_) => own.filter(|w| !w.is_empty()).unwrap_or(&self.windows),
            None => {
                own.unwrap_or_else(
                    || {
                        if self.working_weekdays.contains(&weekday) { &self.windows } else { &[] }
                    },
                )
            }
        }
    }
}
