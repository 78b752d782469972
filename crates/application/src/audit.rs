//! Who did what to accounts, keys, policies and imports; tickets have their own timeline.

use domain::kernel::{Actor, EventId};
use sea_orm::{EntityTrait, Set};

use crate::{AppError, events::store::audit_entry, tx::Tx};

impl Tx<'_> {
    pub(crate) async fn audit(
        &self,
        actor: &Actor,
        action: &str,
        subject_kind: &str,
        subject_id: impl ToString + Send,
        detail: &serde_json::Value,
    ) -> Result<(), AppError> {
        let row = audit_entry::ActiveModel {
            id: Set(self.app().ids.next::<EventId>(self.now()).0),
            at: Set(self.now().millis()),
            actor: Set(serde_json::to_string(actor).unwrap_or_default()),
            action: Set(action.to_owned()),
            subject_kind: Set(subject_kind.to_owned()),
            subject_id: Set(subject_id.to_string()),
            detail: Set(detail.to_string()),
        };
        audit_entry::Entity::insert(row).exec_without_returning(self.conn()).await?;
        Ok(())
    }
}
