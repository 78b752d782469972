//! 收信邮箱: mailboxes that are asked for new mail, and how far each was read.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::portable::run;

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261124_000013_mailboxes"
    }
}

const MAILBOXES: &str = "
CREATE TABLE mailbox (
    id {uuid} PRIMARY KEY, branch_id {uuid} NOT NULL REFERENCES branch (id), name text NOT NULL,
    host text NOT NULL, port bigint NOT NULL, security text NOT NULL, username text NOT NULL, sealed text NOT NULL,
    folder text NOT NULL, done_folder text, interval_seconds bigint NOT NULL, active boolean NOT NULL,
    uid_validity bigint, last_uid bigint NOT NULL, polled_at bigint, fault text, failures bigint NOT NULL,
    taken bigint NOT NULL, next_poll_at bigint NOT NULL, leased_until bigint NOT NULL,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE INDEX mailbox_due ON mailbox (next_poll_at) WHERE active
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, MAILBOXES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "DROP TABLE IF EXISTS mailbox").await
    }
}
