//! What a computed clock says.

use serde::{Deserialize, Serialize};

use super::{ClockKind, ClockState, DueCause, TargetSource, TraceStep};
use crate::kernel::Timestamp;

/// One cycle of one clock, as of an instant. Every field follows from the facts, the policy and the calendars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clock {
    pub kind: ClockKind,
    pub state: ClockState,
    /// The span without its calendar, `16WH`.
    pub target: String,
    /// The calendar that the target names, `CAL-8x5`; the branch may have put its own in its place.
    pub calendar: Option<String>,
    /// The policy version and rule that gave the target; `None` when it came with a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<TargetSource>,
    /// 1 for the first; a change of priority, a new urging or a returned form begins another one.
    pub cycle: u32,
    pub started_at: Timestamp,
    /// The first due time of this cycle; `None` before a window is agreed or when nothing was promised.
    pub original_due_at: Option<Timestamp>,
    /// The due time now. While paused: what it would be if work resumed at the instant of the computation.
    pub due_at: Option<Timestamp>,
    /// `due_at` is the 24:00 of a day: that instant itself is already late.
    pub due_exclusive: bool,
    pub stopped_at: Option<Timestamp>,
    /// The first of several stops of a reopened clock: first and total resolution are different figures.
    pub first_stopped_at: Option<Timestamp>,
    pub reopened: bool,
    /// Why a cancelled clock was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
    /// When it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Timestamp>,
    /// The due time that passed while the clock ran. A fact: nothing that happens later removes it.
    pub breached_at: Option<Timestamp>,
    /// Used time in the clock's own kind of time, pauses left out.
    pub consumed_seconds: i64,
    /// Time from start to due in the clock's own kind of time, pauses left out.
    pub total_seconds: Option<i64>,
    /// The clock counts working time (and not every hour).
    pub working_time: bool,
    pub pausable: bool,
    pub paused_since: Option<Timestamp>,
    /// Shares of the time and when they are reached. A share that a paused, stopped or cancelled clock has not reached
    /// is absent: nothing may fire for it.
    pub thresholds: Vec<Threshold>,
    /// The due time rests on a year whose official holidays are not known yet.
    pub provisional: bool,
    pub due_history: Vec<DueChange>,
    /// Clauses of the regulations that the clock rests on.
    pub clauses: Vec<String>,
    /// How the due time came about, step by step.
    pub trace: Vec<TraceStep>,
}

impl Clock {
    /// Whether the clock still waits for its stop fact.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, ClockState::Running | ClockState::Paused | ClockState::Breached)
    }

    /// Used share of the time in percent, rounded down; `None` without a due time.
    #[must_use]
    pub fn progress_percent(&self) -> Option<i64> {
        self.total_seconds.filter(|t| *t > 0).map(|t| self.consumed_seconds * 100 / t)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Threshold {
    /// Of the clock's own time: 80 % of 16 working hours is 12.8 working hours after the start.
    pub percent: u32,
    pub fire_at: Timestamp,
}

/// One entry of the history of a due time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DueChange {
    /// When it changed.
    pub at: Timestamp,
    pub due_at: Option<Timestamp>,
    pub cause: DueCause,
    /// Reason code of an extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
