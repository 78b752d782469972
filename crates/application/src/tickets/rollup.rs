//! Counts that the dashboard shows, kept with every change instead of counted on every look.

use domain::{kernel::Timestamp, tickets::StateCode};
use sea_orm::{
    ConnectionTrait, EntityTrait, Set,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};
use uuid::Uuid;

use super::store::ticket;
use crate::AppError;

pub(crate) mod open_rollup {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "open_rollup")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub branch_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_type: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub priority: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub family: String,
        pub open: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod day_rollup {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "day_rollup")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub branch_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        pub registered: i64,
        pub solved: i64,
        pub breached: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a day gained.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gain {
    pub registered: i64,
    pub solved: i64,
    pub breached: i64,
}

type Key = (Uuid, String, String, String);

fn key(row: &ticket::Model) -> Option<Key> {
    let family = row.family.clone().unwrap_or_default();
    row.is_open.then(|| (row.branch_id, row.request_type.clone(), row.priority.clone(), family))
}

const SOLVED: [&str; 3] =
    [StateCode::Resolved.as_str(), StateCode::CustomerConfirmed.as_str(), StateCode::Archived.as_str()];

/// A ticket came, changed its place in the counts, or went.
pub(super) async fn moved<C: ConnectionTrait>(
    conn: &C,
    before: Option<&ticket::Model>,
    after: &ticket::Model,
    now: Timestamp,
) -> Result<(), AppError> {
    let (from, to) = (before.and_then(key), key(after));
    if from != to {
        if let Some(key) = from {
            add_open(conn, key, -1).await?;
        }
        if let Some(key) = to {
            add_open(conn, key, 1).await?;
        }
    }
    let solved = |row: &ticket::Model| SOLVED.contains(&row.state.as_str());
    let gain = Gain {
        registered: i64::from(before.is_none()),
        solved: i64::from(solved(after) && !before.is_some_and(solved)),
        breached: 0,
    };
    if gain.registered + gain.solved > 0 {
        let at =
            if before.is_none() { Timestamp::from_millis(after.received_at).unwrap_or(now) } else { now };
        add_day(conn, after.branch_id, at, gain).await?;
    }
    Ok(())
}

async fn add_open<C: ConnectionTrait>(conn: &C, key: Key, by: i64) -> Result<(), AppError> {
    use open_rollup::{ActiveModel, Column, Entity};
    let (branch_id, request_type, priority, family) = key;
    let row = ActiveModel {
        branch_id: Set(branch_id),
        request_type: Set(request_type),
        priority: Set(priority),
        family: Set(family),
        open: Set(by),
    };
    let sum = Expr::col((Entity, Column::Open)).add(by);
    let conflict =
        OnConflict::columns([Column::BranchId, Column::RequestType, Column::Priority, Column::Family])
            .value(Column::Open, sum)
            .to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(conn).await?;
    Ok(())
}

/// Adds to a day of the standard zone.
pub(crate) async fn add_day<C: ConnectionTrait>(
    conn: &C,
    branch: Uuid,
    at: Timestamp,
    gain: Gain,
) -> Result<(), AppError> {
    use day_rollup::{ActiveModel, Column, Entity};
    let row = ActiveModel {
        branch_id: Set(branch),
        day: Set(domain::sla::date_of(crate::sla::rules::ZONE, at).to_string()),
        registered: Set(gain.registered),
        solved: Set(gain.solved),
        breached: Set(gain.breached),
    };
    let conflict = OnConflict::columns([Column::Day, Column::BranchId])
        .value(Column::Registered, Expr::col((Entity, Column::Registered)).add(gain.registered))
        .value(Column::Solved, Expr::col((Entity, Column::Solved)).add(gain.solved))
        .value(Column::Breached, Expr::col((Entity, Column::Breached)).add(gain.breached))
        .to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(conn).await?;
    Ok(())
}
