//! Reading the audit trail (审计记录).

use contract::{
    access::{AuditEntryView, AuditQuery},
    page::Page,
};
use domain::{
    access::{Permission, Resource},
    kernel::{EventId, Timestamp},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Caller;
use crate::{
    App, AppError, cursor,
    events::store::audit_entry::{Column, Entity, Model},
};

impl App {
    /// Audit entries, newest first.
    ///
    /// # Errors
    /// Without `audit.read`.
    pub async fn list_audit(
        &self,
        caller: &Caller,
        query: &AuditQuery,
    ) -> Result<Page<AuditEntryView>, AppError> {
        caller.require(Permission::AuditRead, &Resource::COMPANY)?;
        let limit = cursor::limit(query.limit);
        let mut select =
            Entity::find().order_by_desc(Column::At).order_by_desc(Column::Id).limit(limit.saturating_add(1));
        if let Some((at, id)) = cursor::decode::<(i64, Uuid)>(query.cursor.as_deref())? {
            let same_instant = Condition::all().add(Column::At.eq(at)).add(Column::Id.lt(id));
            select = select.filter(Condition::any().add(Column::At.lt(at)).add(same_instant));
        }
        for (column, wanted) in [
            (Column::Action, &query.action),
            (Column::SubjectKind, &query.subject_kind),
            (Column::SubjectId, &query.subject_id),
        ] {
            if let Some(wanted) = wanted {
                select = select.filter(column.eq(wanted));
            }
        }
        let entries =
            select.all(self.db.read()).await?.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        Ok(cursor::page(entries, limit, |entry| (entry.at.millis(), entry.id.0)))
    }
}

fn view(row: Model) -> Result<AuditEntryView, AppError> {
    let broken = |what: String| AppError::inconsistent("audit_entry", row.id, what);
    Ok(AuditEntryView {
        id: EventId(row.id),
        at: Timestamp::from_millis(row.at).map_err(|e| broken(e.to_string()))?,
        actor: serde_json::from_str(&row.actor).map_err(|e| broken(e.to_string()))?,
        detail: serde_json::from_str(&row.detail).map_err(|e| broken(e.to_string()))?,
        action: row.action,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
    })
}
