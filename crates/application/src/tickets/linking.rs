//! 合并 and 拆分: two requests in one transaction (2.3 item 13).

use contract::tickets::{Merge, Split};
use domain::{
    access::{Permission, Resource},
    kernel::{Actor, TicketId},
    tickets::{Action, Command, Context, Ticket},
};

use super::{
    command::{computed, load},
    lookups, register, save,
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tx::{Begin, Tx},
};

impl App {
    /// Merges a request into another one, which takes the earlier receipt. Answers the one that goes on.
    ///
    /// # Errors
    /// 404 when one of them is not the caller's to see, 403 without the permission at both, 412 when this one was changed
    /// meanwhile, 422 when the other does not exist, 409 with every reason.
    pub async fn merge_ticket(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: TicketId,
        version: i64,
        merge: Merge,
    ) -> Result<Outcome, AppError> {
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = load(tx.conn(), id).await?;
        allowed(caller, Action::Merge.permission(), &row.resource())?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        let unknown = || AppError::invalid("/into", "unknown_reference", "does not exist");
        let into = match load(tx.conn(), merge.into).await {
            Err(AppError::NotFound) => return Err(unknown()),
            found => found?,
        };
        caller.require_visible(Permission::TicketsRead, &into.resource()).map_err(|_| unknown())?;
        caller.require(Action::Merge.permission(), &into.resource())?;
        let (mut ended, mut survivor) = (row.aggregate()?, into.aggregate()?);
        let pinned = self.pinned_rules(tx.conn(), row.policy_id, &row.calendars).await?;
        let ctx = Context { now: tx.now(), actor: caller.actor().clone(), rules: &pinned.rulebook };
        let (left, mut joined) = ended.merge_into(&mut survivor, merge.reason, &ctx)?;
        let clocks = computed(&pinned, &ended, tx.now())?;
        save::update(&mut tx, &row, &ended, &left, &clocks, &pinned, caller.actor()).await?;
        let pinned = self.pinned_rules(tx.conn(), into.policy_id, &into.calendars).await?;
        // reported earlier than was known: the class is decided as of then (K19)
        let verdict = lookups::verdict(tx.conn(), &survivor, &pinned, None, tx.now()).await?;
        if let Some(verdict) = verdict.filter(|v| survivor.charge_class() != Some(v.charge_class)) {
            let system = Context { now: tx.now(), actor: Actor::System, rules: &pinned.rulebook };
            joined.extend(survivor.apply(Command::Decide(Box::new(verdict)), &system)?);
        }
        let clocks = computed(&pinned, &survivor, tx.now())?;
        let row = save::update(&mut tx, &into, &survivor, &joined, &clocks, &pinned, caller.actor()).await?;
        audit(&tx, caller, "tickets.merge", &ended, &survivor).await?;
        let view = super::view::view(&row, survivor, clocks, &pinned, caller, tx.now());
        tx.finish(Outcome::ok(&view, Some(row.version))?).await
    }

    /// Makes a request of its own out of a part of this one. Answers the new one.
    ///
    /// # Errors
    /// As [`App::merge_ticket`].
    pub async fn split_ticket(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: TicketId,
        version: i64,
        split: Split,
    ) -> Result<Outcome, AppError> {
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = load(tx.conn(), id).await?;
        allowed(caller, Action::Split.permission(), &row.resource())?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        let mut whole = row.aggregate()?;
        let pinned = self.pinned_rules(tx.conn(), row.policy_id, &row.calendars).await?;
        let now = tx.now();
        let ctx = Context { now, actor: caller.actor().clone(), rules: &pinned.rulebook };
        let branch = crate::access::branches::by_id(tx.conn(), whole.branch.branch_id).await?;
        let branch =
            branch.ok_or_else(|| AppError::inconsistent("ticket", id, "its branch does not exist"))?;
        let no = register::next_number(tx.conn(), &branch, now).await?;
        let (mut part, mut begun, left) = whole.split(self.ids.next::<TicketId>(now), no, split, &ctx)?;
        if let Some(verdict) = lookups::verdict(tx.conn(), &part, &pinned, None, now).await? {
            let system = Context { now, actor: Actor::System, rules: &pinned.rulebook };
            begun.extend(part.apply(Command::Decide(Box::new(verdict)), &system)?);
        }
        let clocks = computed(&pinned, &whole, now)?;
        save::update(&mut tx, &row, &whole, &left, &clocks, &pinned, caller.actor()).await?;
        let clocks = computed(&pinned, &part, now)?;
        let columns = save::Columns { external_id: None, family: row.family.clone(), created_at: now };
        let row = save::insert(&mut tx, &part, &begun, &clocks, &pinned, &columns, caller.actor()).await?;
        audit(&tx, caller, "tickets.split", &whole, &part).await?;
        let view = super::view::view(&row, part, clocks, &pinned, caller, now);
        tx.finish(Outcome::created(&view, Some(1), format!("/api/v1/tickets/{}", view.id))?).await
    }
}

fn allowed(caller: &Caller, permission: Permission, resource: &Resource) -> Result<(), AppError> {
    caller.require_visible(Permission::TicketsRead, resource)?;
    caller.require(permission, resource)
}

async fn audit(
    tx: &Tx<'_>,
    caller: &Caller,
    action: &'static str,
    one: &Ticket,
    other: &Ticket,
) -> Result<(), AppError> {
    let detail = serde_json::json!({
        "no": one.no, "other": other.no, "received_at": other.received_at
    });
    tx.audit(caller.actor(), action, "ticket", one.id, &detail).await
}
