//! 收信邮箱: which mailboxes are asked, and how each is. Passwords are kept encrypted and never shown again.

use contract::mailbox::{MailboxView, SaveMailbox};
use domain::{
    access::{Permission, Resource},
    kernel::{BranchId, Line, MailboxId, Timestamp},
    mailbox::MailSecurity,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::store::mailbox::{Column, Entity, Model};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tx::{Begin, Tx},
};

impl App {
    /// Every mailbox with its state, by name.
    ///
    /// # Errors
    /// Without `mail.manage`.
    pub async fn list_mailboxes(&self, caller: &Caller) -> Result<Vec<MailboxView>, AppError> {
        caller.require(Permission::MailManage, &Resource::COMPANY)?;
        let rows =
            Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).all(self.db.read()).await?;
        rows.into_iter().map(view).collect()
    }

    /// One mailbox, without its password.
    ///
    /// # Errors
    /// Without `mail.manage`; 404 when there is none.
    pub async fn show_mailbox(&self, caller: &Caller, id: MailboxId) -> Result<MailboxView, AppError> {
        caller.require(Permission::MailManage, &Resource::COMPANY)?;
        view(Entity::find_by_id(id.0).one(self.db.read()).await?.ok_or(AppError::NotFound)?)
    }

    /// A new mailbox. Mail that comes from now on is taken; what lies there already is not.
    ///
    /// # Errors
    /// 403 without `mail.manage`; 422 naming every field that is not right.
    pub async fn create_mailbox(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveMailbox,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::MailManage, &Resource::COMPANY)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let id = self.ids.next::<Uuid>(tx.now());
        let Some(password) = &input.password else {
            return Err(AppError::invalid("/password", "required", "is required"));
        };
        let sealed = self.mailbox_vault.seal(&self.ids, id, password.as_bytes())?;
        let fresh = Model {
            id,
            branch_id: input.branch_id.0,
            sealed,
            version: 0,
            created_at: tx.now().millis(),
            ..Model::default()
        };
        let row = self.filled(&tx, fresh, &input).await?;
        Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(tx.conn()).await?;
        let location = format!("/api/v1/mail/mailboxes/{id}");
        saved(tx, caller, row, "created", |view| Outcome::created(view, Some(view.version), location)).await
    }

    /// Changes a mailbox; without `password` the present one stays. Another server, user or folder is read from now on.
    ///
    /// # Errors
    /// As when making one; 404 when there is none; 412 when it was changed meanwhile.
    pub async fn update_mailbox(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: MailboxId,
        version: i64,
        input: SaveMailbox,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::MailManage, &Resource::COMPANY)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let mut before = Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        if before.version != version {
            return Err(AppError::Stale);
        }
        let place = |row: &Model| (row.host.clone(), row.username.clone(), row.folder.clone());
        let was = place(&before);
        match &input.password {
            Some(password) => {
                before.sealed = self.mailbox_vault.seal(&self.ids, id.0, password.as_bytes())?;
            }
            // a password is not sent to another server than the one that it was entered for
            None if before.host != input.host.trim() => {
                return Err(AppError::invalid(
                    "/password",
                    "required",
                    "another server needs its own password",
                ));
            }
            None => {}
        }
        let mut row = self.filled(&tx, before, &input).await?;
        if place(&row) != was {
            row.uid_validity = None;
            row.last_uid = 0;
        }
        let changed = Entity::update_many()
            .set(row.clone().into_active_model().reset_all())
            .filter(Column::Id.eq(id.0))
            .filter(Column::Version.eq(version))
            .exec(tx.conn())
            .await?;
        if changed.rows_affected != 1 {
            return Err(AppError::Stale);
        }
        saved(tx, caller, row, "changed", |view| Outcome::ok(view, Some(view.version))).await
    }

    /// The row with what was typed in; it is asked at once.
    async fn filled(&self, tx: &Tx<'_>, before: Model, input: &SaveMailbox) -> Result<Model, AppError> {
        let line = |pointer: &str, text: &str| {
            Line::parse(text)
                .map(String::from)
                .map_err(|e| AppError::invalid(pointer, "format", &e.to_string()))
        };
        let host = line("/host", &input.host)?;
        if url::Host::parse(&host).is_err() {
            return Err(AppError::invalid("/host", "format", "must be a host name or an address"));
        }
        if input.security == MailSecurity::None && !self.mail.allow_insecure {
            return Err(AppError::invalid(
                "/security",
                "insecure",
                "the password must not be sent unencrypted",
            ));
        }
        if crate::access::branches::by_id(tx.conn(), input.branch_id).await?.is_none() {
            return Err(AppError::invalid("/branch_id", "unknown_reference", "does not exist"));
        }
        let done_folder = input.done_folder.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if done_folder == Some(input.folder.trim()) {
            return Err(AppError::invalid("/done_folder", "conflict", "must be another folder"));
        }
        Ok(Model {
            branch_id: input.branch_id.0,
            name: line("/name", &input.name)?,
            host,
            port: i64::from(input.port),
            security: input.security.as_str().to_owned(),
            username: line("/username", &input.username)?,
            folder: line("/folder", &input.folder)?,
            done_folder: done_folder.map(|text| line("/done_folder", text)).transpose()?,
            interval_seconds: i64::from(input.interval_seconds),
            active: input.active,
            fault: None,
            failures: 0,
            next_poll_at: tx.now().millis(),
            leased_until: 0,
            version: before.version + 1,
            updated_at: tx.now().millis(),
            ..before
        })
    }
}

async fn saved(
    tx: Tx<'_>,
    caller: &Caller,
    row: Model,
    what: &str,
    outcome: impl FnOnce(&MailboxView) -> Result<Outcome, AppError>,
) -> Result<Outcome, AppError> {
    let detail = serde_json::json!({
        "name": row.name, "host": row.host, "username": row.username, "folder": row.folder,
        "branch_id": BranchId(row.branch_id), "active": row.active, "version": row.version,
    });
    tx.audit(caller.actor(), &format!("mailbox.{what}"), "mailbox", row.id, &detail).await?;
    let outcome = outcome(&view(row)?)?;
    tx.finish(outcome).await
}

fn view(row: Model) -> Result<MailboxView, AppError> {
    let id = row.id;
    let broken = |what: String| AppError::inconsistent("mailbox", id, what);
    let instant = |millis| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
    Ok(MailboxView {
        id: MailboxId(row.id),
        branch_id: BranchId(row.branch_id),
        port: u16::try_from(row.port).map_err(|e| broken(e.to_string()))?,
        security: row.security.parse().map_err(|e| broken(format!("{e}")))?,
        interval_seconds: u32::try_from(row.interval_seconds).map_err(|e| broken(e.to_string()))?,
        fault: row.fault.map(|code| code.parse()).transpose().map_err(|e| broken(format!("{e}")))?,
        failures: row.failures,
        taken: row.taken,
        polled_at: row.polled_at.map(instant).transpose()?,
        next_poll_at: if row.active { Some(instant(row.next_poll_at)?) } else { None },
        created_at: instant(row.created_at)?,
        updated_at: instant(row.updated_at)?,
        name: row.name,
        host: row.host,
        username: row.username,
        folder: row.folder,
        done_folder: row.done_folder,
        active: row.active,
        version: row.version,
    })
}
