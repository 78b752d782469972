//! What the server says of itself: its codes with labels, its version, how it is doing.

mod enums;

pub use enums::enums;

use contract::meta::VersionView;
use migrations::{Migrator, MigratorTrait as _};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{App, AppError, tickets::store::threshold};

/// Figures for the monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gauges {
    /// Newest position of the feed
    pub outbox_seq: i64,
    /// Milliseconds by which the oldest unfired threshold is late; 0 when none is
    pub threshold_lag_millis: i64,
}

/// Of the server and of its API.
#[must_use]
pub fn version() -> VersionView {
    VersionView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api: "v1".to_owned(),
        schema: Migrator::migrations().last().map(|newest| newest.name().to_owned()).unwrap_or_default(),
    }
}

impl App {
    /// Reads the figures.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn gauges(&self) -> Result<Gauges, AppError> {
        let conn = self.db.read();
        let now = self.now().millis();
        let oldest: Option<i64> = threshold::Entity::find()
            .select_only()
            .column(threshold::Column::FireAt)
            .filter(threshold::Column::FiredAt.is_null())
            .filter(threshold::Column::FireAt.lte(now))
            .order_by_asc(threshold::Column::FireAt)
            .limit(1)
            .into_tuple()
            .one(conn)
            .await?;
        Ok(Gauges {
            outbox_seq: self.last_event_seq().await?,
            threshold_lag_millis: oldest.map_or(0, |at| now - at),
        })
    }
}
