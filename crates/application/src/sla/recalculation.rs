//! Edits of calendars and policies never move a running clock silently: an administrator sees what would change, then
//! applies it with a reason (2.3 item 7).

use contract::sla::{Recalculate, RecalculatedTicket, Recalculation};
use domain::{
    access::{Permission, Resource},
    kernel::{Prose, TicketId, Timestamp},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::rules::Pinned;
use crate::{
    App, AppError, Caller, Idempotent, Outcome, cursor,
    tickets::{Repinning, store::ticket},
    tx::Begin,
};

impl App {
    /// Says which running clocks of a branch the newest rules would move, or moves them.
    ///
    /// # Errors
    /// 403 without `policies.write`, 422 for an unknown branch or when the reason is missing.
    pub async fn recalculate(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: Recalculate,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::PoliciesWrite, &Resource::COMPANY)?;
        let reason = reason(&input)?;
        let after: Option<Uuid> = cursor::decode(input.cursor.as_deref())?;
        let limit = input.limit.unwrap_or(contract::page::MAX_LIMIT);
        let Some(reason) = reason else {
            let pinned = self.newest(self.db.read(), &input).await?;
            let looked = self.look(self.db.read(), &input, &pinned, after, limit, self.now()).await?;
            return Outcome::ok(&answer(&pinned, looked, limit, false), None);
        };
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let pinned = self.newest(tx.conn(), &input).await?;
        let looked = self.look(tx.conn(), &input, &pinned, after, limit, tx.now()).await?;
        let served = usize::try_from(limit).unwrap_or(usize::MAX);
        for one in looked.iter().take(served) {
            one.carry_out(&mut tx, caller, &pinned, &reason, true).await?;
        }
        let detail = json!({
            "reason": reason, "policy": pinned.policy.version, "requests": looked.len().min(served)
        });
        tx.audit(caller.actor(), "sla.recalculated", "branch", input.branch_id, &detail).await?;
        tx.finish(Outcome::ok(&answer(&pinned, looked, limit, true), None)?).await
    }

    async fn newest<C: ConnectionTrait>(&self, conn: &C, input: &Recalculate) -> Result<Pinned, AppError> {
        let branch = crate::access::branches::by_id(conn, input.branch_id).await?;
        let branch =
            branch.ok_or_else(|| AppError::invalid("/branch_id", "unknown_reference", "does not exist"))?;
        self.current_rules(conn, branch.calendar_code.as_deref(), self.now()).await
    }

    /// The next open requests of the branch that follow other rules, one more than `limit`.
    async fn look<C: ConnectionTrait>(
        &self,
        conn: &C,
        input: &Recalculate,
        pinned: &Pinned,
        after: Option<Uuid>,
        limit: u64,
        now: Timestamp,
    ) -> Result<Vec<Repinning>, AppError> {
        use ticket::Column as C;
        let other = Condition::any()
            .add(C::PolicyId.ne(pinned.policy_id.0))
            .add(C::Calendars.ne(pinned.calendars_json()));
        let mut select = ticket::Entity::find()
            .filter(C::BranchId.eq(input.branch_id.0))
            .filter(C::IsOpen.eq(true))
            .filter(other)
            .order_by_asc(C::Id)
            .limit(limit + 1);
        if let Some(after) = after {
            select = select.filter(C::Id.gt(after));
        }
        let mut looked = Vec::new();
        for row in select.all(conn).await? {
            looked.push(Repinning::weigh(self, conn, row, pinned, now).await?);
        }
        Ok(looked)
    }
}

/// The reason when it is to be applied.
fn reason(input: &Recalculate) -> Result<Option<Prose>, AppError> {
    if !input.apply {
        return Ok(None);
    }
    let text = input.reason.as_deref().unwrap_or_default();
    let wrong = |_| AppError::invalid("/reason", "required", "applying needs a reason");
    Prose::parse(text).map(Some).map_err(wrong)
}

fn answer(pinned: &Pinned, looked: Vec<Repinning>, limit: u64, applied: bool) -> Recalculation {
    let page = cursor::page(looked, limit, |one| one.row.id);
    Recalculation {
        policy: pinned.policy.version.clone(),
        applied,
        items: page.items.into_iter().map(item).collect(),
        next_cursor: page.next_cursor,
    }
}

fn item(one: Repinning) -> RecalculatedTicket {
    let (moved, kept_for) = match one.outcome {
        Ok(moved) => (moved, Vec::new()),
        Err(kinds) => (Vec::new(), kinds),
    };
    RecalculatedTicket {
        ticket_id: TicketId(one.row.id),
        ticket_no: one.row.no,
        policy_before: one.policy_before,
        calendars: one.calendars,
        moved,
        kept_for,
    }
}
