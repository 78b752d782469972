//! Working through a file in the background: batch by batch, each with its checkpoint in the same transaction, so that an
//! importer that is stopped at any moment goes on exactly where it was.

use std::{
    collections::{BTreeMap, HashMap},
    ops::ControlFlow,
    sync::Arc,
    time::Duration,
};

use contract::imports::{ImportState, ImportTickets, ImportView};
use domain::kernel::{BranchId, ImportId};
use object_store::{ObjectStoreExt as _, path::Path};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    finding::{Finding, refusals},
    history::Imported,
    incidents::{Group, read},
    list::{Earlier, Lookup, plan},
    mapping::{Mapping, Places},
    prepared::{Prepared, Shape},
    progress::{Claimed, NO_TICKETS, SILENCE_MILLIS, Tally, view},
    rows::Columns,
    store::import_job,
};
use crate::{
    App, AppError, Caller,
    access::branches::Branch,
    assets::Written,
    tickets::{import_historical, store::ticket},
    tx::Tx,
};

/// Rows of one transaction: others wait for the writer no longer than that takes.
const BATCH: usize = 100;
/// A batch that fails for a passing reason is tried again, after these waits.
const RETRIES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];

/// Called after every batch; `Break` stops there, to be resumed later.
pub type KeepGoing<'a> = &'a mut (dyn FnMut(&ImportView) -> ControlFlow<()> + Send);

impl App {
    /// Goes on with every import that was interrupted: at start, and whenever another node fell silent. Says how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn resume_imports(&self) -> Result<usize, AppError> {
        use import_job::Column;
        let silent = self.now().millis() - SILENCE_MILLIS;
        let waiting = import_job::Entity::find()
            .filter(Column::State.is_in([ImportState::Checking.as_str(), ImportState::Applying.as_str()]))
            .filter(Column::HeartbeatAt.lt(silent))
            .all(self.db.read())
            .await?;
        let found = waiting.len();
        for job in waiting {
            self.import_in_background(ImportId(job.id));
        }
        Ok(found)
    }

    pub(super) fn import_in_background(&self, id: ImportId) {
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(error) = app.work_on_import(id, &mut |_| ControlFlow::Continue(())).await {
                tracing::error!(%error, import = %id, "the import was interrupted; it goes on later");
            }
        });
    }

    /// Works on an import until its stage has ended, `keep_going` says stop, or another importer took over.
    ///
    /// # Errors
    /// When the database or the file folder fails; the import goes on later.
    pub(super) async fn work_on_import(
        &self,
        id: ImportId,
        keep_going: KeepGoing<'_>,
    ) -> Result<(), AppError> {
        let Some(mut claimed) = Claimed::take(self, id).await? else { return Ok(()) };
        let file = match self.files.get(&Path::from(claimed.job.storage_key.as_str())).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => {
                let why = "上传的文件已不存在 · the uploaded file is gone".to_owned();
                return self.end(&mut claimed, ImportState::Failed, Some(why)).await;
            }
            Err(error) => return Err(error.into()),
        };
        let (kind, mapping) = (claimed.kind, claimed.job.mapping.clone());
        let opened =
            tokio::task::spawn_blocking(move || Prepared::open(kind, &file, mapping.as_deref())).await;
        let opened = opened.map_err(|error| AppError::inconsistent("import_job", id, error))?;
        match opened {
            Ok(prepared) => self.work_through(&mut claimed, Arc::new(prepared), keep_going).await,
            Err(why) => self.end(&mut claimed, ImportState::Failed, Some(why)).await,
        }
    }

    async fn work_through(
        &self,
        claimed: &mut Claimed,
        prepared: Arc<Prepared>,
        keep_going: KeepGoing<'_>,
    ) -> Result<(), AppError> {
        let mut stage = self.stage(claimed, &prepared).await?;
        loop {
            let from = usize::try_from(claimed.job.rows_done).unwrap_or(usize::MAX);
            if from >= prepared.sheet.len() {
                let next = if claimed.state == ImportState::Checking {
                    ImportState::Checked
                } else {
                    ImportState::Done
                };
                return self.end(claimed, next, None).await;
            }
            match self.batch(claimed, &prepared, &mut stage, from).await {
                Ok(()) => {}
                // another importer took over
                Err(AppError::Stale) => return Ok(()),
                Err(error) => {
                    tracing::error!(%error, import = %claimed.job.id, row = from, "the import failed");
                    let why = "内部错误，详见服务器日志 · an internal error; see the server's log".to_owned();
                    return self.end(claimed, ImportState::Failed, Some(why)).await;
                }
            }
            if keep_going(&view(&claimed.job)?).is_break() {
                return Ok(());
            }
        }
    }

    /// What the stage needs besides the file; a dry run begins anew.
    async fn stage(&self, claimed: &mut Claimed, prepared: &Prepared) -> Result<Stage, AppError> {
        claimed.job.rows_total = i64::try_from(prepared.sheet.len()).unwrap_or(i64::MAX);
        claimed.notes.detected = prepared.detected.clone();
        let known = self.list_branches(&Caller::system()).await?.items;
        let mut branches = HashMap::new();
        for branch in &known {
            branches.insert(branch.name.to_lowercase(), branch.id);
        }
        for branch in &known {
            // a code is more certain than a name
            branches.insert(branch.code.to_lowercase(), branch.id);
        }
        let own = crate::access::branches::by_id(self.db.read(), BranchId(claimed.job.branch_id)).await?;
        let own = own.ok_or_else(|| {
            AppError::inconsistent("import_job", claimed.job.id, "its branch does not exist")
        })?;
        let mut earlier = Earlier::default();
        if claimed.state == ImportState::Checking {
            if let Shape::Log { groups, .. } = &prepared.shape {
                let total = groups.iter().filter(|group| group.key.is_some()).count() as u64;
                claimed.notes.tickets = Some(ImportTickets { total, ..NO_TICKETS });
            }
            if let Shape::List { columns } = &prepared.shape {
                earlier = Earlier::of(claimed.kind, &prepared.sheet, columns);
            }
            let tx = self.begin_system().await?;
            claimed.restart(&tx).await?;
            tx.commit().await?;
        }
        Ok(Stage { branches, own, earlier })
    }

    async fn end(
        &self,
        claimed: &mut Claimed,
        state: ImportState,
        failure: Option<String>,
    ) -> Result<(), AppError> {
        let mut tx = self.begin_system().await?;
        match claimed.finish(&mut tx, state, failure).await {
            Ok(()) => tx.commit().await,
            Err(AppError::Stale) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// One batch, tried again when it fails for a reason that may pass.
    async fn batch(
        &self,
        claimed: &mut Claimed,
        prepared: &Prepared,
        stage: &mut Stage,
        from: usize,
    ) -> Result<(), AppError> {
        let mut waits = RETRIES.iter();
        // what the database refused although the check before did not see it: told apart, and left out
        let mut refused: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
        loop {
            let result = match (&prepared.shape, claimed.state) {
                (Shape::List { columns }, ImportState::Checking) => {
                    self.check_list(claimed, prepared, columns, stage, from).await
                }
                (Shape::List { columns }, _) => {
                    self.apply_list(claimed, prepared, columns, stage, from).await
                }
                (Shape::Log { mapping, places, groups }, state) => {
                    let log = Log { prepared, mapping, places, groups };
                    self.log_batch(claimed, &log, stage, from, state == ImportState::Applying, &mut refused)
                        .await
                }
            };
            let error = match result {
                Ok(true) => return Ok(()),
                // a row was told apart: the same batch without it
                Ok(false) => continue,
                Err(AppError::Stale) => return Err(AppError::Stale),
                Err(error) => error,
            };
            let Some(wait) = waits.next() else { return Err(error) };
            tracing::warn!(%error, import = %claimed.job.id, row = from, "a batch failed; trying again");
            tokio::time::sleep(*wait).await;
        }
    }

    async fn check_list(
        &self,
        claimed: &mut Claimed,
        prepared: &Prepared,
        columns: &Columns,
        stage: &mut Stage,
        from: usize,
    ) -> Result<bool, AppError> {
        let mut tally = Tally::default();
        for index in from..prepared.sheet.len().min(from + BATCH) {
            let row = prepared.sheet.row(index);
            let lookup = stage.lookup(self);
            let (planned, findings) =
                plan(self.db.read(), &lookup, claimed.kind, columns, &row, &stage.earlier).await?;
            tally.count(planned.effect(), 1);
            tally.findings.extend(findings);
            stage.earlier.remember(claimed.kind, super::rows::Fields { columns, row: &row }, &planned);
        }
        let tx = self.begin_system().await?;
        claimed.checkpoint(tx, tally).await
    }

    async fn apply_list(
        &self,
        claimed: &mut Claimed,
        prepared: &Prepared,
        columns: &Columns,
        stage: &Stage,
        from: usize,
    ) -> Result<bool, AppError> {
        let actor = claimed.actor()?;
        let mut tx = self.begin_system().await?;
        let mut tally = Tally::default();
        for index in from..prepared.sheet.len().min(from + BATCH) {
            let row = prepared.sheet.row(index);
            let lookup = stage.lookup(self);
            let (planned, findings) =
                plan(tx.conn(), &lookup, claimed.kind, columns, &row, &stage.earlier).await?;
            let written = planned.save(&mut tx, &actor).await?;
            tally.count(written, 1);
            tally.findings.extend(findings);
        }
        claimed.checkpoint(tx, tally).await
    }

    /// Whole tickets, at least one, until the batch is full. False: a ticket was refused, try the batch without it.
    async fn log_batch(
        &self,
        claimed: &mut Claimed,
        log: &Log<'_>,
        stage: &Stage,
        from: usize,
        apply: bool,
        refused: &mut BTreeMap<usize, Vec<Finding>>,
    ) -> Result<bool, AppError> {
        let actor = claimed.actor()?;
        let mut tx = self.begin_system().await?;
        let mut tally = Tally::default();
        for at in log.batch_at(from) {
            let Some(group) = log.groups.get(at) else { break };
            let reading = read(&log.prepared.sheet, log.mapping, log.places, group, tx.now());
            let rows = group.rows.len() as u64;
            tally.findings.extend(reading.findings);
            let refusal = refused.get(&at);
            let Some(ticket) = reading.ticket.filter(|_| refusal.is_none()) else {
                tally.findings.extend(refusal.into_iter().flatten().cloned());
                tally.count(None, rows);
                if group.key.is_some() {
                    tally.count_ticket(None);
                }
                continue;
            };
            let done = if apply {
                import_historical(&mut tx, &stage.own, &actor, ticket)
                    .await
                    .map(|imported| imported == Imported::Unchanged)
            } else {
                is_known(&tx, &ticket.external_no).await
            };
            let effect = match done {
                Ok(true) => Written::Unchanged,
                Ok(false) => Written::Created,
                Err(error) => {
                    let line = group.rows.first().map_or(0, |index| log.prepared.sheet.row(*index).line);
                    // numbers are given without gaps: what was begun for this ticket is undone with the whole batch
                    refused.insert(at, refusals(line, error, |_| None)?);
                    return Ok(false);
                }
            };
            tally.count(Some(effect), reading.used);
            tally.count(None, reading.rejected);
            tally.count_ticket(Some(effect));
        }
        claimed.checkpoint(tx, tally).await
    }
}

impl Claimed {
    /// Commits a batch with its counts. What was counted is forgotten again when the commit fails.
    async fn checkpoint(&mut self, tx: Tx<'_>, tally: Tally) -> Result<bool, AppError> {
        let before = self.snapshot();
        let done = match self.add(&tx, tally).await {
            Ok(()) => tx.commit().await,
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            self.restore(before);
            return Err(error);
        }
        Ok(true)
    }
}

/// What a stage knows besides the file.
struct Stage {
    branches: HashMap<String, BranchId>,
    /// The branch of rows that name none
    own: Branch,
    earlier: Earlier,
}

impl Stage {
    fn lookup<'a>(&'a self, app: &'a App) -> Lookup<'a> {
        Lookup { ids: &app.ids, now: app.now(), branch_id: self.own.id, branches: &self.branches }
    }
}

struct Log<'a> {
    prepared: &'a Prepared,
    mapping: &'a Mapping,
    places: &'a Places,
    groups: &'a [Group],
}

impl Log<'_> {
    /// The groups that come after `done` rows, as many as fill a batch.
    fn batch_at(&self, done: usize) -> std::ops::Range<usize> {
        let mut rows = 0;
        let first = self.groups.iter().position(|group| {
            let here = rows >= done;
            rows += group.rows.len();
            here
        });
        let first = first.unwrap_or(self.groups.len());
        let mut filled = 0;
        let rest = self.groups.get(first..).unwrap_or_default();
        let count = rest.iter().take_while(|group| {
            let room = filled < BATCH;
            filled += group.rows.len();
            room
        });
        first..first + count.count()
    }
}

async fn is_known(tx: &Tx<'_>, external_no: &str) -> Result<bool, AppError> {
    let found =
        ticket::Entity::find().filter(ticket::Column::ExternalId.eq(external_no)).one(tx.conn()).await?;
    Ok(found.is_some())
}
