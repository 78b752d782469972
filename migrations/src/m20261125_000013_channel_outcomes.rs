//! What came of the last attempts on a channel, so that a dead robot is seen before somebody misses its messages.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::portable::run;

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261125_000013_channel_outcomes"
    }
}

const OUTCOMES: &str = "
ALTER TABLE notification_channel ADD COLUMN last_sent_at bigint;
ALTER TABLE notification_channel ADD COLUMN last_failed_at bigint;
ALTER TABLE notification_channel ADD COLUMN last_fault text
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, OUTCOMES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            "ALTER TABLE notification_channel DROP COLUMN last_sent_at; ALTER TABLE notification_channel DROP COLUMN last_failed_at;
             ALTER TABLE notification_channel DROP COLUMN last_fault",
        )
        .await
    }
}
