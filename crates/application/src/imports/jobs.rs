//! Imports as people see them: send a list, read the report of the dry run, apply, watch.

use std::ops::ControlFlow;

use bytes::Bytes;
use contract::{
    imports::{
        ImportDetected, ImportFinding, ImportFindingQuery, ImportKind, ImportQuery, ImportState, ImportView,
    },
    page::Page,
};
use domain::{
    access::{Authority, Permission, Resource},
    kernel::{BranchId, ImportId, Line, ReasonCode, Rejection},
};
use object_store::{ObjectStoreExt as _, PutPayload, path::Path};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr};
use uuid::Uuid;

use super::{
    finding::Finding,
    importer::KeepGoing,
    mapping::Mapping,
    progress::{Notes, forget_findings, state_of, view},
    sheet::{SheetError, format_of},
    store::{import_finding, import_job},
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome, cursor,
    tx::{Begin, Tx},
};

/// A list as it was sent.
#[derive(Debug, Clone)]
pub struct NewImport {
    pub kind: ImportKind,
    pub file_name: String,
    pub content: Bytes,
    /// For historical tickets: the name of a bundled mapping, or one written out as JSON
    pub mapping: Option<String>,
    /// The branch of rows that name none
    pub branch_id: Option<BranchId>,
}

/// Everything there is to say about an import.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportReport {
    pub view: ImportView,
    pub findings: Vec<ImportFinding>,
}

impl App {
    /// Takes a list in and begins its dry run, which writes nothing but the report.
    ///
    /// # Errors
    /// Without `imports.run` for the company; 413; 415 when it is neither CSV nor XLSX; 422 when empty, without a name, with
    /// an unknown branch or a mapping that cannot be read.
    pub async fn start_import(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        new: NewImport,
    ) -> Result<Outcome, AppError> {
        let outcome = self.keep_import(caller, idempotent, new).await?;
        if let (false, Ok(view)) = (outcome.replayed, serde_json::from_str::<ImportView>(&outcome.body)) {
            self.import_in_background(view.id);
        }
        Ok(outcome)
    }

    /// Writes what the dry run announced. Refused rows stay out and are counted; sending the corrected list again changes
    /// only what differs.
    ///
    /// # Errors
    /// Without `imports.run`; 404; 409 unless the dry run has just ended.
    pub async fn apply_import(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: ImportId,
    ) -> Result<Outcome, AppError> {
        let outcome = self.release_import(caller, idempotent, id).await?;
        if !outcome.replayed {
            self.import_in_background(id);
        }
        Ok(outcome)
    }

    /// One import with its progress.
    ///
    /// # Errors
    /// Without `imports.run`; 404.
    pub async fn show_import(&self, caller: &Caller, id: ImportId) -> Result<ImportView, AppError> {
        caller.require(Permission::ImportsRun, &Resource::COMPANY)?;
        let row = import_job::Entity::find_by_id(id.0).one(self.db.read()).await?;
        view(&row.ok_or(AppError::NotFound)?)
    }

    /// Imports, the newest first.
    ///
    /// # Errors
    /// Without `imports.run`; 422 for a cursor that another list issued.
    pub async fn list_imports(
        &self,
        caller: &Caller,
        query: &ImportQuery,
    ) -> Result<Page<ImportView>, AppError> {
        caller.require(Permission::ImportsRun, &Resource::COMPANY)?;
        let limit = cursor::limit(query.limit);
        let mut select = import_job::Entity::find().order_by_desc(import_job::Column::Id).limit(limit + 1);
        if let Some(kind) = query.kind {
            select = select.filter(import_job::Column::Kind.eq(kind.as_str()));
        }
        if let Some((id,)) = cursor::decode::<(Uuid,)>(query.cursor.as_deref())? {
            select = select.filter(import_job::Column::Id.lt(id));
        }
        let page = cursor::page(select.all(self.db.read()).await?, limit, |row| (row.id,));
        let items = page.items.iter().map(view).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor: page.next_cursor })
    }

    /// What was found, row by row, in the order of the file.
    ///
    /// # Errors
    /// Without `imports.run`; 404; 422 for an unknown level or a cursor that another list issued.
    pub async fn list_import_findings(
        &self,
        caller: &Caller,
        id: ImportId,
        query: &ImportFindingQuery,
    ) -> Result<Page<ImportFinding>, AppError> {
        use import_finding::Column;
        self.show_import(caller, id).await?;
        let limit = cursor::limit(query.limit);
        let mut select = import_finding::Entity::find().filter(Column::ImportId.eq(id.0));
        match query.level.as_deref() {
            None => {}
            Some(level @ ("error" | "warning")) => select = select.filter(Column::Level.eq(level)),
            Some(_) => return Err(AppError::invalid("?level", "unknown_code", "`error` or `warning`")),
        }
        if let Some((seq,)) = cursor::decode::<(i64,)>(query.cursor.as_deref())? {
            select = select.filter(Column::Seq.gt(seq));
        }
        let rows = select.order_by_asc(Column::Seq).limit(limit + 1).all(self.db.read()).await?;
        let page = cursor::page(rows, limit, |row| (row.seq,));
        Ok(Page { items: page.items.into_iter().map(Finding::wire).collect(), next_cursor: page.next_cursor })
    }

    /// The whole way in one call, for the command line: dry run, and the application when asked for.
    ///
    /// # Errors
    /// As [`App::start_import`].
    #[expect(clippy::too_many_arguments, reason = "each is a word of the command line")]
    pub async fn import_file(
        &self,
        caller: &Caller,
        kind: ImportKind,
        file_name: &str,
        content: Vec<u8>,
        mapping: Option<String>,
        apply: bool,
        progress: &(dyn Fn(&ImportView) + Sync),
    ) -> Result<ImportReport, AppError> {
        let new = NewImport {
            kind,
            file_name: file_name.to_owned(),
            content: content.into(),
            mapping,
            branch_id: None,
        };
        self.import_while(caller, new, apply, &mut |view| {
            progress(view);
            ControlFlow::Continue(())
        })
        .await
    }

    /// As [`App::import_file`], stopping after a batch when told to; the import then goes on with the next
    /// [`App::resume_imports`].
    ///
    /// # Errors
    /// As [`App::start_import`].
    pub async fn import_while(
        &self,
        caller: &Caller,
        new: NewImport,
        apply: bool,
        keep_going: KeepGoing<'_>,
    ) -> Result<ImportReport, AppError> {
        let outcome = self.keep_import(caller, None, new).await?;
        let view: ImportView = serde_json::from_str(&outcome.body)
            .map_err(|error| AppError::inconsistent("import_job", "new", error))?;
        self.work_on_import(view.id, keep_going).await?;
        if apply && self.show_import(caller, view.id).await?.state == ImportState::Checked {
            self.release_import(caller, None, view.id).await?;
            self.work_on_import(view.id, keep_going).await?;
        }
        let findings = import_finding::Entity::find()
            .filter(import_finding::Column::ImportId.eq(view.id.0))
            .order_by_asc(import_finding::Column::Seq)
            .all(self.db.read())
            .await?;
        let findings = findings.into_iter().map(Finding::wire).collect();
        Ok(ImportReport { view: self.show_import(caller, view.id).await?, findings })
    }

    async fn keep_import(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        new: NewImport,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::ImportsRun, &Resource::COMPANY)?;
        self.check_upload(&new).await?;
        let name = file_name(&new.file_name)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let branch = branch_of(&tx, caller, new.branch_id).await?;
        let id = self.ids.next::<ImportId>(tx.now());
        let row = job(&tx, caller, &new, id, name, branch)?;
        // the file before the row: a row without its file would be a promise that cannot be kept
        self.files.put(&Path::from(row.storage_key.as_str()), PutPayload::from_bytes(new.content)).await?;
        let view = view(&row)?;
        insert(&tx, row).await?;
        let detail = serde_json::json!({ "kind": view.kind, "file_name": view.file_name });
        tx.audit(caller.actor(), "import.start", "import", id, &detail).await?;
        tx.finish(Outcome::created(&view, None, format!("/api/v1/imports/{id}"))?).await
    }

    async fn check_upload(&self, new: &NewImport) -> Result<(), AppError> {
        if new.content.is_empty() {
            return Err(AppError::invalid("", "required", "the file is empty"));
        }
        if new.content.len() > self.max_upload {
            return Err(AppError::TooLarge);
        }
        is_list(new.content.clone()).await?;
        let mapping = new.mapping.as_deref();
        match new.kind {
            ImportKind::Tickets => Mapping::read(mapping.unwrap_or_default())
                .map(|_| ())
                .map_err(|error| AppError::invalid("?mapping", "format", &error.to_string())),
            _ if mapping.is_some() => {
                Err(AppError::invalid("?mapping", "not_allowed", "only historical tickets need a mapping"))
            }
            _ => Ok(()),
        }
    }

    async fn release_import(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: ImportId,
    ) -> Result<Outcome, AppError> {
        use import_job::Column;
        caller.require(Permission::ImportsRun, &Resource::COMPANY)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let mut row = import_job::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        if state_of(&row)? != ImportState::Checked {
            return Err(Rejection::with(ReasonCode::WrongStage, row.state).into());
        }
        let mut notes: Notes = serde_json::from_str(&row.detected)
            .map_err(|error| AppError::inconsistent("import_job", id, error))?;
        notes.forget_counts();
        row.detected =
            serde_json::to_string(&notes).map_err(|error| AppError::inconsistent("import_job", id, error))?;
        ImportState::Applying.as_str().clone_into(&mut row.state);
        (row.rows_done, row.created, row.updated, row.unchanged, row.rejected) = (0, 0, 0, 0, 0);
        (row.heartbeat_at, row.updated_at) = (0, tx.now().millis());
        let done = import_job::Entity::update_many()
            .col_expr(Column::State, Expr::value(row.state.clone()))
            .col_expr(Column::Detected, Expr::value(row.detected.clone()))
            .col_expr(Column::RowsDone, Expr::value(0_i64))
            .col_expr(Column::Created, Expr::value(0_i64))
            .col_expr(Column::Updated, Expr::value(0_i64))
            .col_expr(Column::Unchanged, Expr::value(0_i64))
            .col_expr(Column::Rejected, Expr::value(0_i64))
            .col_expr(Column::HeartbeatAt, Expr::value(0_i64))
            .col_expr(Column::UpdatedAt, Expr::value(row.updated_at))
            .filter(Column::Id.eq(id.0))
            .filter(Column::State.eq(ImportState::Checked.as_str()))
            .exec(tx.conn())
            .await?;
        if done.rows_affected != 1 {
            return Err(Rejection::because(ReasonCode::WrongStage).into());
        }
        // the report of the dry run gives way to the report of what happens
        forget_findings(tx.conn(), id).await?;
        let detail = serde_json::json!({ "file_name": row.file_name });
        tx.audit(caller.actor(), "import.apply", "import", id, &detail).await?;
        tx.finish(Outcome::ok(&view(&row)?, None)?).await
    }
}

fn job(
    tx: &Tx<'_>,
    caller: &Caller,
    new: &NewImport,
    id: ImportId,
    name: Line,
    branch: BranchId,
) -> Result<import_job::Model, AppError> {
    let unread = ImportDetected {
        encoding: String::new(),
        format: String::new(),
        separator: None,
        columns: Vec::new(),
    };
    let broken = |error: serde_json::Error| AppError::inconsistent("import_job", id, error);
    let now = tx.now().millis();
    Ok(import_job::Model {
        id: id.0,
        kind: new.kind.as_str().to_owned(),
        file_name: name.into(),
        storage_key: format!("imports/{id}"),
        mapping: new.mapping.clone(),
        state: ImportState::Checking.as_str().to_owned(),
        rows_total: 0,
        rows_done: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        rejected: 0,
        detected: serde_json::to_string(&Notes { detected: unread, tickets: None }).map_err(broken)?,
        failure: None,
        branch_id: branch.0,
        created_by: serde_json::to_string(caller.actor()).map_err(broken)?,
        heartbeat_at: 0,
        created_at: now,
        updated_at: now,
    })
}

async fn insert(tx: &Tx<'_>, row: import_job::Model) -> Result<(), AppError> {
    let row = import_job::ActiveModel {
        id: Set(row.id),
        kind: Set(row.kind),
        file_name: Set(row.file_name),
        storage_key: Set(row.storage_key),
        mapping: Set(row.mapping),
        state: Set(row.state),
        rows_total: Set(row.rows_total),
        rows_done: Set(row.rows_done),
        created: Set(row.created),
        updated: Set(row.updated),
        unchanged: Set(row.unchanged),
        rejected: Set(row.rejected),
        detected: Set(row.detected),
        failure: Set(row.failure),
        branch_id: Set(row.branch_id),
        created_by: Set(row.created_by),
        heartbeat_at: Set(row.heartbeat_at),
        created_at: Set(row.created_at),
        updated_at: Set(row.updated_at),
    };
    import_job::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The branch of rows that name none: the one asked for, else the caller's, else head office.
async fn branch_of(tx: &Tx<'_>, caller: &Caller, asked: Option<BranchId>) -> Result<BranchId, AppError> {
    if let Some(id) = asked {
        let found = crate::access::branches::by_id(tx.conn(), id).await?;
        return found
            .map(|branch| branch.id)
            .ok_or_else(|| AppError::invalid("?branch_id", "unknown_reference", "there is no such branch"));
    }
    if let Authority::Roles { grants } = &caller.principal.authority
        && let Some(grant) = grants.iter().find(|grant| grant.role.permits(Permission::ImportsRun))
    {
        return Ok(grant.branch);
    }
    let branches = tx.app().list_branches(&Caller::system()).await?;
    let head_office = branches.items.into_iter().find(|branch| branch.parent_id.is_none());
    head_office
        .map(|branch| branch.id)
        .ok_or_else(|| AppError::invalid("?branch_id", "required", "there is no branch yet"))
}

/// # Errors
/// 415 when it is neither CSV nor XLSX; 422 for a workbook that unpacks to more than may be.
async fn is_list(content: Bytes) -> Result<(), AppError> {
    let found = tokio::task::spawn_blocking(move || format_of(&content)).await;
    match found.map_err(|error| AppError::inconsistent("import", "upload", error))? {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(AppError::UnsupportedMedia("the content is neither CSV nor XLSX".to_owned())),
        Err(error @ SheetError::Workbook(_)) => Err(AppError::UnsupportedMedia(error.to_string())),
        Err(error) => Err(AppError::invalid("", "length", &error.to_string())),
    }
}

/// The last part of a path, as a line of text.
fn file_name(sent: &str) -> Result<Line, AppError> {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if last.is_empty() {
        return Err(AppError::invalid("?file_name", "required", "the file needs a name"));
    }
    Line::parse(last).map_err(|error| AppError::invalid("?file_name", "format", &error.to_string()))
}
