//! 离岗: who is away when, and who stands in (R-11.2.2.1).

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::portable::run;

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261124_000003_absences"
    }
}

/// The first index serves a person's list, the second one the question who is away now.
const ABSENCES: &str = "
CREATE TABLE absence (
    id {uuid} PRIMARY KEY, user_id {uuid} NOT NULL REFERENCES user_account (id), starts_at bigint NOT NULL, ends_at bigint NOT NULL,
    kind text NOT NULL, deputy_id {uuid} REFERENCES user_account (id), note text, cancelled_at bigint, created_by text NOT NULL,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE INDEX absence_user ON absence (user_id, starts_at, id);
CREATE INDEX absence_current ON absence (user_id, ends_at) WHERE cancelled_at IS NULL
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, ABSENCES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "DROP TABLE IF EXISTS absence").await
    }
}
