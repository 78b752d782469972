//! The derivation of a due time. Steps are kept as figures, which costs next to nothing, and become Chinese and English
//! text when they are shown ([`super::trace_text`]).

use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{DueCause, FactName, PauseReason, Priority, PriorityMode, ReopenMode, Span, TargetSource};
use crate::kernel::Timestamp;

/// One line of the derivation; `{"step", "zh", "en", "at"}` in JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceStep {
    /// The instant that the line is about.
    pub at: Option<Timestamp>,
    /// Where its times are read.
    pub(super) zone: Tz,
    pub(super) event: TraceEvent,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TraceEvent {
    Started {
        fact: FactName,
        span: Span,
        calendar: Option<Arc<str>>,
    },
    /// The rule that gave the target, and why it won.
    TargetFrom {
        source: TargetSource,
    },
    /// nWD: the start day does not count.
    StartDayNotCounted {
        date: NaiveDate,
    },
    /// nWD: working days number `n` to `n + count - 1`.
    Counted {
        from: NaiveDate,
        to: NaiveDate,
        n: u32,
        count: u32,
        makeup: Option<String>,
    },
    /// Closed dates in between, with the name of the holiday.
    Closed {
        from: NaiveDate,
        to: NaiveDate,
        name: Option<String>,
    },
    /// Working time of one day.
    Day {
        date: NaiveDate,
        stretches: Vec<(Timestamp, Timestamp)>,
        used: i64,
        left: Option<i64>,
        makeup: Option<String>,
    },
    /// Whole working days in a row.
    Days {
        from: NaiveDate,
        to: NaiveDate,
        count: u32,
        used: i64,
        left: Option<i64>,
    },
    /// Natural time.
    Hours {
        from: Timestamp,
        to: Timestamp,
        used: i64,
        left: Option<i64>,
    },
    /// same_day: before the cut-off of a working day.
    WithinCutoff,
    /// same_day: past the cut-off, or no working day: the next working day.
    NextWorkingDay {
        date: NaiveDate,
    },
    Paused {
        reason: PauseReason,
        used: i64,
    },
    Resumed {
        paused: i64,
        working: bool,
        old: Option<Timestamp>,
        new: Option<Timestamp>,
    },
    PauseLimit {
        days: u32,
    },
    DueSet {
        old: Option<Timestamp>,
        new: Option<Timestamp>,
        cause: DueCause,
    },
    PriorityChanged {
        from: Priority,
        to: Priority,
        mode: PriorityMode,
    },
    Capped {
        old: Timestamp,
    },
    Carried {
        used: i64,
        total: i64,
    },
    Reopened {
        mode: ReopenMode,
        left: Option<i64>,
    },
    Stopped {
        fact: Option<FactName>,
        late: bool,
    },
    Cancelled {
        reason: String,
    },
    Breached,
    Due {
        exclusive: bool,
        if_resumed: bool,
    },
    NoDueYet,
    Provisional {
        year: i32,
    },
    /// Read back from JSON.
    Told(Box<Told>),
}

/// A step as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) step: String,
    pub(super) zh: String,
    pub(super) en: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Timestamp>,
}

impl TraceStep {
    /// The stable code of the kind of step.
    #[must_use]
    pub fn step(&self) -> &str {
        match &self.event {
            TraceEvent::Started { .. } => "started",
            TraceEvent::TargetFrom { .. } => "target_from",
            TraceEvent::StartDayNotCounted { .. } => "start_day_not_counted",
            TraceEvent::Counted { .. } => "working_days_counted",
            TraceEvent::Closed { .. } => "closed",
            TraceEvent::Day { .. } => "day",
            TraceEvent::Days { .. } => "days",
            TraceEvent::Hours { .. } => "hours",
            TraceEvent::WithinCutoff => "within_cutoff",
            TraceEvent::NextWorkingDay { .. } => "next_working_day",
            TraceEvent::Paused { .. } => "paused",
            TraceEvent::Resumed { .. } => "resumed",
            TraceEvent::PauseLimit { .. } => "pause_limit",
            TraceEvent::DueSet { .. } => "due_set",
            TraceEvent::PriorityChanged { .. } => "priority_changed",
            TraceEvent::Capped { .. } => "capped_by_old_due",
            TraceEvent::Carried { .. } => "carried",
            TraceEvent::Reopened { .. } => "reopened",
            TraceEvent::Stopped { .. } => "stopped",
            TraceEvent::Cancelled { .. } => "cancelled",
            TraceEvent::Breached => "breached",
            TraceEvent::Due { .. } => "due",
            TraceEvent::NoDueYet => "no_due_yet",
            TraceEvent::Provisional { .. } => "provisional",
            TraceEvent::Told(told) => &told.step,
        }
    }
}

impl Serialize for TraceStep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Told { step: self.step().to_owned(), zh: self.zh(), en: self.en(), at: self.at }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TraceStep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let told = Told::deserialize(deserializer)?;
        Ok(Self { at: told.at, zone: Tz::UTC, event: TraceEvent::Told(Box::new(told)) })
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};

    impl utoipa::PartialSchema for super::TraceStep {
        fn schema() -> RefOr<Schema> {
            let text = |description: &str| {
                ObjectBuilder::new().schema_type(Type::String).description(Some(description)).build()
            };
            ObjectBuilder::new()
                .property("step", text("Stable code of the kind of step"))
                .property("zh", text("The step in Chinese"))
                .property("en", text("The step in English"))
                .property("at", <crate::kernel::Timestamp as utoipa::PartialSchema>::schema())
                .required("step")
                .required("zh")
                .required("en")
                .description(Some("One step of the derivation of a due time"))
                .build()
                .into()
        }
    }

    impl utoipa::ToSchema for super::TraceStep {}
}
