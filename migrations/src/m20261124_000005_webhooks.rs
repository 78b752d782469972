//! 推送订阅: subscriptions of third-party systems and what is on its way to them.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::portable::run;

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261124_000005_webhooks"
    }
}

const WEBHOOKS: &str = "
CREATE TABLE webhook (
    id {uuid} PRIMARY KEY, url text NOT NULL, event_types text NOT NULL, branch_id {uuid} REFERENCES branch (id),
    description text, active boolean NOT NULL, disabled_reason text,
    secret text NOT NULL, previous_secret text, previous_until bigint,
    position bigint NOT NULL, lease text, leased_until bigint NOT NULL,
    api_key_id {uuid} REFERENCES api_key (id), created_by text NOT NULL,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE TABLE webhook_delivery (
    id {uuid} PRIMARY KEY, webhook_id {uuid} NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    event_id {uuid} NOT NULL, event_seq bigint NOT NULL, event_type text NOT NULL, payload text,
    state text NOT NULL, attempts bigint NOT NULL, last_attempt_at bigint, status_code bigint, duration_ms bigint,
    fault text, response text, next_attempt_at bigint, leased_until bigint NOT NULL, queued_at bigint NOT NULL,
    UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook_id, state, id);
CREATE INDEX webhook_delivery_first ON webhook_delivery (webhook_id, event_seq, id) WHERE state = 'pending' AND attempts = 0;
CREATE INDEX webhook_delivery_again ON webhook_delivery (next_attempt_at) WHERE state = 'pending' AND attempts > 0;
CREATE INDEX webhook_delivery_age ON webhook_delivery (queued_at)
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, WEBHOOKS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "DROP TABLE IF EXISTS webhook_delivery; DROP TABLE IF EXISTS webhook").await
    }
}
