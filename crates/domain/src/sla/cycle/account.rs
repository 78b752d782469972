//! The account of a cycle as of an instant: state, figures, thresholds and the last lines of its trace.

use chrono::{Datelike, NaiveDate};

use super::{Cycle, Scale};
use crate::{
    kernel::Timestamp,
    sla::{
        CalendarError, Clock, ClockKind, ClockRule, ClockState, Due, Threshold, trace::TraceEvent,
        zone::date_of,
    },
};

impl Cycle<'_> {
    /// What the cycle says as of an instant that its last fact does not lie after. `percents` of the thresholds ascend.
    pub(in crate::sla) fn into_clock(
        mut self,
        kind: ClockKind,
        rule: &ClockRule,
        as_of: Timestamp,
        percents: &[u32],
    ) -> Result<Clock, CalendarError> {
        let paused = self.is_open() && self.paused_since.is_some();
        let due = self.tell_end(as_of, paused)?;
        let provisional = self.provisional(due);
        if let Some(year) = provisional {
            self.note(None, TraceEvent::Provisional { year });
        }
        let state = match (&self.ended, self.stopped_at, self.breached_at, paused) {
            (Some(_), ..) => ClockState::Cancelled,
            (None, Some(_), None, _) => ClockState::Met,
            (None, Some(_), Some(_), _) => ClockState::Missed,
            (None, None, Some(_), _) => ClockState::Breached,
            (None, None, None, true) => ClockState::Paused,
            (None, None, None, false) => ClockState::Running,
        };
        let consumed_seconds = self.used(as_of)? / 1000;
        let thresholds = self.thresholds(percents)?;
        let (cancelled_at, cancel_reason) = self.ended.unzip();
        Ok(Clock {
            kind,
            state,
            target: self.aim.text.split('@').next().unwrap_or_default().to_owned(),
            calendar: self.aim.code.clone(),
            source: self.aim.source.clone(),
            cycle: self.number,
            started_at: self.started_at,
            original_due_at: self.original,
            due_at: due.map(|d| d.at),
            due_exclusive: due.is_some_and(|d| d.exclusive),
            stopped_at: self.stopped_at,
            first_stopped_at: self.first_stopped_at,
            reopened: self.reopened,
            cancel_reason,
            cancelled_at,
            breached_at: self.breached_at,
            consumed_seconds,
            total_seconds: self.total.map(|t| t / 1000),
            working_time: matches!(self.scale, Scale::Working(_)),
            pausable: rule.pausable,
            paused_since: self.paused_since.filter(|_| paused),
            thresholds,
            provisional: provisional.is_some(),
            due_history: self.history,
            clauses: rule.clauses.clone(),
            trace: self.trace,
        })
    }

    /// The due time to show, with its line in the trace.
    fn tell_end(&mut self, as_of: Timestamp, paused: bool) -> Result<Option<Due>, CalendarError> {
        let mut due = self.due;
        if let (true, Some(anchor), None) = (paused, self.pause_anchor, self.breached_at) {
            due = self.moved(self.due, self.scale.elapsed(anchor, as_of)?)?;
            if let Some(due) = due {
                self.note(Some(due.at), TraceEvent::Due { exclusive: due.exclusive, if_resumed: true });
            }
        } else if self.is_open() {
            self.tell_due()?;
        }
        if self.is_open() && due.is_none() {
            self.note(None, TraceEvent::NoDueYet);
        }
        Ok(due)
    }

    fn provisional(&self, due: Option<Due>) -> Option<i32> {
        let Scale::Working(calendar) = self.scale else { return None };
        let last = date_of(self.aim.zone, due?.at.plus_millis(-1)).year();
        let first = date_of(self.aim.zone, self.counts_from).year().min(last);
        (first..=last)
            .find(|year| NaiveDate::from_yo_opt(*year, 1).is_some_and(|date| !calendar.covers(date)))
    }

    /// When each share of the time is reached. A share that a resting clock has not reached is left out.
    fn thresholds(&self, percents: &[u32]) -> Result<Vec<Threshold>, CalendarError> {
        let Some(total) = self.total.filter(|t| *t > 0) else { return Ok(Vec::new()) };
        let rests_at = self.stopped_at.or(self.ended.as_ref().map(|e| e.0));
        let rests_at = match (self.paused_since, rests_at) {
            (Some(paused), Some(rest)) => Some(paused.min(rest)),
            (paused, rest) => paused.or(rest),
        };
        let mut fired = Vec::with_capacity(percents.len());
        let (mut cursor, mut used) = (self.counts_from, self.carried);
        let mut pauses = self.pauses.iter().filter(|(_, to)| *to > self.counts_from).peekable();
        for percent in percents {
            let goal = i64::try_from(i128::from(total) * i128::from(*percent) / 100).unwrap_or(i64::MAX);
            while let Some((from, to)) = pauses.peek() {
                let stretch = self.scale.elapsed(cursor, (*from).max(cursor))?;
                if used + stretch >= goal {
                    break;
                }
                used += stretch;
                cursor = *to;
                pauses.next();
            }
            let fire_at = match self.due {
                Some(due) if *percent == 100 => due.at,
                _ => self.scale.after(cursor, goal - used)?,
            };
            if rests_at.is_none_or(|rest| fire_at < rest) {
                fired.push(Threshold { percent: *percent, fire_at });
            }
        }
        Ok(fired)
    }
}
