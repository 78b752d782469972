//! One command on one ticket: load, decide, save, answer.

use contract::tickets::{Assign, DecideCharge, DecideExtension, Dispatch, Extend, VerifyProduct};
use domain::{
    access::{Permission, Resource},
    assets::CauseClass,
    kernel::{AttachmentId, Line, ReasonCode, Rejection, TaskId, TicketId, UserId, VisitId},
    sla::{Clock, SlaError},
    tickets::{Action, Command, Context, Event, Ticket},
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{lookups, promises, save, store::ticket};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    sla::rules::Pinned,
    tx::{Begin, Tx},
};

/// What a person asks for; names and ids are looked up and made on the way to a [`Command`].
#[derive(Debug, Clone)]
pub enum Order {
    Ready(Command),
    Dispatch(Dispatch),
    AskDepartment(contract::tickets::AskDepartment),
    Assign(Assign),
    VerifyProduct(VerifyProduct),
    DecideCharge(DecideCharge),
    Attach(AttachmentId),
    Extend(Extend),
    AskExtension(Extend),
    DecideExtension(DecideExtension),
}

impl Order {
    const fn permission(&self) -> Permission {
        match self {
            Self::Ready(command) => command.permission(),
            looked_up => looked_up.action().permission(),
        }
    }

    const fn action(&self) -> Action {
        match self {
            Self::Ready(command) => command.action(),
            Self::Dispatch(_) => Action::Dispatch,
            Self::AskDepartment(_) => Action::AskDepartment,
            Self::Assign(_) => Action::Assign,
            Self::VerifyProduct(_) => Action::VerifyProduct,
            Self::DecideCharge(_) => Action::Decide,
            Self::Attach(_) => Action::Attach,
            Self::Extend(_) => Action::Extend,
            Self::AskExtension(_) => Action::AskExtension,
            Self::DecideExtension(_) => Action::DecideExtension,
        }
    }
}

impl App {
    /// Carries out one step of the flow.
    ///
    /// # Errors
    /// 404 when the ticket is not the caller's to see, 403 without the permission, 412 when it was changed meanwhile,
    /// 409 with every missing fact.
    pub async fn command_ticket(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: TicketId,
        version: i64,
        order: Order,
    ) -> Result<Outcome, AppError> {
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = load(tx.conn(), id).await?;
        let resource = row.resource();
        caller.require_visible(Permission::TicketsRead, &resource)?;
        caller.require(order.permission(), &resource)?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        let mut ticket = row.aggregate()?;
        let pinned = self.pinned_rules(tx.conn(), row.policy_id, &row.calendars).await?;
        let ctx = Context { now: tx.now(), actor: caller.actor().clone(), rules: &pinned.rulebook };
        // only the step that grants an extension judges it; what is known later does not refuse it again
        let grants = matches!(order.action(), Action::Extend | Action::DecideExtension);
        if grants {
            promises::may_grant(caller, &pinned, &resource)?;
        }
        let command = prepare(&tx, &ticket, &pinned, order).await?;
        let attached = match &command {
            Command::Attach { id, .. } => Some(*id),
            _ => None,
        };
        let mut events = ticket.apply(command, &ctx)?;
        events.extend(reconsider_charge(&tx, &mut ticket, &pinned, &events, &ctx).await?);
        if let Some(attachment) = attached {
            crate::attachments::claim(&tx, attachment, id, ticket.branch.branch_id).await?;
        }
        let clocks = if grants {
            pinned.admit(&ticket, tx.now()).map_err(|error| refused(&error))?
        } else {
            computed(&pinned, &ticket, tx.now())?
        };
        let row = save::update(&mut tx, &row, &ticket, &events, &clocks, &pinned, caller.actor()).await?;
        let view = super::view::view(&row, ticket, clocks, &pinned, caller, tx.now());
        tx.finish(Outcome::ok(&view, Some(row.version))?).await
    }
}

pub(super) async fn load<C: ConnectionTrait>(conn: &C, id: TicketId) -> Result<ticket::Model, AppError> {
    ticket::Entity::find_by_id(id.0).one(conn).await?.ok_or(AppError::NotFound)
}

/// Clocks of a request whose facts were accepted.
pub(super) fn computed(
    pinned: &Pinned,
    ticket: &Ticket,
    now: domain::kernel::Timestamp,
) -> Result<Vec<Clock>, AppError> {
    pinned.clocks(ticket, now.max(ticket.latest())).map_err(|error| refused(&error))
}

/// Facts that contradict each other are the caller's mistake, everything else about clocks is ours.
fn refused(error: &SlaError) -> AppError {
    match error.reason() {
        Some(code) => AppError::Rejected(Rejection::with(code, error.to_string())),
        None => AppError::Policy(error.to_string()),
    }
}

async fn prepare(tx: &Tx<'_>, ticket: &Ticket, pinned: &Pinned, order: Order) -> Result<Command, AppError> {
    Ok(match order {
        Order::Ready(command) => command,
        Order::Dispatch(dispatch) => {
            let name = engineer(tx, ticket, dispatch.engineer_id, "/engineer_id").await?;
            Command::Dispatch { id: tx.app().ids.next::<VisitId>(tx.now()), engineer_name: name, dispatch }
        }
        Order::AskDepartment(ask) => {
            Command::AskDepartment { id: tx.app().ids.next::<TaskId>(tx.now()), ask }
        }
        Order::Assign(assign) => {
            let name = engineer(tx, ticket, assign.owner_id, "/owner_id").await?;
            let why = assign.reason.as_ref().map_or_else(|| "人工指派".to_owned(), ToString::to_string);
            Command::Assign { owner_name: name, assign, why }
        }
        Order::VerifyProduct(verify) => {
            let unit = crate::assets::known_unit(tx.conn(), verify.unit_id).await?;
            let unit = unit.ok_or_else(|| unknown("/unit_id"))?;
            Command::VerifyProduct(unit.known)
        }
        Order::DecideCharge(decide) => {
            let verdict = lookups::verdict(tx.conn(), ticket, pinned, decide.cause, tx.now()).await?;
            let verdict = verdict.ok_or_else(|| Rejection::because(ReasonCode::SerialUnverified))?;
            Command::Decide(Box::new(verdict))
        }
        Order::Attach(id) => {
            let attachment =
                crate::attachments::find(tx.conn(), id).await?.ok_or_else(|| unknown("/attachment_id"))?;
            let name =
                Line::parse(&attachment.name).map_err(|e| AppError::inconsistent("attachment", id, e))?;
            Command::Attach { id, name }
        }
        Order::Extend(extend) => {
            let cap = promises::legal_cap(ticket, pinned, extend.reason)?;
            Command::Extend { extend, cap }
        }
        Order::AskExtension(extend) => {
            let cap = promises::legal_cap(ticket, pinned, extend.reason)?;
            Command::AskExtension { extend, cap }
        }
        Order::DecideExtension(decide) => {
            let asked = ticket.promises.asked_extension.as_ref();
            let cap = match asked {
                Some(asked) => promises::legal_cap(ticket, pinned, asked.reason)?,
                None => None,
            };
            Command::DecideExtension { decide, cap }
        }
    })
}

fn unknown(pointer: &str) -> AppError {
    AppError::invalid(pointer, "unknown_reference", "does not exist")
}

/// The name of an active person who may work at the ticket's branch.
async fn engineer(tx: &Tx<'_>, ticket: &Ticket, user: UserId, pointer: &str) -> Result<String, AppError> {
    let resource =
        Resource { branch: Some(ticket.branch.branch_id), owner: Some(user), assignee: Some(user) };
    let person = crate::access::active_person(tx.conn(), user).await?.ok_or_else(|| unknown(pointer))?;
    if domain::access::can(&person.principal, Permission::TicketsWork, &resource).allowed {
        Ok(person.name)
    } else {
        Err(AppError::invalid(pointer, "unsuitable", "may not work on requests of this branch"))
    }
}

/// The cause or the verified serial may change the class; the decision before stays in the record (S8).
async fn reconsider_charge(
    tx: &Tx<'_>,
    ticket: &mut Ticket,
    pinned: &Pinned,
    events: &[Event],
    ctx: &Context<'_>,
) -> Result<Vec<Event>, AppError> {
    let mut cause = None;
    let mut asked = false;
    for event in events {
        match event {
            Event::Diagnosed(diagnosis) => {
                asked = true;
                cause = Some(CauseClass::warranty_cause(diagnosis.cause_class));
            }
            Event::ProductVerified(_) | Event::Confirmed { .. } | Event::TypeChanged { .. } => asked = true,
            _ => {}
        }
    }
    if !asked {
        return Ok(Vec::new());
    }
    let Some(verdict) = lookups::verdict(tx.conn(), ticket, pinned, cause, ctx.now).await? else {
        return Ok(Vec::new());
    };
    if ticket.charge_class() == Some(verdict.charge_class) {
        return Ok(Vec::new());
    }
    let command = Command::Decide(Box::new(verdict));
    let system = Context { actor: domain::kernel::Actor::System, ..ctx.clone() };
    match ticket.apply(command, &system) {
        Ok(events) => Ok(events),
        // not before the serial is verified
        Err(rejection) if rejection.has(ReasonCode::SerialUnverified) => Ok(Vec::new()),
        Err(rejection) => Err(rejection.into()),
    }
}
