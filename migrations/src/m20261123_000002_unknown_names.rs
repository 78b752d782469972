//! Failed sign-ins under names that nobody has.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::portable::run;

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000002_unknown_names"
    }
}

const UNKNOWN_NAMES: &str = "
CREATE TABLE unknown_name (name_hash text PRIMARY KEY, failures text NOT NULL, last_at bigint NOT NULL);
CREATE INDEX unknown_name_age ON unknown_name (last_at)
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UNKNOWN_NAMES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "DROP TABLE IF EXISTS unknown_name").await
    }
}
