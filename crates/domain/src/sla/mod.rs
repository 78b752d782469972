//! 时限 (service level): spans, working calendars, the service policy, and clocks as a pure function of a ticket's facts.
//!
//! Natural hours, working hours and working days are three different kinds of time. A calendar closes *and opens* dates
//! (调休), has several windows a day and a zone. [`compute`] takes the policy, the facts and an instant and returns every
//! clock with its due time, its thresholds and the derivation in Chinese and English.

mod calendar;
mod calendar_spec;
mod calendar_table;
mod calendars;
mod clock;
mod codes;
mod cycle;
mod engine;
mod error;
mod fact;
mod holidays;
mod policy;
mod policy_check;
mod priority;
mod recalculation;
mod span;
mod special;
pub mod standard;
mod trace;
mod trace_days;
mod trace_text;
mod zone;

pub use calendar::{Calendar, CalendarError, DayView, Due};
pub use calendar_spec::{
    CalendarKind, CalendarSpec, DateException, DateRule, ExceptionSource, TimeWindow, WeekdayCode,
    WindowError, YearImport,
};
pub use calendars::Calendars;
pub use clock::{Clock, DueChange, Threshold};
pub use codes::{ClockKind, ClockState, DayMode, DueCause, FactName, PauseReason, PriorityMode, ReopenMode};
pub use engine::{AdHocClock, Rules, Subject, admit, compute, preview, recompute};
pub use error::{ExtensionRefusal, SlaError};
pub use fact::{Fact, FactAt};
pub use holidays::{HolidayDay, HolidayError, HolidayProblem, HolidayYear};
pub use policy::{
    ClockRule, ExtensionRule, PauseRule, PolicyCalendar, PolicySpec, PriorityChangeRule, ReopenRule,
    ThresholdRule,
};
pub use policy_check::{KnownCodes, PolicyProblem};
pub use priority::{Impact, Priority, Severity};
pub use recalculation::{MovedDue, recalculated};
pub use span::{MinuteError, MinuteOfDay, Span, SpanError, Target};
pub use special::{Circumstances, Criterion, RuleScope, SpecialRule, TargetSource};
pub use standard::standard_zone;
pub use trace::TraceStep;
pub use zone::{date_of, end_of_day_after, local_of, reopen_until, start_of_date};
