//! Why clocks cannot be computed: the facts contradict each other, the policy forbids one of them, or a calendar cannot
//! answer. Every refusal of a fact names its index.

use super::{CalendarError, ClockKind, PauseReason, SpanError};
use crate::kernel::{ReasonCode, Timestamp, codes};

codes! {
    /// Why an extension is refused (2.3 item 6; `extension` of the policy).
    pub enum ExtensionRefusal {
        NotRunning = "not_running", "时钟未在计时", "The clock is not running";
        NoDueTime = "no_due_time", "时钟没有时限", "The clock has no due time";
        AfterDue = "after_due", "已过时限", "The due time has passed";
        NotLater = "not_later", "新时限不晚于原时限", "The new due time is not later";
        TooMany = "too_many", "延期次数已满", "It was extended as often as the policy permits";
        NoticeMissing = "notice_missing", "缺少告知客户的记录", "The customer was not told";
        NoticeLate = "notice_late", "告知客户晚于原时限", "The customer was told after the due time";
        ReasonMissing = "reason_missing", "缺少延期原因", "The reason is missing";
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlaError {
    #[error("fact {index} at {at} lies before the receipt")]
    BeforeReceipt { index: usize, at: Timestamp },
    #[error("fact {index} at {at} lies before the fact in front of it")]
    OutOfOrder { index: usize, at: Timestamp },
    #[error("fact {index}: nothing is paused")]
    ResumeWithoutPause { index: usize },
    #[error("fact {index}: the ticket is already paused")]
    AlreadyPaused { index: usize },
    #[error("fact {index}: `{reason}` does not pause a clock; ask for an extension")]
    PauseReasonRefused { index: usize, reason: PauseReason },
    #[error("fact {index}: nothing was solved that could be reopened")]
    ReopenWithoutStop { index: usize },
    #[error("fact {index}: the ticket was cancelled")]
    AlreadyCancelled { index: usize },
    #[error("fact {index}: no running {clock} clock")]
    NotRunning { index: usize, clock: ClockKind },
    #[error("fact {index}: the agreed window does not end after it starts")]
    WindowInvalid { index: usize },
    #[error("fact {index}: the extension of the {clock} clock is refused: {}", why.en())]
    ExtensionRefused { index: usize, clock: ClockKind, why: ExtensionRefusal },
    #[error("the {clock} clock names the unknown calendar `{code}`")]
    UnknownCalendar { clock: ClockKind, code: String },
    #[error("the target `{target}` of the {clock} clock needs a calendar")]
    CalendarMissing { clock: ClockKind, target: String },
    #[error("the {clock} clock: {error}")]
    Target { clock: ClockKind, error: SpanError },
    #[error("the policy is incomplete at {pointer}: {problem}")]
    Policy { pointer: String, problem: String },
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl SlaError {
    /// The index of the refused fact.
    #[must_use]
    pub const fn index(&self) -> Option<usize> {
        match self {
            Self::BeforeReceipt { index, .. }
            | Self::OutOfOrder { index, .. }
            | Self::ResumeWithoutPause { index }
            | Self::AlreadyPaused { index }
            | Self::PauseReasonRefused { index, .. }
            | Self::ReopenWithoutStop { index }
            | Self::AlreadyCancelled { index }
            | Self::NotRunning { index, .. }
            | Self::WindowInvalid { index }
            | Self::ExtensionRefused { index, .. } => Some(*index),
            Self::UnknownCalendar { .. }
            | Self::CalendarMissing { .. }
            | Self::Target { .. }
            | Self::Policy { .. }
            | Self::Calendar(_) => None,
        }
    }

    /// Stable code for the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BeforeReceipt { .. } => "time_before_receipt",
            Self::OutOfOrder { .. } => "time_out_of_order",
            Self::ResumeWithoutPause { .. } => "not_waiting",
            Self::AlreadyPaused { .. } => "waiting",
            Self::PauseReasonRefused { .. } => "pause_reason_refused",
            Self::ReopenWithoutStop { .. } => "not_solved",
            Self::AlreadyCancelled { .. } => "already_ended",
            Self::NotRunning { .. } => "clock_not_running",
            Self::WindowInvalid { .. } => "window_invalid",
            Self::ExtensionRefused { why, .. } => match why {
                ExtensionRefusal::NotRunning => "extension_not_running",
                ExtensionRefusal::NoDueTime => "extension_no_due_time",
                ExtensionRefusal::AfterDue => "extension_after_due",
                ExtensionRefusal::NotLater => "extension_not_later",
                ExtensionRefusal::TooMany => "extension_too_many",
                ExtensionRefusal::NoticeMissing => "extension_notice_missing",
                ExtensionRefusal::NoticeLate => "extension_notice_late",
                ExtensionRefusal::ReasonMissing => "extension_reason_missing",
            },
            Self::UnknownCalendar { .. } => "unknown_calendar",
            Self::CalendarMissing { .. } => "calendar_missing",
            Self::Target { .. } => "target_malformed",
            Self::Policy { .. } => "policy_incomplete",
            Self::Calendar(error) => error.code(),
        }
    }

    /// The kernel's reason for a refused fact, for rejections of ticket commands; `None` when the fault lies in the
    /// policy or the calendars, or the kernel has no such reason.
    #[must_use]
    pub const fn reason(&self) -> Option<ReasonCode> {
        Some(match self {
            Self::BeforeReceipt { .. } => ReasonCode::TimeBeforeReceipt,
            Self::OutOfOrder { .. } => ReasonCode::TimeOutOfOrder,
            Self::ResumeWithoutPause { .. } => ReasonCode::NotWaiting,
            Self::AlreadyPaused { .. } => ReasonCode::Waiting,
            Self::PauseReasonRefused { .. } => ReasonCode::PauseReasonRefused,
            Self::ReopenWithoutStop { .. } => ReasonCode::NotSolved,
            Self::AlreadyCancelled { .. } => ReasonCode::AlreadyEnded,
            Self::WindowInvalid { .. } => ReasonCode::WindowInvalid,
            Self::Policy { .. } => ReasonCode::PolicyIncomplete,
            Self::Calendar(CalendarError::Empty) => ReasonCode::CalendarEmpty,
            Self::NotRunning { .. } => ReasonCode::ExtensionNotRunning,
            Self::ExtensionRefused { why, .. } => match why {
                ExtensionRefusal::NotRunning => ReasonCode::ExtensionNotRunning,
                ExtensionRefusal::NoDueTime => ReasonCode::ExtensionNoDueTime,
                ExtensionRefusal::AfterDue => ReasonCode::ExtensionAfterDue,
                ExtensionRefusal::NotLater => ReasonCode::ExtensionNotLater,
                ExtensionRefusal::TooMany => ReasonCode::ExtensionTooMany,
                ExtensionRefusal::NoticeMissing => ReasonCode::ExtensionNoticeMissing,
                ExtensionRefusal::NoticeLate => ReasonCode::ExtensionNoticeLate,
                ExtensionRefusal::ReasonMissing => ReasonCode::ExtensionReasonMissing,
            },
            _ => return None,
        })
    }

    /// The refusal in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::BeforeReceipt { index, .. } => format!("第 {index} 项：时间早于受理时间"),
            Self::OutOfOrder { index, .. } => format!("第 {index} 项：时间早于前一项"),
            Self::ResumeWithoutPause { index } => format!("第 {index} 项：没有暂停，不能恢复"),
            Self::AlreadyPaused { index } => format!("第 {index} 项：已经暂停"),
            Self::PauseReasonRefused { index, reason } => {
                format!("第 {index} 项：“{}”不能暂停时钟，请申请延期", reason.zh())
            }
            Self::ReopenWithoutStop { index } => format!("第 {index} 项：尚未解决，不能重开"),
            Self::AlreadyCancelled { index } => format!("第 {index} 项：需求已结束"),
            Self::NotRunning { index, clock } => format!("第 {index} 项：{}时钟未在计时", clock.zh()),
            Self::WindowInvalid { index } => format!("第 {index} 项：约定时间段无效"),
            Self::ExtensionRefused { index, clock, why } => {
                format!("第 {index} 项：{}时钟不能延期：{}", clock.zh(), why.zh())
            }
            Self::UnknownCalendar { clock, code } => format!("{}时钟引用了未知日历 {code}", clock.zh()),
            Self::CalendarMissing { clock, target } => format!("{}时钟的目标 {target} 需要日历", clock.zh()),
            Self::Target { clock, error } => format!("{}时钟的目标无法识别：{error}", clock.zh()),
            Self::Policy { pointer, .. } => format!("服务政策不完整：{pointer}"),
            Self::Calendar(CalendarError::OutOfRange) => "时间超出日历范围（2000–2069 年）".to_owned(),
            Self::Calendar(error) => format!("日历错误：{error}"),
        }
    }
}
