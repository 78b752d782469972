//! 邮件受理: messages that reached us, ids of those we sent, and the addresses by which a sender is known.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::portable::{is_postgres, run};

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261124_000010_mailbox"
    }
}

const MAILBOX: &str = "
CREATE TABLE customer_email (
    email text NOT NULL, customer_id {uuid} NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    PRIMARY KEY (email, customer_id)
);
CREATE INDEX customer_email_customer ON customer_email (customer_id);
CREATE TABLE mail_message (
    id {uuid} PRIMARY KEY, dedup_key text NOT NULL UNIQUE, message_id text, sender text, sender_name text, subject text NOT NULL,
    preview text NOT NULL, kind text, state text NOT NULL, rule text NOT NULL,
    ticket_id {uuid} REFERENCES ticket (id), ticket_no text, branch_id {uuid} NOT NULL REFERENCES branch (id),
    size bigint NOT NULL, sha256 text NOT NULL, refused text NOT NULL, received_at bigint NOT NULL, created_at bigint NOT NULL,
    handled_by text, handled_note text, updated_at bigint NOT NULL
);
CREATE INDEX mail_message_state ON mail_message (state, id);
CREATE INDEX mail_message_branch ON mail_message (branch_id, state, id);
CREATE INDEX mail_message_sender ON mail_message (sender, created_at);
CREATE INDEX mail_message_ticket ON mail_message (ticket_id, state, created_at);
CREATE INDEX mail_message_reference ON mail_message (message_id);
CREATE TABLE mail_sent (
    message_id text PRIMARY KEY, ticket_id {uuid} NOT NULL REFERENCES ticket (id), notice_number bigint, created_at bigint NOT NULL
)
";

/// Addresses of the contacts there are already.
const KNOWN_POSTGRES: &str = "
INSERT INTO customer_email (email, customer_id)
    SELECT DISTINCT lower(trim(contact->>'email')), customer.id
    FROM customer, jsonb_array_elements(customer.contacts::jsonb) AS contact
    WHERE contact->>'email' LIKE '%_@_%'
";
const KNOWN_SQLITE: &str = "
INSERT INTO customer_email (email, customer_id)
    SELECT DISTINCT lower(trim(json_extract(contact.value, '$.email'))), customer.id
    FROM customer, json_each(customer.contacts) AS contact
    WHERE json_extract(contact.value, '$.email') LIKE '%_@_%'
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, MAILBOX).await?;
        run(manager, if is_postgres(manager) { KNOWN_POSTGRES } else { KNOWN_SQLITE }).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = "DROP TABLE IF EXISTS mail_sent; DROP TABLE IF EXISTS mail_message; DROP TABLE IF EXISTS customer_email";
        run(manager, tables).await
    }
}
