//! The way from the call to the archive as one line of stages.

use contract::tickets::TicketView;
use domain::tickets::{Flow, RequestType, ServiceMode, StateCode, Step};

/// Where a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Done,
    /// Here the request stands
    Here,
    Ahead,
}

/// One stage of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) state: StateCode,
    pub(super) progress: Progress,
}

/// The stages that this request must pass, in order, ending with the archive.
pub(super) fn stages(ticket: &TicketView) -> Vec<Stage> {
    let reached = match (ticket.state, ticket.step) {
        (StateCode::Archived, _) => None,
        (_, step) => Some(step.unwrap_or(Step::Registered)),
    };
    let steps = Step::ALL.iter().filter(|step| is_passed(**step, ticket.request_type, ticket.mode));
    let mut stages: Vec<Stage> = steps
        .map(|step| Stage {
            state: state_of(*step),
            progress: match reached {
                Some(reached) if *step > reached => Progress::Ahead,
                Some(reached) if *step == reached => Progress::Here,
                _ => Progress::Done,
            },
        })
        .collect();
    let last = if reached.is_none() { Progress::Here } else { Progress::Ahead };
    stages.push(Stage { state: StateCode::Archived, progress: last });
    stages
}

/// Whether the flow of this type has the stage.
fn is_passed(step: Step, request_type: RequestType, mode: ServiceMode) -> bool {
    let flow = Flow::of(request_type, mode);
    match step {
        Step::Registered | Step::Resolved | Step::CustomerConfirmed => true,
        Step::Confirmed => flow.confirmation(),
        Step::Assessed => flow.assessment,
        Step::Planned => flow.plan,
        Step::Dispatched => flow.visit,
        Step::InService => flow.work,
    }
}

const fn state_of(step: Step) -> StateCode {
    match step {
        Step::Registered => StateCode::Registered,
        Step::Confirmed => StateCode::Confirmed,
        Step::Assessed => StateCode::Assessed,
        Step::Planned => StateCode::Planned,
        Step::Dispatched => StateCode::Dispatched,
        Step::InService => StateCode::InService,
        Step::Resolved => StateCode::Resolved,
        Step::CustomerConfirmed => StateCode::CustomerConfirmed,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sample::ticket, *};

    fn progress(change: serde_json::Value) -> String {
        let letter = |stage: Stage| match stage.progress {
            Progress::Done => 'd',
            Progress::Here => 'h',
            Progress::Ahead => '-',
        };
        stages(&ticket(change)).into_iter().map(letter).collect()
    }

    #[test]
    fn a_repair_on_site_passes_every_stage() {
        assert_eq!(progress(serde_json::json!({ "state": "registered", "step": "registered" })), "h--------");
        assert_eq!(progress(serde_json::json!({ "state": "in_service", "step": "in_service" })), "dddddh---");
        assert_eq!(progress(serde_json::json!({ "state": "archived", "step": null })), "ddddddddh");
    }

    #[test]
    fn a_waiting_request_stands_at_its_step() {
        assert_eq!(progress(serde_json::json!({ "state": "waiting", "step": "planned" })), "dddh-----");
    }

    #[test]
    fn a_question_has_neither_plan_nor_visit() {
        let question = serde_json::json!({ "request_type": "consultation", "mode": "remote", "state": "registered", "step": "registered" });
        assert_eq!(progress(question), "h---");
    }
}
