//! All clocks of a ticket as one pure function of its facts.

mod changes;

use std::{borrow::Cow, rc::Rc};

use chrono_tz::Tz;

use self::changes::{Extension, follows_appointment};
use super::{
    Calendars, Circumstances, Clock, ClockKind, ClockRule, DueCause, Fact, FactAt, FactName, PauseReason,
    PolicySpec, Priority, ReopenMode, SlaError, Span, SpecialRule, Target, TargetSource,
    cycle::{Aim, Cycle},
    special::{chosen, fitting},
    trace::TraceEvent,
};
use crate::kernel::Timestamp;

const DAY: i64 = 86_400_000;

/// What clocks are computed by: the version of the policy that the ticket keeps, and the calendars of its branch.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub policy: &'a PolicySpec,
    pub calendars: &'a Calendars,
}

/// What of a ticket decides its clocks. `priority` is the one at receipt; changes are facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub request_type_code: String,
    pub mode_code: String,
    pub priority: Priority,
    pub received_at: Timestamp,
    pub circumstances: Circumstances,
}

/// Computes every clock whose start fact has happened, as of `as_of`; facts later than that are left out.
/// Clocks come in the order of [`ClockKind`]; of one kind the newest cycle comes first.
///
/// # Errors
/// When the facts contradict each other (with the index of the fact), the policy refuses one of them, names an unknown
/// calendar or is malformed, or a time lies outside the years that calendars know.
pub fn compute(
    rules: Rules<'_>,
    subject: &Subject,
    facts: &[FactAt],
    as_of: Timestamp,
) -> Result<Vec<Clock>, SlaError> {
    run(rules, subject, facts, as_of, tracks_of(rules.policy, subject)?, 0)
}

/// The same for facts that were accepted earlier, when a calendar or a policy has changed since (2.3 items 7 and 8):
/// an extension that would be refused by the new due times leaves the clock as it is instead of failing.
///
/// # Errors
/// As [`compute`].
pub fn recompute(
    rules: Rules<'_>,
    subject: &Subject,
    facts: &[FactAt],
    as_of: Timestamp,
) -> Result<Vec<Clock>, SlaError> {
    run(rules, subject, facts, as_of, tracks_of(rules.policy, subject)?, usize::MAX)
}

/// The same for facts of which only the last one is new: an extension among the others was accepted when it was granted,
/// whatever has become known since of the time before it.
///
/// # Errors
/// As [`compute`].
pub fn admit(
    rules: Rules<'_>,
    subject: &Subject,
    facts: &[FactAt],
    as_of: Timestamp,
) -> Result<Vec<Clock>, SlaError> {
    run(rules, subject, facts, as_of, tracks_of(rules.policy, subject)?, facts.len().saturating_sub(1))
}

/// Computes clocks that are given with the question, in the place of the policy's; kinds may repeat. The policy's rules
/// of pause, extension, priority change, reopening and thresholds hold. The clocks of one kind stop by the fact that the
/// policy names for the kind; they start at the policy's start fact when it is among the facts, else at receipt.
///
/// # Errors
/// As [`compute`].
pub fn preview(
    rules: Rules<'_>,
    clocks: &[AdHocClock],
    subject: &Subject,
    facts: &[FactAt],
    as_of: Timestamp,
) -> Result<Vec<Clock>, SlaError> {
    let mut tracks = Vec::with_capacity(clocks.len());
    for clock in clocks {
        let model = rules.policy.clocks.get(clock.kind.as_str());
        let starts = model
            .and_then(|m| m.starts.parse::<FactName>().ok())
            .filter(|starts| facts.iter().any(|f| f.fact.name() == Some(*starts)));
        let rule = ClockRule {
            starts: starts.unwrap_or(FactName::Received).as_str().to_owned(),
            stops: model.map_or_else(|| standard_stop(clock.kind).as_str().to_owned(), |m| m.stops.clone()),
            pausable: clock.pausable.unwrap_or_else(|| model.is_none_or(|m| m.pausable)),
            targets: clock.targets.clone(),
            applies_to: None,
            applies_to_mode: None,
            clauses: model.map(|m| m.clauses.clone()).unwrap_or_default(),
            reply_needs_time_and_place: false,
            agreed_appointment_replaces: model.is_some_and(|m| m.agreed_appointment_replaces),
            day_mode: model.and_then(|m| m.day_mode),
        };
        tracks.push(Track::new(clock.kind, Cow::Owned(rule), None)?);
    }
    run(rules, subject, facts, as_of, tracks, 0)
}

/// A clock of a question ("what if the target were …").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdHocClock {
    pub kind: ClockKind,
    /// By priority, or `*` for all; with the calendar.
    pub targets: std::collections::BTreeMap<String, String>,
    /// As in the policy when `None`; yes when the policy does not have the kind.
    pub pausable: Option<bool>,
}

/// The stop fact of a kind that the policy does not have.
const fn standard_stop(kind: ClockKind) -> FactName {
    match kind {
        ClockKind::Ack => FactName::Acknowledged,
        ClockKind::Response => FactName::SubstantiveReply,
        ClockKind::Assessment => FactName::CauseAndPlanSent,
        ClockKind::Onsite => FactName::ArrivedOnSite,
        ClockKind::Resolution => FactName::Resolved,
        ClockKind::DepotRepair | ClockKind::CustodyPromise => FactName::ReturnedAndCommissioned,
        ClockKind::Complaint => FactName::ComplaintAnswered,
        ClockKind::Refund => FactName::RefundPaid,
        ClockKind::Survey => FactName::SurveySent,
        ClockKind::FormHandIn => FactName::FormHandedIn,
        ClockKind::HqAccept => FactName::HqAccepted,
        ClockKind::UrgeReply => FactName::UrgeAnswered,
        ClockKind::RefusalDecision => FactName::RefusalDecided,
    }
}

/// One clock of the policy and its cycles.
struct Track<'a, 'r> {
    kind: ClockKind,
    rule: Cow<'r, ClockRule>,
    /// the special rules that the request fits; `None` when the targets come with the question
    special: Option<Rc<[&'r SpecialRule]>>,
    starts: FactName,
    stops: FactName,
    cycles: Vec<Cycle<'a>>,
    /// the targets read so far
    aims: Vec<Rc<Aim<'a>>>,
    /// the start fact happened while the target was `none`
    waiting_since: Option<Timestamp>,
    /// the stop fact happened before the start fact
    stopped_early: bool,
}

fn tracks_of<'a, 'r>(policy: &'r PolicySpec, subject: &Subject) -> Result<Vec<Track<'a, 'r>>, SlaError> {
    let mut tracks = Vec::with_capacity(policy.clocks.len());
    let special: Rc<[&SpecialRule]> = fitting(policy, subject).into();
    for (code, rule) in &policy.clocks {
        let kind: ClockKind = code.parse().map_err(|_| SlaError::Policy {
            pointer: format!("/clocks/{code}"),
            problem: "unknown clock".to_owned(),
        })?;
        let applies = |list: &Option<Vec<String>>, code: &str| {
            list.as_ref().is_none_or(|l| l.iter().any(|c| c == code))
        };
        if applies(&rule.applies_to, &subject.request_type_code)
            && applies(&rule.applies_to_mode, &subject.mode_code)
        {
            tracks.push(Track::new(kind, Cow::Borrowed(rule), Some(Rc::clone(&special)))?);
        }
    }
    tracks.sort_by_key(|track| track.kind);
    Ok(tracks)
}

impl<'a, 'r> Track<'a, 'r> {
    fn new(
        kind: ClockKind,
        rule: Cow<'r, ClockRule>,
        special: Option<Rc<[&'r SpecialRule]>>,
    ) -> Result<Self, SlaError> {
        let parse = |field: &str, name: &str| {
            name.parse::<FactName>().map_err(|_| SlaError::Policy {
                pointer: format!("/clocks/{kind}/{field}"),
                problem: format!("unknown fact `{name}`"),
            })
        };
        let (starts, stops) = (parse("starts", &rule.starts)?, parse("stops", &rule.stops)?);
        Ok(Self {
            kind,
            rule,
            special,
            starts,
            stops,
            cycles: Vec::new(),
            aims: Vec::new(),
            waiting_since: None,
            stopped_early: false,
        })
    }

    fn open(&mut self) -> Option<&mut Cycle<'a>> {
        self.cycles.last_mut().filter(|cycle| cycle.is_open())
    }

    fn stop(&mut self, at: Timestamp, fact: Option<FactName>) -> Result<(), SlaError> {
        self.waiting_since = None;
        self.stopped_early |= self.cycles.is_empty();
        if let Some(cycle) = self.open() {
            cycle.stop(at, fact)?;
        }
        Ok(())
    }
}

/// The run through the facts.
struct Run<'a> {
    rules: Rules<'a>,
    zone: Tz,
    priority: Priority,
    paused: Option<(Timestamp, PauseReason)>,
    /// the open pause has reached the policy's limit and counts no longer
    pause_used_up: bool,
    appointment: Option<Timestamp>,
    cancelled: bool,
    /// extensions before this fact are not judged again
    judged_from: usize,
}

fn run<'a>(
    rules: Rules<'a>,
    subject: &Subject,
    facts: &[FactAt],
    as_of: Timestamp,
    mut tracks: Vec<Track<'a, '_>>,
    judged_from: usize,
) -> Result<Vec<Clock>, SlaError> {
    in_order(subject.received_at, facts)?;
    if as_of < subject.received_at {
        return Ok(Vec::new());
    }
    let zone = rules.policy.timezone.parse().map_err(|_| SlaError::Policy {
        pointer: "/timezone".to_owned(),
        problem: "not an IANA time zone".to_owned(),
    })?;
    let mut run = Run {
        rules,
        zone,
        priority: subject.priority,
        paused: None,
        pause_used_up: false,
        appointment: None,
        cancelled: false,
        judged_from,
    };
    for track in tracks.iter_mut().filter(|track| track.starts == FactName::Received) {
        run.start(track, subject.received_at, FactName::Received, None)?;
    }
    for (index, fact) in facts.iter().enumerate().take_while(|(_, fact)| fact.at <= as_of) {
        run.advance(&mut tracks, fact.at)?;
        run.apply(&mut tracks, index, fact)?;
    }
    run.advance(&mut tracks, as_of)?;
    let mut percents: Vec<u32> = rules.policy.thresholds.iter().map(|t| t.at).collect();
    percents.sort_unstable();
    let mut clocks = Vec::with_capacity(tracks.len());
    for track in tracks {
        for cycle in track.cycles.into_iter().rev() {
            clocks.push(cycle.into_clock(track.kind, &track.rule, as_of, &percents)?);
        }
    }
    Ok(clocks)
}

fn in_order(received_at: Timestamp, facts: &[FactAt]) -> Result<(), SlaError> {
    let mut last = received_at;
    for (index, fact) in facts.iter().enumerate() {
        if fact.at < received_at {
            return Err(SlaError::BeforeReceipt { index, at: fact.at });
        }
        if fact.at < last {
            return Err(SlaError::OutOfOrder { index, at: fact.at });
        }
        last = fact.at;
    }
    Ok(())
}

impl<'a> Run<'a> {
    /// The target of the current priority, read once per track.
    fn aim(&self, track: &mut Track<'a, '_>) -> Result<Rc<Aim<'a>>, SlaError> {
        let (text, source) = self.target(track)?;
        if let Some(known) = track.aims.iter().find(|aim| aim.text == text && aim.source == source) {
            return Ok(Rc::clone(known));
        }
        let aim = Rc::new(self.read(track, text, source)?);
        track.aims.push(Rc::clone(&aim));
        Ok(aim)
    }

    fn read(
        &self,
        track: &Track<'a, '_>,
        text: &str,
        source: Option<TargetSource>,
    ) -> Result<Aim<'a>, SlaError> {
        let clock = track.kind;
        let target: Target = text.parse().map_err(|error| SlaError::Target { clock, error })?;
        let calendar = match &target.calendar {
            Some(code) => {
                let known = self.rules.calendars.get(code);
                Some(known.ok_or_else(|| SlaError::UnknownCalendar { clock, code: code.clone() })?)
            }
            None => None,
        };
        let working_day =
            track.rule.day_mode == Some(super::DayMode::Working) && target.span == Span::NextDay;
        let span = if working_day { Span::NextWorkingDay } else { target.span };
        if span.needs_calendar() && calendar.is_none() {
            return Err(SlaError::CalendarMissing { clock, target: text.to_owned() });
        }
        let zone = calendar.map_or(self.zone, super::Calendar::zone);
        Ok(Aim { text: text.to_owned(), source, span, code: target.calendar, calendar, zone })
    }

    /// The target of the current priority and where it comes from.
    fn target<'t>(&self, track: &'t Track<'a, '_>) -> Result<(&'t str, Option<TargetSource>), SlaError> {
        let special = track.special.as_deref().unwrap_or_default();
        let source = |rule: Option<&SpecialRule>, over| TargetSource {
            policy_id: self.rules.policy.policy_id.clone(),
            version: self.rules.policy.version.clone(),
            rule: rule.map(|rule| rule.id.clone()),
            because: rule.map(|rule| rule.when.criteria()).unwrap_or_default(),
            over,
        };
        if let Some((rule, text, over)) = chosen(special, track.kind, self.priority) {
            return Ok((text, Some(source(Some(rule), over))));
        }
        let general = track.rule.target_of(self.priority).ok_or_else(|| SlaError::Policy {
            pointer: format!("/clocks/{}/targets/{}", track.kind, self.priority),
            problem: "no target for this priority".to_owned(),
        })?;
        Ok((general, track.special.is_some().then(|| source(None, Vec::new()))))
    }

    fn start(
        &self,
        track: &mut Track<'a, '_>,
        at: Timestamp,
        fact: FactName,
        promised: Option<Timestamp>,
    ) -> Result<(), SlaError> {
        if self.cancelled || track.open().is_some() {
            return Ok(());
        }
        let aim = self.aim(track)?;
        if aim.span == Span::None {
            track.waiting_since = Some(at);
            return Ok(());
        }
        let number = track.cycles.last().map_or(1, |last| last.number + 1);
        let mut cycle = Cycle::start(number, aim, at, fact, promised)?;
        self.join(track, &mut cycle, at)?;
        if track.stopped_early && track.cycles.is_empty() {
            cycle.stop(at, Some(track.stops))?;
        }
        track.cycles.push(cycle);
        Ok(())
    }

    /// A new cycle takes part in what holds for the ticket: an agreed window, an open pause.
    fn join(&self, track: &Track<'a, '_>, cycle: &mut Cycle<'a>, at: Timestamp) -> Result<(), SlaError> {
        if let Some(end) = self.appointment.filter(|_| follows_appointment(track, cycle)) {
            cycle.appoint(at, Some(end))?;
        }
        if let Some((_, reason)) = self.paused.filter(|_| track.rule.pausable && !self.pause_used_up) {
            cycle.pause(at, reason)?;
        }
        Ok(())
    }

    /// Lets time pass up to an instant: a pause reaches its limit, due times pass.
    fn advance(&mut self, tracks: &mut [Track<'a, '_>], at: Timestamp) -> Result<(), SlaError> {
        let days = self.rules.policy.pause.max_days;
        let limit = self.paused.map(|(since, _)| since.plus_millis(i64::from(days) * DAY));
        if let Some(limit) = limit.filter(|limit| !self.pause_used_up && *limit < at) {
            self.pause_used_up = true;
            for cycle in tracks.iter_mut().filter_map(Track::open).filter(|c| c.paused_since.is_some()) {
                cycle.note(Some(limit), TraceEvent::PauseLimit { days });
                cycle.resume(limit)?;
            }
        }
        for cycle in tracks.iter_mut().filter_map(Track::open) {
            cycle.advance(at)?;
        }
        Ok(())
    }

    fn apply(&mut self, tracks: &mut [Track<'a, '_>], index: usize, fact: &FactAt) -> Result<(), SlaError> {
        let at = fact.at;
        if let Some(name) = fact.fact.name() {
            return self.happened(tracks, at, name, &fact.fact);
        }
        match &fact.fact {
            Fact::Pause { reason } => self.pause(tracks, index, at, *reason),
            Fact::Resume => self.resume(tracks, index, at),
            Fact::Reopen => self.reopen(tracks, index, at),
            Fact::PriorityChange { priority } => self.change_priority(tracks, at, *priority),
            Fact::Extension { clock, new_due_at, reason, noticed_at } => {
                let asked = Extension { clock: *clock, to: *new_due_at, reason, noticed_at: *noticed_at };
                self.extend(tracks, index, at, &asked)
            }
            Fact::AppointmentAgreed { from, to } if from >= to => Err(SlaError::WindowInvalid { index }),
            Fact::AppointmentAgreed { to, .. } => self.appoint(tracks, at, Some(*to)),
            Fact::AppointmentCancelled => self.appoint(tracks, at, None),
            Fact::Cancelled { reason } => {
                self.cancelled = true;
                for cycle in tracks.iter_mut().filter_map(Track::open) {
                    cycle.cancel(at, reason);
                }
                Ok(())
            }
            Fact::Stop { clock } => {
                let mut running = false;
                for track in tracks.iter_mut().filter(|track| track.kind == *clock) {
                    running |= track.open().is_some();
                    track.stop(at, None)?;
                }
                if running { Ok(()) } else { Err(SlaError::NotRunning { index, clock: *clock }) }
            }
            _ => Ok(()),
        }
    }

    /// A typed fact stops the clocks that wait for it and starts those that begin with it.
    fn happened(
        &self,
        tracks: &mut [Track<'a, '_>],
        at: Timestamp,
        name: FactName,
        fact: &Fact,
    ) -> Result<(), SlaError> {
        let promised = match fact {
            Fact::ItemReceivedSigned { promised_at } => *promised_at,
            _ => None,
        };
        for track in tracks {
            // who answers with content has acknowledged
            let acknowledges = name == FactName::SubstantiveReply && track.stops == FactName::Acknowledged;
            if track.stops == name || acknowledges {
                track.stop(at, Some(name))?;
            }
            // a returned form is due again; the earlier hand-in stays what it was
            let due_again = name == FactName::FormReturned
                && track.stops == FactName::FormHandedIn
                && !track.cycles.is_empty();
            if track.starts == name || due_again {
                self.start(track, at, name, promised)?;
            }
        }
        Ok(())
    }

    fn pause(
        &mut self,
        tracks: &mut [Track<'a, '_>],
        index: usize,
        at: Timestamp,
        reason: PauseReason,
    ) -> Result<(), SlaError> {
        if !self.rules.policy.pause.reasons.contains(&reason) {
            return Err(SlaError::PauseReasonRefused { index, reason });
        }
        if self.paused.is_some() {
            return Err(SlaError::AlreadyPaused { index });
        }
        self.paused = Some((at, reason));
        self.pause_used_up = false;
        for track in tracks.iter_mut().filter(|track| track.rule.pausable) {
            if let Some(cycle) = track.open() {
                cycle.pause(at, reason)?;
            }
        }
        Ok(())
    }

    fn resume(&mut self, tracks: &mut [Track<'a, '_>], index: usize, at: Timestamp) -> Result<(), SlaError> {
        self.paused.take().ok_or(SlaError::ResumeWithoutPause { index })?;
        for cycle in tracks.iter_mut().filter_map(Track::open) {
            cycle.resume(at)?;
        }
        Ok(())
    }

    /// The clocks of the whole case run again; a survey of the first solution is void.
    fn reopen(&mut self, tracks: &mut [Track<'a, '_>], index: usize, at: Timestamp) -> Result<(), SlaError> {
        if self.cancelled {
            return Err(SlaError::AlreadyCancelled { index });
        }
        let (mut of_case, mut reopened) = (false, false);
        let mode = self.rules.policy.reopen.mode;
        for track in tracks {
            if track.starts == FactName::CustomerConfirmed
                && let Some(cycle) = track.open()
            {
                cycle.cancel(at, "reopened");
            }
            if !matches!(track.kind, ClockKind::Resolution | ClockKind::Complaint) {
                continue;
            }
            of_case |= !track.cycles.is_empty();
            if track.cycles.last().is_none_or(|c| c.stopped_at.is_none()) {
                continue;
            }
            reopened = true;
            if mode == ReopenMode::NewCycle {
                let mut aim = self.aim(track)?;
                let Some(stopped) = track.cycles.last() else { continue };
                if aim.span == Span::None {
                    aim = Rc::clone(&stopped.aim);
                }
                let mut cycle = Cycle::bare(stopped.number + 1, aim, at, at);
                cycle.reopened = true;
                cycle.first_stopped_at = stopped.first_stopped_at;
                cycle.note(Some(at), TraceEvent::Reopened { mode, left: None });
                let due = cycle.aim.due(at)?;
                cycle.tell_target(due)?;
                cycle.first_due(at, due, DueCause::Reopen)?;
                self.join(track, &mut cycle, at)?;
                track.cycles.push(cycle);
            } else {
                let pause = self.paused.filter(|_| track.rule.pausable && !self.pause_used_up);
                if let Some(cycle) = track.cycles.last_mut() {
                    cycle.continue_from(at)?;
                    if let Some((_, reason)) = pause {
                        cycle.pause(at, reason)?;
                    }
                }
            }
        }
        if of_case && !reopened { Err(SlaError::ReopenWithoutStop { index }) } else { Ok(()) }
    }
}
