//! 通知: who was told what on which way, how each wants to be told, who is on duty, robots and gateways of branches.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::portable::run;

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261124_000007_notifications"
    }
}

/// A database with a past tells nobody of it: the position begins at the end of the feed.
const NOTIFICATIONS: &str = "
CREATE TABLE feed_consumer (name text PRIMARY KEY, position bigint NOT NULL);
INSERT INTO feed_consumer (name, position) SELECT 'notifications', COALESCE(MAX(seq), 0) FROM outbox;
CREATE TABLE notification (
    id {uuid} PRIMARY KEY, event_id {uuid} NOT NULL, event_seq bigint NOT NULL, user_id {uuid} NOT NULL REFERENCES user_account (id),
    channel text NOT NULL, kind text NOT NULL, rule text NOT NULL, urgent boolean NOT NULL,
    ticket_id {uuid} NOT NULL, branch_id {uuid} NOT NULL, facts text NOT NULL, happened_at bigint NOT NULL, created_at bigint NOT NULL,
    read_at bigint, state text NOT NULL, attempts bigint NOT NULL, fault text, next_attempt_at bigint, leased_until bigint NOT NULL, sent_at bigint,
    UNIQUE (event_id, user_id, channel)
);
CREATE INDEX notification_inbox ON notification (user_id, id) WHERE channel = 'inbox';
CREATE INDEX notification_unread ON notification (user_id, id) WHERE channel = 'inbox' AND read_at IS NULL;
CREATE INDEX notification_due ON notification (next_attempt_at) WHERE state = 'pending';
CREATE TABLE notification_preference (
    user_id {uuid} PRIMARY KEY REFERENCES user_account (id), body text NOT NULL, version bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE TABLE duty_shift (
    id {uuid} PRIMARY KEY, branch_id {uuid} NOT NULL REFERENCES branch (id), user_id {uuid} NOT NULL REFERENCES user_account (id),
    starts_at bigint NOT NULL, ends_at bigint NOT NULL, cancelled_at bigint, created_by text NOT NULL,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE INDEX duty_shift_current ON duty_shift (ends_at, id) WHERE cancelled_at IS NULL;
CREATE INDEX duty_shift_branch ON duty_shift (branch_id, ends_at, id) WHERE cancelled_at IS NULL;
CREATE TABLE notification_channel (
    id {uuid} PRIMARY KEY, branch_id {uuid} NOT NULL REFERENCES branch (id), kind text NOT NULL, name text NOT NULL, host text NOT NULL,
    template text, sealed text NOT NULL, active boolean NOT NULL,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE INDEX notification_channel_branch ON notification_channel (branch_id, kind)
";

const DOWN: &str = "
DROP TABLE IF EXISTS notification_channel; DROP TABLE IF EXISTS duty_shift; DROP TABLE IF EXISTS notification_preference;
DROP TABLE IF EXISTS notification; DROP TABLE IF EXISTS feed_consumer
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, NOTIFICATIONS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
