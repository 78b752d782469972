//! What moves the due time of a running clock by decision: another priority, an extension, an agreed window.

use super::{Run, Track};
use crate::{
    kernel::Timestamp,
    sla::{
        ClockKind, DueCause, Priority, PriorityMode, SlaError, Span, cycle::Cycle, error::ExtensionRefusal,
        trace::TraceEvent,
    },
};

impl<'a> Run<'a> {
    /// Ends the running cycle as cancelled and begins one with the new target, by the mode of the policy (2.3 item 4).
    pub(super) fn change_priority(
        &mut self,
        tracks: &mut [Track<'a, '_>],
        at: Timestamp,
        to: Priority,
    ) -> Result<(), SlaError> {
        let from = std::mem::replace(&mut self.priority, to);
        let modes = &self.rules.policy.priority_change;
        let mode = if to < from { modes.up } else { modes.down };
        for track in tracks {
            if track.open().is_none() {
                if let Some(since) = track.waiting_since.take() {
                    let start = if mode == PriorityMode::RestartCapped { at } else { since };
                    self.start(track, start, track.starts, None)?;
                }
                continue;
            }
            self.replace_target(track, at, (from, to), mode)?;
        }
        Ok(())
    }

    fn replace_target(
        &self,
        track: &mut Track<'a, '_>,
        at: Timestamp,
        (from, to): (Priority, Priority),
        mode: PriorityMode,
    ) -> Result<(), SlaError> {
        let aim = self.aim(track)?;
        if track.cycles.last().is_some_and(|cycle| cycle.aim.text == aim.text) {
            return Ok(());
        }
        let Some(mut old) = track.cycles.pop() else { return Ok(()) };
        old.cancel(at, "priority_change");
        if aim.span == Span::None {
            track.waiting_since = Some(old.origin);
            track.cycles.push(old);
            return Ok(());
        }
        let mut next = old.successor(aim, at);
        next.note(Some(at), TraceEvent::PriorityChanged { from, to, mode });
        next.tell_source();
        succeed(&mut next, &old, mode, at)?;
        if to > from {
            next.keep_extension(&old, at)?;
        }
        if let Some(end) = self.appointment.filter(|_| follows_appointment(track, &next)) {
            let earlier = next.due.is_some_and(|due| due.at <= end) && to < from;
            if !earlier {
                next.appoint(at, Some(end))?;
            }
        }
        next.advance(at)?;
        track.cycles.extend([old, next]);
        Ok(())
    }

    pub(super) fn extend(
        &self,
        tracks: &mut [Track<'a, '_>],
        index: usize,
        at: Timestamp,
        asked: &Extension<'_>,
    ) -> Result<(), SlaError> {
        let mut refusal = Some(ExtensionRefusal::NotRunning);
        for cycle in tracks.iter_mut().filter(|t| t.kind == asked.clock).filter_map(Track::open) {
            refusal = self.refuses(cycle, at, asked);
            if refusal.is_none() {
                cycle.extend(at, asked.to, asked.reason)?;
            }
        }
        match refusal {
            Some(why) if index >= self.judged_from => {
                Err(SlaError::ExtensionRefused { index, clock: asked.clock, why })
            }
            _ => Ok(()),
        }
    }

    fn refuses(&self, cycle: &Cycle<'_>, at: Timestamp, asked: &Extension<'_>) -> Option<ExtensionRefusal> {
        let rule = &self.rules.policy.extension;
        let needs = |what: &str| rule.needs.iter().any(|need| need == what);
        let Some(due) = cycle.due else { return Some(ExtensionRefusal::NoDueTime) };
        let paused = cycle.paused_since.is_some();
        let refusals = [
            (rule.before_due_only && cycle.breached_at.is_some(), ExtensionRefusal::AfterDue),
            (asked.to <= due.at || asked.to <= at, ExtensionRefusal::NotLater),
            (cycle.extensions >= rule.max_count, ExtensionRefusal::TooMany),
            (needs("reason_code") && asked.reason.trim().is_empty(), ExtensionRefusal::ReasonMissing),
            (needs("customer_notice") && asked.noticed_at.is_none(), ExtensionRefusal::NoticeMissing),
            (!paused && asked.noticed_at.is_some_and(|n| due.is_past(n)), ExtensionRefusal::NoticeLate),
        ];
        refusals.into_iter().find(|(refused, _)| *refused).map(|(_, why)| why)
    }

    pub(super) fn appoint(
        &mut self,
        tracks: &mut [Track<'a, '_>],
        at: Timestamp,
        window_end: Option<Timestamp>,
    ) -> Result<(), SlaError> {
        self.appointment = window_end;
        for track in tracks {
            let follows = track.cycles.last().is_some_and(|cycle| follows_appointment(track, cycle));
            if let Some(cycle) = track.open().filter(|_| follows) {
                cycle.appoint(at, window_end)?;
            }
        }
        Ok(())
    }
}

/// An extension as asked for.
pub(super) struct Extension<'f> {
    pub(super) clock: ClockKind,
    pub(super) to: Timestamp,
    pub(super) reason: &'f str,
    pub(super) noticed_at: Option<Timestamp>,
}

/// Whether an agreed window decides when this cycle is due.
pub(super) fn follows_appointment(track: &Track<'_, '_>, cycle: &Cycle<'_>) -> bool {
    track.rule.agreed_appointment_replaces || cycle.aim.span == Span::Appointment
}

fn succeed<'a>(
    next: &mut Cycle<'a>,
    old: &Cycle<'a>,
    mode: PriorityMode,
    at: Timestamp,
) -> Result<(), SlaError> {
    match mode {
        PriorityMode::RestartCapped => {
            let fresh = next.aim.due(at)?;
            let due = match (fresh, old.due) {
                (Some(fresh), Some(old)) if old.at < fresh.at => {
                    next.note(None, TraceEvent::Capped { old: old.at });
                    Some(old)
                }
                (fresh, _) => {
                    next.tell_target(fresh)?;
                    fresh
                }
            };
            next.first_due(at, due, DueCause::PriorityChange)?;
        }
        PriorityMode::Retroactive => {
            next.count_from_origin(old)?;
            next.due_from_origin(at)?;
        }
        PriorityMode::CarryPercent => {
            let due = next.carry(old, at)?;
            next.first_due(at, due, DueCause::PriorityChange)?;
        }
    }
    Ok(())
}
