//! Ids of messages that went out, by which answers and delivery reports find their request.

use contract::mailbox::{NoteSentMail, SentMailView};
use domain::{access::Permission, kernel::TicketId, mailbox::message_ids};
use sea_orm::{EntityTrait, IntoActiveModel as _, TryInsertResult};

use super::store::mail_sent::{Entity, Model};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tickets::reactions,
    tx::{Begin, Tx},
};

impl App {
    /// Notes that a message went out for a request. Noted again, it changes nothing.
    ///
    /// # Errors
    /// 403 without `mail.receive` where the request belongs, 409 when the id belongs to another request, 422 for an
    /// unknown request or notice, or what is no Message-ID.
    pub async fn note_sent_mail(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: NoteSentMail,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::MailReceive)?;
        let ids = message_ids(&input.message_id);
        let [message_id] = ids.as_slice() else {
            return Err(AppError::invalid("/message_id", "format", "must be one Message-ID, such as <a@b>"));
        };
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let unknown = || AppError::invalid("/ticket_no", "unknown_reference", "there is no such request");
        let id = reactions::by_no(tx.conn(), input.ticket_no.as_str()).await?.ok_or_else(unknown)?;
        let loaded = reactions::open(&tx, id).await?;
        caller.require_visible(Permission::MailReceive, &loaded.row.resource()).map_err(|_| unknown())?;
        let notices = &loaded.ticket.promises.notices;
        if input.notice_number.is_some_and(|number| notices.iter().all(|notice| notice.number != number)) {
            let message = "the customer was told nothing under this number";
            return Err(AppError::invalid("/notice_number", "unknown_reference", message));
        }
        keep(&tx, message_id, id, input.notice_number).await?;
        let view = SentMailView {
            message_id: message_id.clone(),
            ticket_id: id,
            ticket_no: input.ticket_no,
            notice_number: input.notice_number,
        };
        tx.finish(Outcome::ok(&view, None)?).await
    }
}

async fn keep(tx: &Tx<'_>, message_id: &str, ticket: TicketId, notice: Option<u32>) -> Result<(), AppError> {
    let row = Model {
        message_id: message_id.to_owned(),
        ticket_id: ticket.0,
        notice_number: notice.map(i64::from),
        created_at: tx.now().millis(),
    };
    let inserted = Entity::insert(row.clone().into_active_model())
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(1)) {
        return Ok(());
    }
    let before = Entity::find_by_id(message_id.to_owned()).one(tx.conn()).await?;
    match before {
        Some(before) if before.ticket_id == row.ticket_id && before.notice_number == row.notice_number => {
            Ok(())
        }
        _ => Err(AppError::AlreadyExists("message_id".to_owned())),
    }
}
