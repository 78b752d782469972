//! 客户确认: the customer's signature or word, and what follows from it.

use super::{ConfirmResult, Confirmation, Context, Event, Satisfaction, Sign, Signature, Step, Ticket};
use crate::{kernel::Prose, sla::Fact};

impl Ticket {
    pub(super) fn sign(&mut self, sign: Sign, ctx: &Context<'_>) -> Vec<Event> {
        let signature = Signature {
            signer: sign.signer,
            image: sign.image,
            content_hash: self.content_hash(),
            at: ctx.now,
            voided_at: None,
        };
        let confirmation = Confirmation {
            satisfaction: sign.satisfaction,
            comment: sign.comment,
            signature: Some(signature),
            channel: None,
            at: ctx.now,
            by: ctx.actor.clone(),
        };
        self.take_word(confirmation, ctx)
    }

    pub(super) fn confirm_result(&mut self, confirm: ConfirmResult, ctx: &Context<'_>) -> Vec<Event> {
        let confirmation = Confirmation {
            satisfaction: confirm.satisfaction,
            comment: confirm.comment,
            signature: None,
            channel: Some(confirm.channel),
            at: ctx.now,
            by: ctx.actor.clone(),
        };
        self.take_word(confirmation, ctx)
    }

    /// R-6.2.4.1: 圆满 goes on to the archive, 未圆满 reopens. After the window the word is kept and the ticket goes on:
    /// what is still wrong is a new request (2.3 item 5).
    fn take_word(&mut self, confirmation: Confirmation, ctx: &Context<'_>) -> Vec<Event> {
        let reopens = confirmation.satisfaction == Satisfaction::Unsatisfied && self.may_reopen(ctx);
        let said = confirmation.comment.clone();
        self.cycle.confirmation = Some(confirmation.clone());
        let mut events = vec![Event::CustomerConfirmed(confirmation)];
        if reopens {
            let reason = said.or_else(|| Prose::parse(Satisfaction::Unsatisfied.zh()).ok());
            events.extend(reason.map(|reason| self.start_over(reason, None, ctx)));
        } else {
            self.record(ctx.now, Fact::CustomerConfirmed);
            self.reach(Step::CustomerConfirmed);
        }
        events
    }
}
