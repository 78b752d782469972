//! The state of an import between two batches: counted, stored and claimed.

use contract::imports::{ImportDetected, ImportKind, ImportState, ImportTickets, ImportView};
use domain::kernel::{BranchId, ImportId, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set, sea_query::Expr};
use serde::{Deserialize, Serialize};

use super::{
    finding::Finding,
    store::{import_finding, import_job},
};
use crate::{
    App, AppError,
    assets::Written,
    tx::{Publish, Tx},
};

/// How long an importer may be silent before another one takes over.
pub(super) const SILENCE_MILLIS: i64 = 30_000;
/// Findings of one INSERT.
const CHUNK: usize = 500;

/// What is known of the file besides the counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Notes {
    pub detected: ImportDetected,
    #[serde(default)]
    pub tickets: Option<ImportTickets>,
}

impl Notes {
    /// Counting begins anew; how many tickets there are stays.
    pub(super) fn forget_counts(&mut self) {
        self.tickets =
            self.tickets.as_ref().map(|tickets| ImportTickets { total: tickets.total, ..NO_TICKETS });
    }
}

/// An import that this importer works on. Every batch renews the claim in its own transaction: when another importer took
/// over meanwhile, the batch is lost and nothing is written twice.
#[derive(Debug)]
pub(super) struct Claimed {
    pub job: import_job::Model,
    pub notes: Notes,
    pub kind: ImportKind,
    pub state: ImportState,
    next_seq: i64,
}

/// What a batch of rows did.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub rows: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub rejected: i64,
    pub tickets: Option<ImportTickets>,
    pub findings: Vec<Finding>,
}

impl Tally {
    pub(super) fn count(&mut self, effect: Option<Written>, rows: u64) {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.rows += rows;
        let slot = match effect {
            Some(Written::Created) => &mut self.created,
            Some(Written::Updated) => &mut self.updated,
            Some(Written::Unchanged) => &mut self.unchanged,
            None => &mut self.rejected,
        };
        *slot += rows;
    }

    pub(super) fn count_ticket(&mut self, effect: Option<Written>) {
        let tickets = self.tickets.get_or_insert(NO_TICKETS);
        match effect {
            Some(Written::Created | Written::Updated) => tickets.created += 1,
            Some(Written::Unchanged) => tickets.unchanged += 1,
            None => tickets.rejected += 1,
        }
    }
}

pub(super) const NO_TICKETS: ImportTickets =
    ImportTickets { total: 0, created: 0, unchanged: 0, rejected: 0 };

pub(super) fn state_of(row: &import_job::Model) -> Result<ImportState, AppError> {
    ImportState::parse(&row.state).ok_or_else(|| AppError::inconsistent("import_job", row.id, &row.state))
}

fn kind_of(row: &import_job::Model) -> Result<ImportKind, AppError> {
    ImportKind::parse(&row.kind).ok_or_else(|| AppError::inconsistent("import_job", row.id, &row.kind))
}

fn notes_of(row: &import_job::Model) -> Result<Notes, AppError> {
    serde_json::from_str(&row.detected).map_err(|error| AppError::inconsistent("import_job", row.id, error))
}

pub(super) fn view(row: &import_job::Model) -> Result<ImportView, AppError> {
    let count = |value: i64| {
        u64::try_from(value).map_err(|error| AppError::inconsistent("import_job", row.id, error))
    };
    let instant = |value: i64| {
        Timestamp::from_millis(value).map_err(|error| AppError::inconsistent("import_job", row.id, error))
    };
    let notes = notes_of(row)?;
    Ok(ImportView {
        id: ImportId(row.id),
        kind: kind_of(row)?,
        file_name: row.file_name.clone(),
        state: state_of(row)?,
        rows_total: count(row.rows_total)?,
        rows_done: count(row.rows_done)?,
        created: count(row.created)?,
        updated: count(row.updated)?,
        unchanged: count(row.unchanged)?,
        rejected: count(row.rejected)?,
        detected: notes.detected,
        created_at: instant(row.created_at)?,
        updated_at: instant(row.updated_at)?,
        failure: row.failure.clone(),
        tickets: notes.tickets,
    })
}

impl Claimed {
    /// Takes an import that nobody works on; `None` when it has ended or another importer is at it.
    pub(super) async fn take(app: &App, id: ImportId) -> Result<Option<Self>, AppError> {
        use import_job::Column;
        let now = app.now().millis();
        let done = import_job::Entity::update_many()
            .col_expr(Column::HeartbeatAt, Expr::value(now))
            .filter(Column::Id.eq(id.0))
            .filter(Column::State.is_in([ImportState::Checking.as_str(), ImportState::Applying.as_str()]))
            .filter(Column::HeartbeatAt.lt(now - SILENCE_MILLIS))
            .exec(app.db.writer())
            .await?;
        if done.rows_affected != 1 {
            return Ok(None);
        }
        let job =
            import_job::Entity::find_by_id(id.0).one(app.db.writer()).await?.ok_or(AppError::NotFound)?;
        let last = import_finding::Entity::find()
            .filter(import_finding::Column::ImportId.eq(id.0))
            .order_by_desc(import_finding::Column::Seq)
            .one(app.db.writer())
            .await?;
        let next_seq = last.map_or(0, |row| row.seq + 1);
        Ok(Some(Self { notes: notes_of(&job)?, kind: kind_of(&job)?, state: state_of(&job)?, job, next_seq }))
    }

    /// Begins the dry run anew: what it remembers of earlier rows is not stored.
    pub(super) async fn restart(&mut self, tx: &Tx<'_>) -> Result<(), AppError> {
        self.next_seq = 0;
        let job = &mut self.job;
        (job.rows_done, job.created, job.updated, job.unchanged, job.rejected) = (0, 0, 0, 0, 0);
        self.notes.forget_counts();
        forget_findings(tx.conn(), ImportId(self.job.id)).await?;
        self.store(tx).await
    }

    /// Adds what a batch did, with its findings, in the transaction of the batch.
    pub(super) async fn add(&mut self, tx: &Tx<'_>, tally: Tally) -> Result<(), AppError> {
        let job = &mut self.job;
        job.rows_done += tally.rows;
        job.created += tally.created;
        job.updated += tally.updated;
        job.unchanged += tally.unchanged;
        job.rejected += tally.rejected;
        if let (Some(sum), Some(more)) = (&mut self.notes.tickets, tally.tickets) {
            sum.created += more.created;
            sum.unchanged += more.unchanged;
            sum.rejected += more.rejected;
        }
        for chunk in tally.findings.chunks(CHUNK) {
            let rows: Vec<_> = chunk
                .iter()
                .zip(self.next_seq..)
                .map(|(finding, seq)| row(self.job.id, seq, finding))
                .collect();
            self.next_seq += i64::try_from(rows.len()).unwrap_or_default();
            import_finding::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
        }
        self.store(tx).await
    }

    /// Ends this stage: nobody works on it any more.
    pub(super) async fn finish(
        &mut self,
        tx: &mut Tx<'_>,
        state: ImportState,
        failure: Option<String>,
    ) -> Result<(), AppError> {
        self.state = state;
        self.job.state = state.as_str().to_owned();
        self.job.failure = failure;
        self.store(tx).await?;
        let view = view(&self.job)?;
        tx.publish(Publish {
            event_type: format!("import.{}", state.as_str()),
            branch_id: Some(BranchId(self.job.branch_id)),
            subject_kind: "import",
            subject_id: self.job.id.to_string(),
            subject_no: None,
            actor: self.actor()?,
            data: serde_json::json!({
                "kind": view.kind, "file_name": view.file_name, "rows_total": view.rows_total, "created": view.created,
                "updated": view.updated, "unchanged": view.unchanged, "rejected": view.rejected, "failure": view.failure,
            }),
        });
        Ok(())
    }

    /// What a failed commit must not have changed.
    pub(super) fn snapshot(&self) -> (import_job::Model, Notes, i64) {
        (self.job.clone(), self.notes.clone(), self.next_seq)
    }

    pub(super) fn restore(&mut self, (job, notes, next_seq): (import_job::Model, Notes, i64)) {
        (self.job, self.notes, self.next_seq) = (job, notes, next_seq);
    }

    pub(super) fn actor(&self) -> Result<domain::kernel::Actor, AppError> {
        serde_json::from_str(&self.job.created_by)
            .map_err(|error| AppError::inconsistent("import_job", self.job.id, error))
    }

    /// Writes the counts and renews the claim; the claim is lost when somebody else renewed it.
    async fn store(&mut self, tx: &Tx<'_>) -> Result<(), AppError> {
        use import_job::Column;
        let notes = serde_json::to_string(&self.notes)
            .map_err(|error| AppError::inconsistent("import_job", self.job.id, error))?;
        let beat = self.job.heartbeat_at;
        let working = matches!(self.state, ImportState::Checking | ImportState::Applying);
        let next = if working { tx.now().millis().max(beat + 1) } else { 0 };
        let job = &self.job;
        let done = import_job::Entity::update_many()
            .col_expr(Column::State, Expr::value(job.state.clone()))
            .col_expr(Column::RowsTotal, Expr::value(job.rows_total))
            .col_expr(Column::RowsDone, Expr::value(job.rows_done))
            .col_expr(Column::Created, Expr::value(job.created))
            .col_expr(Column::Updated, Expr::value(job.updated))
            .col_expr(Column::Unchanged, Expr::value(job.unchanged))
            .col_expr(Column::Rejected, Expr::value(job.rejected))
            .col_expr(Column::Detected, Expr::value(notes))
            .col_expr(Column::Failure, Expr::value(job.failure.clone()))
            .col_expr(Column::HeartbeatAt, Expr::value(next))
            .col_expr(Column::UpdatedAt, Expr::value(tx.now().millis()))
            .filter(Column::Id.eq(job.id))
            .filter(Column::HeartbeatAt.eq(beat))
            .exec(tx.conn())
            .await?;
        if done.rows_affected != 1 {
            return Err(AppError::Stale);
        }
        self.job.heartbeat_at = next;
        self.job.updated_at = tx.now().millis();
        Ok(())
    }
}

pub(super) async fn forget_findings<C: ConnectionTrait>(conn: &C, id: ImportId) -> Result<(), AppError> {
    import_finding::Entity::delete_many()
        .filter(import_finding::Column::ImportId.eq(id.0))
        .exec(conn)
        .await?;
    Ok(())
}

fn row(import_id: uuid::Uuid, seq: i64, finding: &Finding) -> import_finding::ActiveModel {
    import_finding::ActiveModel {
        import_id: Set(import_id),
        seq: Set(seq),
        row_no: Set(i64::try_from(finding.line).unwrap_or_default()),
        col: Set(finding.column.clone().filter(|column| !column.is_empty())),
        value: Set(finding.value.clone()),
        level: Set(finding.level.as_str().to_owned()),
        code: Set(finding.code.clone()),
        message: Set(finding.message.clone()),
    }
}
