//! A person decides what the rules could not.

use contract::{
    mailbox::{AssignMail, DismissMail, RegisterMail},
    tickets::CreateTicket,
};
use domain::{
    access::{Permission, Resource},
    kernel::{BranchId, MailId, ReasonCode, Rejection, Timestamp},
    mailbox::{MailRule, MailState, described},
    tickets::Channel,
};
use sea_orm::{ActiveModelTrait as _, EntityTrait, IntoActiveModel as _, QuerySelect as _};

use super::{
    carry_out::{Done, Mail, comment, register_with},
    list::view,
    read::read,
    receive::{json, publish},
    store::mail_message::{Entity, Model},
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tickets::reactions,
    tx::{Begin, Tx},
};

impl App {
    /// Adds a message to a request, as the customer's word.
    ///
    /// # Errors
    /// 404 when the message is not the caller's to see, 422 when the request is not, 403 without `mail.handle` or
    /// `tickets.comment`, 409 when it was decided before.
    pub async fn assign_mail(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: MailId,
        input: AssignMail,
    ) -> Result<Outcome, AppError> {
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = undecided(&tx, caller, id).await?;
        let unknown = || AppError::invalid("/ticket_id", "unknown_reference", "there is no such request");
        let loaded = match reactions::open(&tx, input.ticket_id).await {
            Err(AppError::NotFound) => return Err(unknown()),
            other => other?,
        };
        let resource = loaded.row.resource();
        caller.require_visible(Permission::TicketsRead, &resource).map_err(|_| unknown())?;
        caller.require(Permission::TicketsComment, &resource)?;
        let raw = crate::attachments::read_original(self, id, &row.sha256).await?;
        let read = read(&raw);
        let done = comment(&mut tx, &mail(&row, &read)?, input.ticket_id, false).await?;
        decided(tx, caller, row, MailState::Threaded, Some(done), None).await
    }

    /// Makes a request of a message; what it does not say is given.
    ///
    /// # Errors
    /// As [`App::assign_mail`], and as [`App::create_ticket`].
    pub async fn register_mail(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: MailId,
        input: RegisterMail,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::TicketsRegister)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = undecided(&tx, caller, id).await?;
        let raw = crate::attachments::read_original(self, id, &row.sha256).await?;
        let read = read(&raw);
        let mail = mail(&row, &read)?;
        let said = input.description.or_else(|| described(&row.subject, &read.text).map(Into::into));
        let description =
            said.ok_or_else(|| AppError::invalid("/description", "required", "the message says nothing"))?;
        let new = CreateTicket {
            request_type: input.request_type,
            mode: input.mode,
            channel: Channel::Email,
            severity: input.severity,
            impact: input.impact,
            description,
            fault_code: input.fault_code,
            received_at: Some(mail.received_at),
            branch_id: input.branch_id,
            customer: input.customer,
            product: input.product,
            owner_id: input.owner_id,
            external_id: None,
        };
        let done = register_with(&mut tx, caller, &mail, new).await?;
        decided(tx, caller, row, MailState::Registered, Some(done), None).await
    }

    /// Takes a message off the list; it is kept.
    ///
    /// # Errors
    /// As [`App::assign_mail`].
    pub async fn dismiss_mail(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: MailId,
        input: DismissMail,
    ) -> Result<Outcome, AppError> {
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = undecided(&tx, caller, id).await?;
        let mut errors = Vec::new();
        let reason = domain::kernel::Line::parse(&input.reason)
            .map_err(|e| errors.push(contract::problem::FieldError::new("/reason", "format", e.to_string())));
        let Ok(reason) = reason else { return Err(AppError::Invalid(errors)) };
        decided(tx, caller, row, MailState::Dismissed, None, Some(reason.to_string())).await
    }
}

/// A message that waits for a decision; what was automatic may be taken up, too.
async fn undecided(tx: &Tx<'_>, caller: &Caller, id: MailId) -> Result<Model, AppError> {
    let row = Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let resource = Resource::of_branch(BranchId(row.branch_id));
    caller.require_visible(Permission::MailRead, &resource)?;
    caller.require(Permission::MailHandle, &resource)?;
    let waits = [MailState::Unmatched, MailState::Held, MailState::SetAside];
    if waits.iter().any(|state| state.as_str() == row.state) {
        Ok(row)
    } else {
        Err(Rejection::because(ReasonCode::WrongStage).into())
    }
}

fn mail<'a>(row: &'a Model, read: &'a super::read::Read) -> Result<Mail<'a>, AppError> {
    Ok(Mail {
        id: MailId(row.id),
        sha256: &row.sha256,
        size: row.size,
        received_at: Timestamp::from_millis(row.received_at)
            .map_err(|e| AppError::inconsistent("mail_message", row.id, e))?,
        read,
    })
}

async fn decided(
    mut tx: Tx<'_>,
    caller: &Caller,
    before: Model,
    state: MailState,
    done: Option<Done>,
    note: Option<String>,
) -> Result<Outcome, AppError> {
    let mut row = before;
    if let Some(done) = done {
        row.ticket_id = Some(done.ticket_id.0);
        row.ticket_no = Some(done.no.to_string());
        row.refused = json(&row, &done.refused)?;
    }
    row.state = state.as_str().to_owned();
    row.rule = MailRule::ByPerson.as_str().to_owned();
    row.handled_by = Some(json(&row, caller.actor())?);
    row.handled_note = note;
    row.updated_at = tx.now().millis();
    Entity::update(row.clone().into_active_model().reset_all()).exec(tx.conn()).await?;
    let detail = serde_json::json!({ "state": row.state, "ticket_no": row.ticket_no });
    tx.audit(caller.actor(), "mail.handled", "mail", row.id, &detail).await?;
    publish(&mut tx, caller, &row);
    tx.finish(Outcome::ok(&view(row)?, None)?).await
}
