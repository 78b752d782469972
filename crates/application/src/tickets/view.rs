//! A ticket as the API shows it.

use contract::tickets::{PolicyRef, TicketView};
use domain::{
    kernel::Timestamp,
    sla::Clock,
    tickets::{Context, State, Ticket, next_steps},
};

use super::store::ticket;
use crate::{Caller, sla::rules::Pinned};

pub(super) fn view(
    row: &ticket::Model,
    ticket: Ticket,
    clocks: Vec<Clock>,
    pinned: &Pinned,
    caller: &Caller,
    now: Timestamp,
) -> TicketView {
    let ctx = Context { now, actor: caller.actor().clone(), rules: &pinned.rulebook };
    let steps = next_steps(&ticket, &caller.principal, &row.resource(), &ctx);
    TicketView {
        id: ticket.id,
        no: ticket.no.to_string(),
        version: row.version,
        branch_id: ticket.branch.branch_id,
        branch_name: ticket.branch.branch_name.clone(),
        external_id: row.external_id.clone(),
        state: ticket.state_code(),
        step: ticket.step(),
        request_type: ticket.request_type,
        mode: ticket.mode,
        channel: ticket.channel,
        severity: ticket.severity,
        impact: ticket.impact,
        priority: ticket.priority,
        description: ticket.description.to_string(),
        fault_code: ticket.fault_code.as_ref().map(ToString::to_string),
        received_at: ticket.received_at,
        registered_at: ticket.registered_at,
        registered_by: ticket.registered_by.clone(),
        assignee_id: ticket.assignee(),
        hold: ticket.hold().cloned(),
        ending: match &ticket.state {
            State::Ended(ending) => Some(ending.clone()),
            _ => None,
        },
        archived_at: match &ticket.state {
            State::Archived { at, .. } => Some(*at),
            _ => None,
        },
        signature_valid: ticket.signature_valid(),
        reopen_until: ticket.reopen_until(&pinned.rulebook),
        customer: ticket.customer,
        product: ticket.product,
        ownership: ticket.ownership,
        charge: ticket.charge,
        earlier_charges: ticket.earlier_charges,
        replies: ticket.replies,
        assessments: ticket.assessments,
        tasks: ticket.tasks,
        plans: ticket.plans,
        cycle: ticket.cycle,
        earlier_cycles: ticket.earlier_cycles,
        attachments: ticket.attachments,
        amendments: ticket.amendments,
        promises: ticket.promises,
        links: ticket.links,
        clocks,
        policy: PolicyRef { code: pinned.policy.policy_id.clone(), version: pinned.policy.version.clone() },
        next_steps: steps,
        updated_at: Timestamp::from_millis(row.updated_at).unwrap_or(now),
    }
}
