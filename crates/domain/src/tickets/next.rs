//! The steps a person can take now, and what the next ones still lack (ux: "a step that is not possible yet is visible
//! and says what is missing").

use serde::{Deserialize, Serialize};

use super::{Action, Context, Ticket, gates::Gate};
use crate::{
    access::{Principal, Resource, can},
    kernel::Reason,
    sla::Fact,
};

/// One step for the screen: possible when nothing is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextStep {
    pub action: Action,
    pub missing: Vec<Reason>,
    /// The step that carries the flow forward now; the others stand beside it.
    pub main: bool,
}

/// The steps of this moment that `principal` may take, main step first, then the possible ones.
#[must_use]
pub fn next_steps(
    ticket: &Ticket,
    principal: &Principal,
    resource: &Resource,
    ctx: &Context<'_>,
) -> Vec<NextStep> {
    let mut steps: Vec<NextStep> = Action::ALL
        .iter()
        .copied()
        .filter(|action| can(principal, action.permission(), resource).allowed)
        .filter_map(|action| match ticket.gate(action, ctx) {
            Gate::Closed(_) => None,
            Gate::Open(missing) => Some(NextStep { action, missing, main: false }),
        })
        // a visit is solved by finishing it
        .filter(|step| step.action != Action::Resolve || step.missing.is_empty() || !ticket.flow().visit)
        .collect();
    let possible = |action: &Action| steps.iter().position(|s| s.action == *action && s.missing.is_empty());
    let main = MAIN_PATH.iter().filter(|action| !ticket.done(**action)).find_map(possible);
    if let Some(step) = main.and_then(|place| steps.get_mut(place)) {
        step.main = true;
    }
    steps.sort_by_key(|step| (!step.main, !step.missing.is_empty()));
    steps
}

/// The way from the call to the archive, in the order of the flow; the main step of a person is the first one
/// that is possible, not done yet, and theirs to take. At the end what helps the flow on beside its way.
const MAIN_PATH: &[Action] = &[
    Action::Resume,
    Action::Acknowledge,
    Action::Confirm,
    Action::Assess,
    Action::Plan,
    Action::TellPlan,
    Action::Dispatch,
    Action::LogContact,
    Action::Arrive,
    Action::StartService,
    Action::Diagnose,
    Action::Work,
    Action::FinishVisit,
    Action::Resolve,
    Action::Sign,
    Action::ConfirmResult,
    Action::HandIn,
    Action::Review,
    Action::Archive,
    Action::Reply,
    Action::VerifyProduct,
    Action::AnswerTask,
];

impl Ticket {
    /// Done in this cycle, or not part of the flow, though repeating it would be possible.
    fn done(&self, action: Action) -> bool {
        let flow = self.flow();
        match action {
            Action::Confirm => !flow.confirmation() || self.confirmed.is_some(),
            Action::Assess => !self.assessments.is_empty(),
            Action::Plan => {
                let latest = self.assessments.last().map(|a| a.number);
                self.current_plan().is_some_and(|p| !flow.assessment || p.assessment == latest)
            }
            Action::LogContact => self
                .open_visit()
                .is_none_or(|v| v.contacts.iter().any(|c| c.result == super::ContactResult::Reached)),
            Action::Diagnose => self
                .cycle
                .diagnosis
                .as_ref()
                .is_some_and(|d| !flow.responsible_party || d.responsible_party.is_some()),
            // after "another visit is needed" it is not the way on, though possible
            Action::Resolve => flow.visit,
            Action::Work => !self.cycle.work.is_empty(),
            Action::Reply if flow.reply => self.replied_in_cycle(),
            Action::Reply => self.has_fact(&Fact::SubstantiveReply),
            _ => false,
        }
    }
}
