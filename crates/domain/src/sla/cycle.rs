//! One run of one clock from its start to its stop: what it has used, when it is due, and how both move.

mod account;

use std::{rc::Rc, sync::Arc};

use chrono_tz::Tz;

use super::{
    Calendar, CalendarError, Due, DueCause, DueChange, FactName, PauseReason, Span, TargetSource, TraceStep,
    trace::TraceEvent,
    trace_days::{Count, day_steps},
    zone::date_of,
};
use crate::kernel::Timestamp;

/// The kind of time in which a clock runs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scale<'a> {
    Natural,
    Working(&'a Calendar),
}

impl Scale<'_> {
    pub(super) fn elapsed(self, from: Timestamp, to: Timestamp) -> Result<i64, CalendarError> {
        match self {
            Self::Natural => Ok(to.millis_since(from)),
            Self::Working(calendar) => calendar.elapsed(from, to),
        }
    }

    pub(super) fn after(self, from: Timestamp, millis: i64) -> Result<Timestamp, CalendarError> {
        match self {
            Self::Natural => {
                let at = from.millis().checked_add(millis.max(0)).ok_or(CalendarError::OutOfRange)?;
                Timestamp::from_millis(at).map_err(|_| CalendarError::OutOfRange)
            }
            Self::Working(calendar) => calendar.add_working(from, millis),
        }
    }

    const fn is_working(self) -> bool {
        matches!(self, Self::Working(_))
    }
}

/// What a cycle counts against.
#[derive(Debug, Clone)]
pub(super) struct Aim<'a> {
    /// the target as the policy writes it
    pub(super) text: String,
    /// none when the target came with a question
    pub(super) source: Option<TargetSource>,
    pub(super) span: Span,
    pub(super) code: Option<String>,
    pub(super) calendar: Option<&'a Calendar>,
    pub(super) zone: Tz,
}

impl<'a> Aim<'a> {
    /// Working time for targets on a business calendar, natural time for all others.
    fn scale(&self) -> Scale<'a> {
        match (self.span, self.calendar) {
            (
                Span::WorkingHours { .. }
                | Span::WorkingDays { .. }
                | Span::SameDay { .. }
                | Span::NextWorkingDay,
                Some(calendar),
            ) if !calendar.is_continuous() => Scale::Working(calendar),
            _ => Scale::Natural,
        }
    }

    pub(super) fn due(&self, start: Timestamp) -> Result<Option<Due>, CalendarError> {
        match (self.calendar, self.span) {
            (Some(calendar), span) => calendar.due(start, &span),
            (None, Span::Natural { seconds }) => {
                Ok(Some(Due { at: Scale::Natural.after(start, seconds * 1000)?, exclusive: false }))
            }
            (None, Span::NextDay) => {
                Ok(Some(Due { at: super::zone::end_of_day_after(self.zone, start, 1), exclusive: true }))
            }
            (None, _) => Ok(None),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Cycle<'a> {
    pub(super) number: u32,
    pub(super) aim: Rc<Aim<'a>>,
    pub(super) started_at: Timestamp,
    /// where a retroactive target counts from: the start of the first cycle of the chain
    pub(super) origin: Timestamp,
    /// where this cycle's own use counts from
    counts_from: Timestamp,
    /// use that was carried over from the cycle before
    carried: i64,
    scale: Scale<'a>,
    pub(super) due: Option<Due>,
    original: Option<Timestamp>,
    /// the due time without an appointment, before pauses
    policy_due: Option<Due>,
    /// use at the due time
    total: Option<i64>,
    /// closed pauses since `origin`, and gaps between a stop and a reopening
    pauses: Vec<(Timestamp, Timestamp)>,
    /// time on the scale that pauses since `counts_from` took
    paused_total: i64,
    pub(super) paused_since: Option<Timestamp>,
    /// since when the open pause moves the due time; later than its start after an extension
    pause_anchor: Option<Timestamp>,
    pub(super) stopped_at: Option<Timestamp>,
    pub(super) first_stopped_at: Option<Timestamp>,
    pub(super) reopened: bool,
    pub(super) breached_at: Option<Timestamp>,
    pub(super) ended: Option<(Timestamp, String)>,
    pub(super) extensions: u32,
    history: Vec<DueChange>,
    trace: Vec<TraceStep>,
    /// up to where the trace tells the use of time
    told_to: Timestamp,
    /// hours are told day by day; a due time that was set is not derived from them
    tells_days: bool,
    due_told: bool,
}

impl<'a> Cycle<'a> {
    /// A clock that starts at a fact; `promised` is the date that the fact promises.
    pub(super) fn start(
        number: u32,
        aim: Rc<Aim<'a>>,
        at: Timestamp,
        fact: FactName,
        promised: Option<Timestamp>,
    ) -> Result<Self, CalendarError> {
        let mut cycle = Self::bare(number, aim, at, at);
        cycle.note(Some(at), cycle.started(fact));
        cycle.tell_source();
        let due = match cycle.aim.span {
            Span::Promise => promised.map(|at| Due { at, exclusive: false }),
            _ => cycle.aim.due(at)?,
        };
        let cause = if cycle.aim.span == Span::Promise { DueCause::Promise } else { DueCause::Target };
        cycle.tell_target(due)?;
        cycle.first_due(at, due, cause)?;
        Ok(cycle)
    }

    pub(super) fn bare(number: u32, aim: Rc<Aim<'a>>, at: Timestamp, origin: Timestamp) -> Self {
        let scale = aim.scale();
        let tells_days = matches!(aim.span, Span::Natural { .. } | Span::WorkingHours { .. });
        Self {
            number,
            aim,
            started_at: at,
            origin,
            counts_from: at,
            carried: 0,
            scale,
            due: None,
            original: None,
            policy_due: None,
            total: None,
            pauses: Vec::new(),
            paused_total: 0,
            paused_since: None,
            pause_anchor: None,
            stopped_at: None,
            first_stopped_at: None,
            reopened: false,
            breached_at: None,
            ended: None,
            extensions: 0,
            history: Vec::new(),
            trace: Vec::with_capacity(8),
            told_to: at,
            tells_days,
            due_told: false,
        }
    }

    fn started(&self, fact: FactName) -> TraceEvent {
        let calendar = self.aim.calendar.map(|c| Arc::clone(c.name()));
        TraceEvent::Started { fact, span: self.aim.span, calendar }
    }

    /// Tells which rule of which version gave the target.
    pub(super) fn tell_source(&mut self) {
        if let Some(source) = self.aim.source.clone() {
            self.note(None, TraceEvent::TargetFrom { source });
        }
    }

    pub(super) fn note(&mut self, at: Option<Timestamp>, event: TraceEvent) {
        self.trace.push(TraceStep { at, zone: self.aim.zone, event });
    }

    /// Tells how a target of days leads to its due time.
    pub(super) fn tell_target(&mut self, due: Option<Due>) -> Result<(), CalendarError> {
        let (Some(calendar), Some(due)) = (self.aim.calendar, due) else { return Ok(()) };
        let from = self.counts_from.min(self.started_at);
        match self.aim.span {
            Span::WorkingDays { .. } => {
                self.note(None, TraceEvent::StartDayNotCounted { date: date_of(self.aim.zone, from) });
                day_steps(calendar, from, due.at, Count::WorkingDays, &mut self.trace)?;
            }
            Span::SameDay { .. }
                if date_of(self.aim.zone, due.at.plus_millis(-1)) == date_of(self.aim.zone, from) =>
            {
                self.note(None, TraceEvent::WithinCutoff);
            }
            Span::SameDay { .. } | Span::NextWorkingDay => {
                let date = date_of(self.aim.zone, due.at.plus_millis(-1));
                self.note(None, TraceEvent::NextWorkingDay { date });
            }
            _ => {}
        }
        Ok(())
    }

    /// Sets the due time of a new cycle and what it has from start to due.
    pub(super) fn first_due(
        &mut self,
        at: Timestamp,
        due: Option<Due>,
        cause: DueCause,
    ) -> Result<(), CalendarError> {
        self.due = due;
        self.policy_due = due;
        self.original = due.map(|d| d.at);
        self.total = self.total_at(due)?;
        // A day that ends without working time in it (reported in the evening, due at 24:00) still has hours.
        if self.total == Some(0) && self.scale.is_working() {
            self.scale = Scale::Natural;
            self.total = self.total_at(due)?;
        }
        self.history.push(DueChange { at, due_at: self.original, cause, detail: None });
        Ok(())
    }

    fn total_at(&self, due: Option<Due>) -> Result<Option<i64>, CalendarError> {
        due.map(|d| {
            Ok((self.carried + self.scale.elapsed(self.counts_from, d.at)? - self.paused_total).max(0))
        })
        .transpose()
    }

    pub(super) const fn is_open(&self) -> bool {
        self.stopped_at.is_none() && self.ended.is_none()
    }

    const fn runs(&self) -> bool {
        self.is_open() && self.paused_since.is_none()
    }

    /// Used time at an instant that no pause has closed over yet.
    pub(super) fn used(&self, at: Timestamp) -> Result<i64, CalendarError> {
        let end = self.stopped_at.or(self.ended.as_ref().map(|e| e.0)).unwrap_or(at);
        let end = self.paused_since.map_or(end, |since| since.min(end)).max(self.counts_from);
        Ok(self.carried + self.scale.elapsed(self.counts_from, end)? - self.paused_total)
    }

    /// Notes the breach when the due time has passed while the clock ran. It is never taken back.
    pub(super) fn advance(&mut self, at: Timestamp) -> Result<(), CalendarError> {
        if self.breached_at.is_some() || !self.is_open() {
            return Ok(());
        }
        let at = self.paused_since.map_or(at, |since| since.min(at));
        if let Some(due) = self.due.filter(|due| due.is_past(at)) {
            self.tell_due()?;
            self.breached_at = Some(due.at);
            self.note(Some(due.at), TraceEvent::Breached);
        }
        Ok(())
    }

    fn tell_due(&mut self) -> Result<(), CalendarError> {
        if let Some(due) = self.due.filter(|_| !self.due_told) {
            self.tell_use(due.at)?;
            self.due_told = true;
            self.note(Some(due.at), TraceEvent::Due { exclusive: due.exclusive, if_resumed: false });
        }
        Ok(())
    }

    /// Tells how time was used up to `to`, day by day.
    fn tell_use(&mut self, to: Timestamp) -> Result<(), CalendarError> {
        if !self.tells_days || self.due_told || to <= self.told_to {
            return Ok(());
        }
        let from = std::mem::replace(&mut self.told_to, to);
        let before = self.carried + self.scale.elapsed(self.counts_from, from)? - self.paused_total;
        match self.scale {
            Scale::Working(calendar) => {
                let count = Count::Hours { used: before, total: self.total };
                day_steps(calendar, from, to, count, &mut self.trace)
            }
            Scale::Natural => {
                let used = before + to.millis_since(from);
                self.note(None, TraceEvent::Hours { from, to, used, left: self.total.map(|t| t - used) });
                Ok(())
            }
        }
    }

    pub(super) fn pause(&mut self, at: Timestamp, reason: PauseReason) -> Result<(), CalendarError> {
        if !self.runs() {
            return Ok(());
        }
        self.tell_use(at)?;
        self.note(Some(at), TraceEvent::Paused { reason, used: self.used(at)? });
        self.paused_since = Some(at);
        self.pause_anchor = Some(at);
        Ok(())
    }

    /// Ends the open pause and moves the due time by what it took.
    pub(super) fn resume(&mut self, at: Timestamp) -> Result<(), CalendarError> {
        let Some(since) = self.paused_since.filter(|_| self.is_open()) else { return Ok(()) };
        let anchor = self.pause_anchor.unwrap_or(since);
        let old = self.due;
        self.close_gap(since, anchor, at, DueCause::Pause)?;
        self.paused_since = None;
        self.pause_anchor = None;
        let paused = self.scale.elapsed(since, at)?;
        self.note(
            Some(at),
            TraceEvent::Resumed {
                paused,
                working: self.scale.is_working(),
                old: old.map(|d| d.at),
                new: self.due.map(|d| d.at),
            },
        );
        Ok(())
    }

    /// The time between `since` and `at` does not count; the due time moves by the part after `anchor`.
    fn close_gap(
        &mut self,
        since: Timestamp,
        anchor: Timestamp,
        at: Timestamp,
        cause: DueCause,
    ) -> Result<(), CalendarError> {
        self.pauses.push((since, at));
        self.paused_total += self.scale.elapsed(since.max(self.counts_from), at)?;
        self.told_to = self.told_to.max(at);
        let moved = self.moved(self.due, self.scale.elapsed(anchor, at)?)?;
        self.set_due(at, moved, cause, None)
    }

    fn moved(&self, due: Option<Due>, by: i64) -> Result<Option<Due>, CalendarError> {
        match due {
            Some(due) if by > 0 => Ok(Some(Due { at: self.scale.after(due.at, by)?, exclusive: false })),
            same => Ok(same),
        }
    }

    /// A new due time, unless the old one has been missed: a breach is a fact.
    fn set_due(
        &mut self,
        at: Timestamp,
        due: Option<Due>,
        cause: DueCause,
        detail: Option<String>,
    ) -> Result<(), CalendarError> {
        if self.breached_at.is_none() && due != self.due {
            self.due = due;
            if self.original.is_none() {
                self.original = due.map(|d| d.at);
            }
            self.history.push(DueChange { at, due_at: due.map(|d| d.at), cause, detail });
            self.total = match cause {
                // pauses and gaps do not change what the clock has
                DueCause::Pause | DueCause::Reopen => self.total,
                _ => due.map(|d| Ok(self.used(at)? + self.scale.elapsed(at, d.at)?)).transpose()?,
            };
        }
        Ok(())
    }

    pub(super) fn extend(&mut self, at: Timestamp, to: Timestamp, reason: &str) -> Result<(), CalendarError> {
        let old = self.due.map(|d| d.at);
        self.tell_use(at)?;
        self.extensions += 1;
        self.tells_days = false;
        if self.paused_since.is_some() {
            self.pause_anchor = Some(at);
        }
        self.set_due(
            at,
            Some(Due { at: to, exclusive: false }),
            DueCause::Extension,
            Some(reason.to_owned()),
        )?;
        self.note(Some(at), TraceEvent::DueSet { old, new: Some(to), cause: DueCause::Extension });
        Ok(())
    }

    /// The end of an agreed window replaces the target; without one the target counts again.
    pub(super) fn appoint(
        &mut self,
        at: Timestamp,
        window_end: Option<Timestamp>,
    ) -> Result<(), CalendarError> {
        if self.breached_at.is_some() || window_end.is_some_and(|end| end <= at) {
            return Ok(());
        }
        let old = self.due.map(|d| d.at);
        self.tell_use(at)?;
        self.tells_days = false;
        self.rescale(if window_end.is_some() { Scale::Natural } else { self.aim.scale() })?;
        if self.paused_since.is_some() {
            self.pause_anchor = Some(at);
        }
        let (due, cause) = match window_end {
            Some(end) => (Some(Due { at: end, exclusive: false }), DueCause::Appointment),
            None => (self.moved(self.policy_due, self.paused_total)?, DueCause::AppointmentCancelled),
        };
        self.set_due(at, due, cause, None)?;
        self.note(Some(at), TraceEvent::DueSet { old, new: self.due.map(|d| d.at), cause });
        Ok(())
    }

    fn rescale(&mut self, scale: Scale<'a>) -> Result<(), CalendarError> {
        self.scale = scale;
        self.paused_total = 0;
        for (from, to) in &self.pauses {
            if *to > self.counts_from {
                self.paused_total += scale.elapsed((*from).max(self.counts_from), *to)?;
            }
        }
        Ok(())
    }

    pub(super) fn stop(&mut self, at: Timestamp, fact: Option<FactName>) -> Result<(), CalendarError> {
        if !self.is_open() {
            return Ok(());
        }
        if self.breached_at.is_none() && self.paused_since.is_none() {
            self.tell_use(self.due.map_or(at, |due| due.at.min(at)))?;
        }
        self.stopped_at = Some(at);
        self.first_stopped_at.get_or_insert(at);
        self.note(Some(at), TraceEvent::Stopped { fact, late: self.breached_at.is_some() });
        Ok(())
    }

    pub(super) fn cancel(&mut self, at: Timestamp, reason: &str) {
        if self.is_open() {
            self.ended = Some((at, reason.to_owned()));
            self.note(Some(at), TraceEvent::Cancelled { reason: reason.to_owned() });
        }
    }

    /// Continues a stopped clock with its remaining time: the time since the stop does not count.
    pub(super) fn continue_from(&mut self, at: Timestamp) -> Result<(), CalendarError> {
        let Some(stopped) = self.stopped_at else { return Ok(()) };
        let left = match self.total {
            Some(total) => Some(total - self.used(at)?),
            None => None,
        };
        self.reopened = true;
        self.due_told = false;
        self.note(
            Some(at),
            TraceEvent::Reopened { mode: super::ReopenMode::Continue, left: left.map(|left| left.max(0)) },
        );
        let since = self.paused_since.take().map_or(stopped, |since| since.min(stopped));
        let anchor = self.pause_anchor.take().map_or(stopped, |anchor| anchor.min(stopped));
        self.close_gap(since, anchor, at, DueCause::Reopen)?;
        self.stopped_at = None;
        Ok(())
    }

    /// A cycle that takes over from this one, with the pauses of the whole chain.
    pub(super) fn successor(&self, aim: Rc<Aim<'a>>, at: Timestamp) -> Self {
        let mut next = Self::bare(self.number + 1, aim, at, self.origin);
        next.pauses.clone_from(&self.pauses);
        next.extensions = self.extensions;
        next.paused_since = self.paused_since.map(|_| at);
        next.pause_anchor = next.paused_since;
        next
    }

    /// Counts the successor from the origin, with every pause since: an instant breach is possible and intended.
    pub(super) fn count_from_origin(&mut self, old: &Self) -> Result<(), CalendarError> {
        self.started_at = self.origin;
        self.counts_from = self.origin;
        self.told_to = self.origin;
        self.tells_days = false;
        self.paused_since = old.paused_since;
        self.pause_anchor = old.paused_since;
        self.rescale(self.scale)
    }

    /// Sets the due time of a target that counts from the origin, moved by the pauses since.
    pub(super) fn due_from_origin(&mut self, at: Timestamp) -> Result<(), CalendarError> {
        let plain = self.aim.due(self.origin)?;
        let moved = self.moved(plain, self.paused_total)?;
        self.first_due(at, moved, DueCause::PriorityChange)?;
        self.policy_due = plain;
        Ok(())
    }

    /// An extension that the customer was told of survives a change to a less urgent priority.
    pub(super) fn keep_extension(&mut self, old: &Self, at: Timestamp) -> Result<(), CalendarError> {
        match (self.due, old.due) {
            (Some(new), Some(told)) if old.extensions > 0 && told.at > new.at => {
                self.set_due(at, Some(told), DueCause::Extension, None)
            }
            _ => Ok(()),
        }
    }

    /// Carries the used share of `old` into a whole of `total`: what is left counts from the change.
    pub(super) fn carry(&mut self, old: &Self, at: Timestamp) -> Result<Option<Due>, CalendarError> {
        let Some(whole) = self.aim.due(self.origin)? else { return Ok(None) };
        let total = self.scale.elapsed(self.origin, whole.at)?;
        let used = old.used(at)?;
        let share = match old.total {
            Some(old_total) if old_total > 0 => {
                i128::from(used.clamp(0, old_total)) * 1_000_000_000 / i128::from(old_total)
            }
            _ => 0,
        };
        let carried = i128::from(total) * share / 1_000_000_000;
        self.carried = i64::try_from(carried).unwrap_or(total);
        if let Some(old_total) = old.total {
            self.note(Some(at), TraceEvent::Carried { used, total: old_total });
        }
        // whole seconds: nobody is held to milliseconds of a percentage
        let left = (total - self.carried) / 1000 * 1000;
        Ok(Some(Due { at: self.scale.after(at, left)?, exclusive: false }))
    }
}
