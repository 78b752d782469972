//! 客户确认: the customer's signature or word, and what follows from it.

use super::{Confirmation, ConfirmResult, Context, Event, Satisfaction, Sign, Signature, Step, Ticket};
use crate::{
    kernel::{Prose, ReasonCode, Rejection},
    sla::Fact,
};

impl Ticket {
    pub(super) fn sign(&mut self, sign: Sign, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if !self.attachments.iter().any(|a| a.id == sign.image) {
            return Err(Rejection::with(ReasonCode::SignatureMissing, "image"));
        }
        let signature =
            Signature { signer: sign.signer, image: sign.image, content_hash: self.content_hash(), at: ctx.now };
        let confirmation = Confirmation {
            satisfaction: sign.satisfaction,
            comment: sign.comment,
            signature: Some(signature),
            channel: None,
            at: ctx.now,
            by: ctx.actor.clone(),
        };
        Ok(self.take_word(confirmation, ctx))
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

    /// R-6.2.4.1: 圆满 goes on to the archive, 未圆满 reopens.
    fn take_word(&mut self, confirmation: Confirmation, ctx: &Context<'_>) -> Vec<Event> {
        let satisfied = confirmation.satisfaction == Satisfaction::Satisfied;
        let reason = confirmation.comment.clone();
        self.cycle.confirmation = Some(confirmation.clone());
        let mut events = vec![Event::CustomerConfirmed(confirmation)];
        if satisfied {
            self.record(ctx.now, Fact::CustomerConfirmed);
            self.reach(Step::CustomerConfirmed);
        } else {
            let words = reason.or_else(|| Prose::parse(Satisfaction::Unsatisfied.zh()).ok());
            events.extend(words.map(|words| self.start_over(words, None, ctx)));
        }
        events
    }
}
