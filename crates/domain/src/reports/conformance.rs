//! 流程符合: which steps of its flow a request skipped or took late (R-10.5.9.2). Judged once it is solved.

use super::{Deviation, outcome::ClockFact};
use crate::{
    sla::{ClockKind, ClockState},
    tickets::{ContactResult, Ticket, Visit},
};

/// What departs from the flow; nothing as long as the request is not solved, as the steps may still come.
#[must_use]
pub fn deviations(ticket: &Ticket, clocks: &[ClockFact]) -> Vec<Deviation> {
    if ticket.cycle.resolution.is_none() {
        return Vec::new();
    }
    let flow = ticket.flow();
    let late = |kind| clocks.iter().any(|c| c.kind == kind && c.state == ClockState::Missed);
    let stopped = |kind| {
        clocks.iter().any(|c| c.kind == kind && matches!(c.state, ClockState::Met | ClockState::Missed))
    };
    let timed = |kind| clocks.iter().any(|c| c.kind == kind && c.state != ClockState::Cancelled);
    let visits: Vec<&Visit> = ticket
        .earlier_cycles
        .iter()
        .flat_map(|c| &c.cycle.visits)
        .chain(&ticket.cycle.visits)
        .filter(|v| v.cancelled.is_none() && v.arrived_at.is_some())
        .collect();
    let told = ticket.plans.iter().filter_map(|p| p.told.as_ref()).map(|n| n.at).min();
    let first_arrival = visits.iter().filter_map(|v| v.arrived_at).min();
    let form_due = flow.form && ticket.state_code() == crate::tickets::StateCode::Archived;
    let found = [
        (Deviation::NotAcknowledged, timed(ClockKind::Ack) && !stopped(ClockKind::Ack)),
        (Deviation::AcknowledgedLate, late(ClockKind::Ack)),
        (Deviation::NotReplied, timed(ClockKind::Response) && !stopped(ClockKind::Response)),
        (Deviation::RepliedLate, late(ClockKind::Response)),
        (Deviation::NotAssessed, flow.assessment && ticket.assessments.is_empty()),
        (Deviation::AssessedLate, late(ClockKind::Assessment)),
        (Deviation::PlanNotTold, flow.plan && told.is_none()),
        (
            Deviation::PlanToldLate,
            flow.plan && told.zip(first_arrival).is_some_and(|(told, arrived)| told > arrived),
        ),
        (Deviation::NoContactBeforeVisit, visits.iter().any(|visit| !contacted(visit))),
        (Deviation::ArrivedLate, late(ClockKind::Onsite)),
        (Deviation::FormNotHandedIn, form_due && ticket.cycle.form.handed_in_at.is_none()),
        (Deviation::FormLate, late(ClockKind::FormHandIn)),
    ];
    found.into_iter().filter_map(|(deviation, applies)| applies.then_some(deviation)).collect()
}

/// Somebody reached the customer before they stood at the door (R-11.2.2.2).
fn contacted(visit: &Visit) -> bool {
    visit
        .contacts
        .iter()
        .any(|c| c.result == ContactResult::Reached && visit.arrived_at.is_none_or(|arrived| c.at <= arrived))
}
