//! What became of one request, as far as figures care.

use super::{Deviation, conformance::deviations};
use crate::{
    assets::CauseClass,
    kernel::Timestamp,
    sla::{Calendar, ClockKind, ClockState, Fact},
    tickets::{State, Ticket},
};

/// A clock of the request as it was last computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockFact {
    pub kind: ClockKind,
    pub cycle: i64,
    pub state: ClockState,
}

/// The facts of a request that figures are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Cancelled, withdrawn, duplicate, refused or merged: no figure counts it
    pub discarded: bool,
    pub on_site: bool,
    pub fault_code: Option<String>,
    pub cause_class: Option<CauseClass>,
    /// Arrivals at the customer's, in every cycle
    pub visits: u32,
    pub first_solved_at: Option<Timestamp>,
    /// The solution that stands; none while the request is open or reopened
    pub solved_at: Option<Timestamp>,
    /// Whether the solution that stands came before its due time; none where no time was promised
    pub solved_in_time: Option<bool>,
    pub reopened: u32,
    /// From the first arrival, or the receipt of the item, to the first solution, in working time
    pub repair_millis: Option<i64>,
    /// From the customer's call to the first solution, in working time
    pub first_resolve_millis: Option<i64>,
    /// From the customer's call to the solution that stands, in working time
    pub total_resolve_millis: Option<i64>,
    pub deviations: Vec<Deviation>,
}

impl Outcome {
    /// `calendar` is the working calendar that the request pinned.
    #[must_use]
    pub fn of(ticket: &Ticket, clocks: &[ClockFact], calendar: Option<&Calendar>) -> Self {
        let solved_at = ticket.cycle.resolution.as_ref().map(|r| r.at);
        let earlier = ticket.earlier_cycles.iter().filter_map(|c| c.cycle.resolution.as_ref());
        let first_solved_at = earlier.map(|r| r.at).next().or(solved_at);
        let visits = ticket.earlier_cycles.iter().flat_map(|c| &c.cycle.visits).chain(&ticket.cycle.visits);
        let arrivals: Vec<Timestamp> = visits.filter_map(|v| v.arrived_at).collect();
        let received = ticket.clock_facts.iter().find_map(|f| match f.fact {
            Fact::ItemReceivedSigned { .. } => Some(f.at),
            _ => None,
        });
        let began = arrivals.first().copied().or(received);
        let worked = |from: Timestamp, to: Timestamp| {
            let span = calendar.and_then(|c| c.elapsed(from, to).ok());
            span.map(|span| span.max(0))
        };
        let diagnosis = ticket
            .cycle
            .diagnosis
            .as_ref()
            .or_else(|| ticket.earlier_cycles.iter().rev().find_map(|c| c.cycle.diagnosis.as_ref()));
        let assessed = ticket.assessments.iter().rev().find_map(|a| a.fault_code.as_ref());
        let fault_code =
            diagnosis.and_then(|d| d.fault_code.as_ref()).or(assessed).or(ticket.fault_code.as_ref());
        Self {
            discarded: matches!(ticket.state, State::Ended(_)),
            on_site: ticket.flow().visit,
            fault_code: fault_code.map(ToString::to_string),
            cause_class: diagnosis.map(|d| d.cause_class),
            visits: u32::try_from(arrivals.len()).unwrap_or(u32::MAX),
            first_solved_at,
            solved_at,
            solved_in_time: solved_at.and_then(|_| in_time(clocks)),
            reopened: u32::try_from(ticket.reopen_count()).unwrap_or(u32::MAX),
            repair_millis: began.zip(first_solved_at).and_then(|(from, to)| worked(from, to)),
            first_resolve_millis: first_solved_at.and_then(|at| worked(ticket.received_at, at)),
            total_resolve_millis: solved_at.and_then(|at| worked(ticket.received_at, at)),
            deviations: deviations(ticket, clocks),
        }
    }
}

/// The latest resolution clock that was not replaced by another.
fn in_time(clocks: &[ClockFact]) -> Option<bool> {
    let latest = clocks
        .iter()
        .filter(|c| c.kind == ClockKind::Resolution && c.state != ClockState::Cancelled)
        .max_by_key(|c| c.cycle)?;
    match latest.state {
        ClockState::Met => Some(true),
        ClockState::Missed => Some(false),
        _ => None,
    }
}
