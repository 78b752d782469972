//! One request, and one promise, as figures count them.

use super::{KpiCode, Tally};
use crate::{
    kernel::Timestamp,
    sla::{ClockKind, ClockState, Priority},
    tickets::RequestType,
};

/// After these days a solved job counts as fixed: the same fault may come back until then (2.4).
const MATURITY_MILLIS: i64 = 30 * 86_400_000;

/// What a figure makes of a request: when it counts, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The instant by which it belongs to a period
    pub at: Timestamp,
    pub tally: Tally,
}

impl Counted {
    const fn case(at: Timestamp, good: bool) -> Self {
        Self { at, tally: Tally::case(good) }
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub request_type: RequestType,
    pub discarded: bool,
    pub on_site: bool,
    pub registered_at: Timestamp,
    pub first_solved_at: Option<Timestamp>,
    pub solved_at: Option<Timestamp>,
    pub solved_in_time: Option<bool>,
    pub visits: i64,
    pub reopened: i64,
    /// The same fault came back on the same unit within 30 days
    pub came_back: bool,
    pub repair_millis: Option<i64>,
    pub first_resolve_millis: Option<i64>,
    pub total_resolve_millis: Option<i64>,
    pub deviates: bool,
}

impl Case {
    /// How `kpi` counts this request as of an instant; nothing when it does not.
    #[must_use]
    pub fn counted(&self, kpi: KpiCode, as_of: Timestamp) -> Option<Counted> {
        if self.discarded {
            return None;
        }
        let mean = |at: Option<Timestamp>, millis: Option<i64>| {
            let tally = Tally { numerator: millis?, denominator: 1 };
            Some(Counted { at: at?, tally })
        };
        match kpi {
            KpiCode::ResolutionRate => Some(Counted::case(self.registered_at, self.solved_at.is_some())),
            KpiCode::CompletionOnTime => Some(Counted::case(self.solved_at?, self.solved_in_time?)),
            KpiCode::FirstTimeFix => {
                let solved = self.solved_at.filter(|_| self.on_site)?;
                let mature = as_of.millis_since(solved) >= MATURITY_MILLIS;
                let fixed = self.visits == 1 && self.reopened == 0 && !self.came_back;
                mature.then(|| Counted::case(solved, fixed))
            }
            KpiCode::RepairHours => mean(self.first_solved_at, self.repair_millis),
            KpiCode::ResolveHours => mean(self.first_solved_at, self.first_resolve_millis),
            KpiCode::TotalResolveHours => mean(self.solved_at, self.total_resolve_millis),
            KpiCode::ReopenRate => Some(Counted::case(self.first_solved_at?, self.reopened > 0)),
            KpiCode::ComplaintRate => {
                Some(Counted::case(self.registered_at, self.request_type == RequestType::Complaint))
            }
            KpiCode::FlowConformance => Some(Counted::case(self.solved_at?, !self.deviates)),
            KpiCode::ResponseOnTime | KpiCode::ResponseOnTimeP1 | KpiCode::UrgeAnswered => None,
        }
    }
}

/// One promise with a due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromiseCase {
    pub kind: ClockKind,
    pub priority: Priority,
    pub state: ClockState,
    pub due_at: Timestamp,
    /// Cancelled after its due time had passed: the breach stays (2.3 item 13)
    pub broken: bool,
}

impl PromiseCase {
    /// Where it stands at an instant: time alone breaks a promise.
    #[must_use]
    pub fn state_at(&self, now: Timestamp) -> ClockState {
        match self.state {
            ClockState::Running if self.due_at < now => ClockState::Breached,
            state => state,
        }
    }

    /// Whether it was kept; nothing while that is open, and when it was withdrawn before it was due.
    #[must_use]
    pub fn kept(&self, now: Timestamp) -> Option<bool> {
        match self.state_at(now) {
            ClockState::Met => Some(true),
            ClockState::Missed | ClockState::Breached => Some(false),
            ClockState::Cancelled => self.broken.then_some(false),
            ClockState::Running | ClockState::Paused => None,
        }
    }

    /// How `kpi` counts this promise as of an instant; nothing when it does not.
    #[must_use]
    pub fn counted(&self, kpi: KpiCode, as_of: Timestamp) -> Option<Counted> {
        let counts = match kpi {
            KpiCode::ResponseOnTime => self.kind == ClockKind::Response,
            KpiCode::ResponseOnTimeP1 => self.kind == ClockKind::Response && self.priority == Priority::P1,
            KpiCode::UrgeAnswered => self.kind == ClockKind::UrgeReply,
            _ => false,
        };
        let kept = self.kept(as_of).filter(|_| counts)?;
        Some(Counted::case(self.due_at, kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn case() -> Case {
        Case {
            request_type: RequestType::Repair,
            discarded: false,
            on_site: true,
            registered_at: at("2025-12-01T01:00:00Z"),
            first_solved_at: Some(at("2025-12-03T01:00:00Z")),
            solved_at: Some(at("2025-12-03T01:00:00Z")),
            solved_in_time: Some(true),
            visits: 1,
            reopened: 0,
            came_back: false,
            repair_millis: Some(3_600_000),
            first_resolve_millis: Some(7_200_000),
            total_resolve_millis: Some(7_200_000),
            deviates: false,
        }
    }

    fn total(kpi: KpiCode, cases: &[Case]) -> Tally {
        let mut sum = Tally::default();
        for counted in cases.iter().filter_map(|case| case.counted(kpi, at("2026-01-11T00:00:00Z"))) {
            sum += counted.tally;
        }
        sum
    }

    /// S13: 425 registered, 12 cancelled, 372 solved.
    #[test]
    fn the_resolution_rate_leaves_out_what_was_cancelled() {
        let open = Case { solved_at: None, first_solved_at: None, ..case() };
        let cancelled = Case { discarded: true, ..open.clone() };
        let mut cases = vec![case(); 372];
        cases.extend(vec![open; 41]);
        cases.extend(vec![cancelled; 12]);
        assert_eq!(cases.len(), 425);
        let rate = total(KpiCode::ResolutionRate, &cases);
        assert_eq!((rate.numerator, rate.denominator), (372, 413));
        let percent = rate.percent().map(|p| p.to_string());
        assert_eq!(percent.as_deref(), Some("90.07"));
        assert_ne!(percent.as_deref(), Some("87.53"), "as if cancelled requests could be solved");
    }

    /// R-10.5.9.2: 100 requests, 7 with a skipped step.
    #[test]
    fn seven_of_a_hundred_that_skip_a_step_are_93_percent() {
        let mut cases = vec![case(); 93];
        cases.extend(vec![Case { deviates: true, ..case() }; 7]);
        let rate = total(KpiCode::FlowConformance, &cases);
        assert_eq!(rate.percent().map(|p| p.to_string()).as_deref(), Some("93.00"));
    }

    #[test]
    fn what_counts_for_which_figure() {
        let good =
            |kpi, case: &Case| case.counted(kpi, at("2026-01-11T00:00:00Z")).map(|c| c.tally.numerator);
        use KpiCode::{ComplaintRate, CompletionOnTime, FirstTimeFix, ReopenRate, TotalResolveHours};
        let reopened = Case { reopened: 1, solved_at: None, ..case() };
        let young = Case { solved_at: Some(at("2025-12-20T00:00:00Z")), ..case() };
        for (kpi, case, expected) in [
            (FirstTimeFix, case(), Some(1)),
            (FirstTimeFix, Case { visits: 2, ..case() }, Some(0)),
            (FirstTimeFix, Case { came_back: true, ..case() }, Some(0)),
            (FirstTimeFix, Case { reopened: 1, ..case() }, Some(0)),
            (FirstTimeFix, Case { on_site: false, ..case() }, None),
            (FirstTimeFix, young, None),
            (ReopenRate, reopened.clone(), Some(1)),
            (TotalResolveHours, reopened, None),
            (CompletionOnTime, Case { solved_in_time: None, ..case() }, None),
            (CompletionOnTime, Case { solved_in_time: Some(false), ..case() }, Some(0)),
            (ComplaintRate, Case { request_type: RequestType::Complaint, ..case() }, Some(1)),
            (ComplaintRate, Case { discarded: true, ..case() }, None),
        ] {
            assert_eq!(good(kpi, &case), expected, "{kpi} {case:?}");
        }
    }

    #[test]
    fn a_promise_is_broken_by_time_alone_and_a_breach_stays() {
        let due = at("2025-12-01T10:00:00Z");
        let promise = |state, broken| PromiseCase {
            kind: ClockKind::Response,
            priority: Priority::P2,
            state,
            due_at: due,
            broken,
        };
        let (before, after) = (due.plus_seconds(-1), due.plus_seconds(1));
        for (state, broken, now, expected) in [
            (ClockState::Met, false, after, Some(true)),
            (ClockState::Missed, false, after, Some(false)),
            (ClockState::Running, false, before, None),
            (ClockState::Running, false, due, None),
            (ClockState::Running, false, after, Some(false)),
            (ClockState::Paused, false, after, None),
            (ClockState::Cancelled, false, after, None),
            (ClockState::Cancelled, true, after, Some(false)),
        ] {
            assert_eq!(promise(state, broken).kept(now), expected, "{state} {broken} {now}");
        }
        let kept = promise(ClockState::Met, false);
        assert!(kept.counted(KpiCode::ResponseOnTime, after).is_some());
        assert!(kept.counted(KpiCode::ResponseOnTimeP1, after).is_none());
        assert!(kept.counted(KpiCode::UrgeAnswered, after).is_none());
    }
}
