//! What extensions need of policy and law, and the orders that follow when a promise inside the house is broken.

use domain::{
    access::{Authority, Resource},
    kernel::{Actor, Prose, ReasonCode, Rejection, TicketId},
    sla::{ClockKind, Target},
    tickets::{Command, Context, ExtensionReason, LegalCap, Ticket, Urge, UrgeKind},
    warranty::Regime,
};

use super::{
    command::{computed, load},
    save,
};
use crate::{AppError, Caller, sla::rules::Pinned, tx::Tx};

/// The longest time that the law of the sale gives a repair, from the report (B7, B8, B17, B23).
pub(super) fn legal_cap(
    ticket: &Ticket,
    pinned: &Pinned,
    reason: ExtensionReason,
) -> Result<Option<LegalCap>, AppError> {
    let Some(charge) = &ticket.charge else { return Ok(None) };
    let waiting_parts = reason == ExtensionReason::WaitingParts;
    let regime = Regime::by_code(charge.verdict.regime);
    let Some(cap) = regime.and_then(|regime| regime.repair_cap(waiting_parts)) else { return Ok(None) };
    let broken =
        |error: &dyn std::fmt::Display| AppError::inconsistent("regime", &cap.rule, error.to_string());
    let target: Target = cap.target.parse().map_err(|e| broken(&e))?;
    let calendar = target.calendar.as_deref().and_then(|code| pinned.calendars.get(code));
    let calendar = calendar.ok_or_else(|| broken(&"its calendar is unknown"))?;
    let due = calendar.due(ticket.fault_reported_at, &target.span).map_err(|e| broken(&e))?;
    Ok(due.map(|due| LegalCap { until: due.at, clause: format!("{} {}", cap.rule, cap.clause) }))
}

/// The roles that the policy names as approvers, held where the request belongs.
pub(super) fn may_grant(caller: &Caller, pinned: &Pinned, resource: &Resource) -> Result<(), AppError> {
    let roles = &pinned.policy.extension.approver_roles;
    let fits = match &caller.principal.authority {
        Authority::Roles { grants } => grants.iter().any(|grant| {
            roles.iter().any(|role| role == grant.role.as_str()) && grant.scope.reaches(resource.branch)
        }),
        // a machine has no role; its scopes were asked for before
        _ => true,
    };
    if roles.is_empty() || fits {
        Ok(())
    } else {
        Err(Rejection::with(ReasonCode::ExtensionApproverUnfit, roles.join(", ")).into())
    }
}

/// After a clock inside the house has passed its due time, head office is pressed: a 督办 order with its own reply duty,
/// of the next level when nobody answered the last one (S12, R-11.2.3.10).
pub(crate) async fn follow_up(tx: &mut Tx<'_>, id: TicketId, broken: ClockKind) -> Result<(), AppError> {
    let row = load(tx.conn(), id).await?;
    let mut ticket = row.aggregate()?;
    let Some(kind) = ticket.order_after(broken) else { return Ok(()) };
    let pinned = tx.app().pinned_rules(tx.conn(), row.policy_id, &row.calendars).await?;
    let ctx = Context { now: tx.now(), actor: Actor::System, rules: &pinned.rulebook };
    let events = match ticket.apply(Command::Urge(Urge { kind, text: words(broken, kind)? }), &ctx) {
        Ok(events) => events,
        // solved or ended meanwhile: nobody has to be pressed any more
        Err(_) => return Ok(()),
    };
    let clocks = computed(&pinned, &ticket, tx.now())?;
    save::update(tx, &row, &ticket, &events, &clocks, &pinned, &Actor::System).await?;
    Ok(())
}

fn words(broken: ClockKind, kind: UrgeKind) -> Result<Prose, AppError> {
    let text = format!("{}：“{}”已超时，请立即处理并答复", kind.zh(), broken.zh());
    Prose::parse(&text).map_err(|e| AppError::inconsistent("urge", broken, e))
}
