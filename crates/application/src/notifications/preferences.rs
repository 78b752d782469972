//! How each person wants to be told; what nobody chose is as [`Preferences::default`] says.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use contract::notifications::{KindChannels, PreferencesView, SavePreferences};
use domain::{
    kernel::UserId,
    notifications::{NotificationKind, Preferences},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, TryInsertResult,
    prelude::Expr,
};
use uuid::Uuid;

use super::store::preference::{ActiveModel, Column, Entity, Model};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    access::{branch_tree::BranchTree, staff::Staff, store::branch},
    sla::{rules::ZONE, store::calendar},
    tx::Begin,
};

/// Preferences with the clocks by which the person lives.
#[derive(Debug, Clone)]
pub(super) struct Wishes {
    pub preferences: Preferences,
    pub zone: Tz,
}

fn preferences(row: &Model) -> Result<Preferences, AppError> {
    serde_json::from_str(&row.body)
        .map_err(|e| AppError::inconsistent("notification_preference", row.user_id, e))
}

impl App {
    /// The wishes of these people, who are all in `staff`.
    pub(super) async fn wishes<C: ConnectionTrait>(
        &self,
        conn: &C,
        people: &BTreeSet<UserId>,
        staff: &BTreeMap<UserId, Staff>,
        tree: &BranchTree,
    ) -> Result<BTreeMap<UserId, Wishes>, AppError> {
        let rows =
            Entity::find().filter(Column::UserId.is_in(people.iter().map(|id| id.0))).all(conn).await?;
        let mut chosen = rows
            .iter()
            .map(|row| Ok((UserId(row.user_id), preferences(row)?)))
            .collect::<Result<BTreeMap<_, _>, AppError>>()?;
        let zones = self.zones(conn).await?;
        let zone = |id: &UserId| {
            let home = staff.get(id)?.home?;
            tree.up_from(home).into_iter().find_map(|branch| zones.get(&branch.0)).copied()
        };
        let wish = |id: &UserId| {
            let preferences = chosen.remove(id).unwrap_or_default();
            (*id, Wishes { preferences, zone: zone(id).unwrap_or(ZONE) })
        };
        Ok(people.iter().map(wish).collect())
    }

    /// The zone of every branch that has a calendar of its own.
    async fn zones<C: ConnectionTrait>(&self, conn: &C) -> Result<BTreeMap<Uuid, Tz>, AppError> {
        let own: Vec<(Uuid, Option<String>)> = branch::Entity::find()
            .select_only()
            .columns([branch::Column::Id, branch::Column::CalendarCode])
            .filter(branch::Column::CalendarCode.is_not_null())
            .into_tuple()
            .all(conn)
            .await?;
        if own.is_empty() {
            return Ok(BTreeMap::new());
        }
        let codes: BTreeSet<&str> = own.iter().filter_map(|(_, code)| code.as_deref()).collect();
        let versions: Vec<(String, Uuid)> = calendar::Entity::find()
            .select_only()
            .columns([calendar::Column::Code, calendar::Column::Id])
            .filter(calendar::Column::Code.is_in(codes))
            .order_by_asc(calendar::Column::Version)
            .into_tuple()
            .all(conn)
            .await?;
        // ascending: the newest version of a code comes last and stays
        let newest: BTreeMap<String, Uuid> = versions.into_iter().collect();
        let mut zones = BTreeMap::new();
        for (branch, code) in own {
            if let Some(id) = code.and_then(|code| newest.get(&code)) {
                zones.insert(branch, self.calendar(conn, *id).await?.zone());
            }
        }
        Ok(zones)
    }

    /// How the caller wants to be told.
    ///
    /// # Errors
    /// 403 for machines.
    pub async fn show_notification_preferences(&self, caller: &Caller) -> Result<PreferencesView, AppError> {
        let me = caller.person()?;
        let row = Entity::find_by_id(me.0).one(self.db.read()).await?;
        match row {
            Some(row) => Ok(self.preferences_view(&preferences(&row)?, row.version)),
            None => Ok(self.preferences_view(&Preferences::default(), 0)),
        }
    }

    /// Changes how the caller wants to be told, from the next notification on.
    ///
    /// # Errors
    /// 412 when it was changed meanwhile; 422 for quiet hours without length or a kind that is named twice.
    pub async fn save_notification_preferences(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        version: i64,
        input: SavePreferences,
    ) -> Result<Outcome, AppError> {
        let me = caller.person()?;
        let chosen = checked(input)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let body = serde_json::to_string(&chosen)
            .map_err(|e| AppError::inconsistent("notification_preference", me, e))?;
        let now = tx.now().millis();
        let known = Entity::find_by_id(me.0).one(tx.conn()).await?;
        if known.as_ref().map_or(0, |row| row.version) != version {
            return Err(AppError::Stale);
        }
        let saved = if known.is_none() {
            let row =
                ActiveModel { user_id: Set(me.0), body: Set(body), version: Set(1), updated_at: Set(now) };
            let insert = Entity::insert(row).on_conflict_do_nothing().exec_without_returning(tx.conn());
            matches!(insert.await?, TryInsertResult::Inserted(1))
        } else {
            let change = Entity::update_many()
                .col_expr(Column::Body, Expr::value(body))
                .col_expr(Column::Version, Expr::value(version + 1))
                .col_expr(Column::UpdatedAt, Expr::value(now))
                .filter(Column::UserId.eq(me.0))
                .filter(Column::Version.eq(version));
            change.exec(tx.conn()).await?.rows_affected == 1
        };
        if !saved {
            return Err(AppError::Stale);
        }
        let view = self.preferences_view(&chosen, version + 1);
        tx.finish(Outcome::ok(&view, Some(view.version))?).await
    }

    fn preferences_view(&self, chosen: &Preferences, version: i64) -> PreferencesView {
        let channels = |kind: &NotificationKind| KindChannels {
            kind: *kind,
            channels: chosen.channels(*kind).into_iter().collect(),
        };
        PreferencesView {
            language: chosen.language,
            quiet: chosen.quiet,
            email: chosen.email.clone(),
            channels: NotificationKind::ALL.iter().map(channels).collect(),
            email_available: self.messages.mailer.is_some(),
            version,
        }
    }
}

fn checked(input: SavePreferences) -> Result<Preferences, AppError> {
    if input.quiet.is_some_and(|quiet| !quiet.is_span()) {
        return Err(AppError::invalid("/quiet/until", "range", "must differ from the beginning"));
    }
    let mut channels = BTreeMap::new();
    for (at, chosen) in input.channels.into_iter().enumerate() {
        if channels.insert(chosen.kind, chosen.channels.into_iter().collect()).is_some() {
            return Err(AppError::invalid(&format!("/channels/{at}/kind"), "conflict", "is named twice"));
        }
    }
    let email = input.email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    if let Some(email) = &email
        && email.parse::<lettre::Address>().is_err()
    {
        return Err(AppError::invalid("/email", "email", "must be an e-mail address"));
    }
    Ok(Preferences { language: input.language, quiet: input.quiet, email, channels })
}
