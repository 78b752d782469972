//! What extensions and transfers lack beside what the clock engine judges: the law, the proof, the papers.

use super::{
    Context, DecideExtension, Extend, LegalCap, Ticket, TransferToHq, checks::detailed, gates::missing,
};
use crate::kernel::{Reason, ReasonCode, Timestamp};

impl Ticket {
    /// K5. Before the due time, later than it, and not too often: that is the clock's to say.
    pub(super) fn extension_lacks(
        &self,
        extend: &Extend,
        cap: Option<&LegalCap>,
        ctx: &Context<'_>,
    ) -> Vec<Reason> {
        let mut reasons = self.dated_wrongly(extend.noticed_at, ctx);
        reasons.extend(missing(extend.new_due_at <= ctx.now, ReasonCode::ExtensionNotLater));
        reasons.extend(past_cap(extend.new_due_at, cap));
        reasons
    }

    pub(super) fn decision_lacks(&self, decide: &DecideExtension, cap: Option<&LegalCap>) -> Vec<Reason> {
        let mut reasons =
            detailed(!decide.approve && decide.note.is_none(), ReasonCode::ResultMissing, "note");
        if let Some(asked) = self.promises.asked_extension.as_ref().filter(|_| decide.approve) {
            reasons.extend(past_cap(asked.new_due_at, cap));
        }
        reasons
    }

    /// S12: reason, materials and a new time for the customer.
    pub(super) fn transfer_lacks(&self, transfer: &TransferToHq, ctx: &Context<'_>) -> Vec<Reason> {
        let ours = |id| self.attachments.iter().any(|a| a.id == id);
        let lacking = transfer.materials.is_empty() || !transfer.materials.iter().copied().all(ours);
        let mut reasons = missing(lacking, ReasonCode::MaterialsMissing);
        reasons.extend(detailed(transfer.new_time <= ctx.now, ReasonCode::TimeOutOfOrder, "new_time"));
        reasons
    }
}

fn past_cap(to: Timestamp, cap: Option<&LegalCap>) -> Vec<Reason> {
    cap.filter(|cap| to > cap.until)
        .map(|cap| Reason {
            code: ReasonCode::ExtensionPastCap,
            detail: Some(format!("{} ({})", cap.clause, cap.until)),
        })
        .into_iter()
        .collect()
}
