//! The steps a person can take now, and what the next ones still lack (ux: "a step that is not possible yet is visible
//! and says what is missing").

use serde::{Deserialize, Serialize};

use super::{Action, Context, Ticket, gates::Gate};
use crate::{
    access::{Principal, Resource, can},
    kernel::Reason,
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

/// The steps of this moment that `principal` may take, main step first.
#[must_use]
pub fn next_steps(ticket: &Ticket, principal: &Principal, resource: &Resource, ctx: &Context<'_>) -> Vec<NextStep> {
    let main = ticket.main_action(ctx);
    let mut steps: Vec<NextStep> = Action::ALL
        .iter()
        .copied()
        .filter(|action| can(principal, action.permission(), resource).allowed)
        .filter_map(|action| match ticket.gate(action, ctx) {
            Gate::Closed(_) => None,
            Gate::Open(missing) => Some(NextStep { action, missing, main: Some(action) == main }),
        })
        .filter(|step| step.action != Action::Resolve || step.missing.is_empty() || !ticket.flow().visit)
        .collect();
    steps.sort_by_key(|step| (!step.main, !step.missing.is_empty()));
    steps
}

/// The way from the call to the archive, in the order of the flow.
const MAIN_PATH: &[Action] = &[
    Action::Resume,
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
    Action::Reply,
    Action::FinishVisit,
    Action::Resolve,
    Action::Sign,
    Action::ConfirmResult,
    Action::HandIn,
    Action::Review,
    Action::Archive,
];

impl Ticket {
    /// The first step of the main path that is possible now and not done yet.
    #[must_use]
    pub fn main_action(&self, ctx: &Context<'_>) -> Option<Action> {
        MAIN_PATH
            .iter()
            .copied()
            .filter(|action| !self.done(*action))
            .find(|action| self.gate(*action, ctx) == Gate::Open(Vec::new()))
    }

    /// Done in this cycle, though repeating it would be possible.
    fn done(&self, action: Action) -> bool {
        let flow = self.flow();
        match action {
            Action::Confirm => !(flow.product || flow.assessment),
            Action::Assess => !self.assessments.is_empty(),
            Action::Plan => {
                let latest = self.assessments.last().map(|a| a.number);
                self.current_plan().is_some_and(|p| !flow.assessment || p.assessment == latest)
            }
            Action::LogContact => self.open_visit().is_none_or(|v| {
                v.arrived_at.is_some() || v.contacts.iter().any(|c| c.result == super::ContactResult::Reached)
            }),
            Action::Diagnose => self.cycle.diagnosis.is_some(),
            Action::Work => !self.cycle.work.is_empty(),
            Action::Reply => !flow.reply || !self.replies.is_empty(),
            _ => false,
        }
    }
}
