//! Access, assets, tickets with timeline and clocks, calendars, policies, outbox, imports.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::portable::{is_postgres, run};

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000001_foundation"
    }
}

const ACCESS: &str = "
CREATE TABLE branch (
    id {uuid} PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL, kind text NOT NULL, parent_id {uuid} REFERENCES branch (id),
    calendar_code text, version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE TABLE user_account (
    id {uuid} PRIMARY KEY, account text NOT NULL UNIQUE, name text NOT NULL, phone text, password_hash text NOT NULL,
    active boolean NOT NULL, failures text NOT NULL,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE TABLE user_grant (
    user_id {uuid} NOT NULL REFERENCES user_account (id), role text NOT NULL, branch_id {uuid} NOT NULL REFERENCES branch (id),
    PRIMARY KEY (user_id, role, branch_id)
);
CREATE INDEX user_grant_branch ON user_grant (branch_id, role);
CREATE TABLE service_area (
    region_prefix text PRIMARY KEY, branch_id {uuid} NOT NULL REFERENCES branch (id),
    owner_id {uuid} NOT NULL REFERENCES user_account (id), deputy_id {uuid} REFERENCES user_account (id)
);
CREATE INDEX service_area_branch ON service_area (branch_id);
CREATE TABLE refresh_token (
    token_hash text PRIMARY KEY, family {uuid} NOT NULL, user_id {uuid} NOT NULL REFERENCES user_account (id),
    issued_at bigint NOT NULL, expires_at bigint NOT NULL, used_at bigint, revoked_at bigint
);
CREATE INDEX refresh_token_family ON refresh_token (family);
CREATE INDEX refresh_token_user ON refresh_token (user_id);
CREATE TABLE api_key (
    id {uuid} PRIMARY KEY, name text NOT NULL, prefix text NOT NULL, key_hash text NOT NULL UNIQUE, scopes text NOT NULL,
    branch_id {uuid} NOT NULL REFERENCES branch (id), expires_at bigint, revoked_at bigint, last_used_at bigint, created_at bigint NOT NULL
);
CREATE TABLE audit_entry (
    id {uuid} PRIMARY KEY, at bigint NOT NULL, actor text NOT NULL, action text NOT NULL, subject_kind text NOT NULL,
    subject_id text NOT NULL, detail text NOT NULL
);
CREATE INDEX audit_entry_at ON audit_entry (at, id)
";

const ASSETS: &str = "
CREATE TABLE customer (
    id {uuid} PRIMARY KEY, name text NOT NULL, kind text NOT NULL, grade text, branch_id {uuid} NOT NULL REFERENCES branch (id),
    external_id text UNIQUE, tax_no text, note text, contacts text NOT NULL, sites text NOT NULL,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE INDEX customer_name ON customer (name, id);
CREATE INDEX customer_updated ON customer (updated_at, id);
CREATE INDEX customer_branch ON customer (branch_id, name, id);
CREATE TABLE product (
    id {uuid} PRIMARY KEY, model text NOT NULL UNIQUE, name text NOT NULL, family text NOT NULL, category text NOT NULL,
    immovable boolean NOT NULL, batch_only boolean NOT NULL, terms text NOT NULL, external_id text UNIQUE,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE INDEX product_updated ON product (updated_at, id);
CREATE TABLE unit (
    id {uuid} PRIMARY KEY, serial text, serial_key text, batch text, quantity bigint, product_id {uuid} NOT NULL REFERENCES product (id),
    customer_id {uuid} REFERENCES customer (id), site_id {uuid}, branch_id {uuid} NOT NULL REFERENCES branch (id),
    buyer text NOT NULL, status text NOT NULL, verification text NOT NULL,
    sold_on text, delivered_on text, installed_on text, accepted_on text, running_hours bigint, external_id text UNIQUE,
    version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE UNIQUE INDEX unit_serial ON unit (serial_key, product_id);
CREATE INDEX unit_batch ON unit (batch);
CREATE INDEX unit_customer ON unit (customer_id, id);
CREATE INDEX unit_product ON unit (product_id, id);
CREATE INDEX unit_updated ON unit (updated_at, id)
";

const SLA: &str = "
CREATE TABLE calendar (
    id {uuid} PRIMARY KEY, code text NOT NULL, version bigint NOT NULL, branch_id {uuid} REFERENCES branch (id), spec text NOT NULL,
    created_at bigint NOT NULL, created_by text NOT NULL,
    UNIQUE (code, version)
);
CREATE TABLE service_policy (
    id {uuid} PRIMARY KEY, code text NOT NULL, version text NOT NULL, effective_from bigint NOT NULL, spec text NOT NULL,
    created_at bigint NOT NULL, created_by text NOT NULL,
    UNIQUE (code, version)
);
CREATE INDEX service_policy_effective ON service_policy (code, effective_from)
";

const TICKETS: &str = "
CREATE TABLE ticket_sequence (
    branch_id {uuid} NOT NULL REFERENCES branch (id), year bigint NOT NULL, last bigint NOT NULL,
    PRIMARY KEY (branch_id, year)
);
CREATE TABLE ticket (
    id {uuid} PRIMARY KEY, no text NOT NULL UNIQUE, external_id text UNIQUE, version bigint NOT NULL,
    branch_id {uuid} NOT NULL REFERENCES branch (id), state text NOT NULL, is_open boolean NOT NULL,
    request_type text NOT NULL, queue text NOT NULL, mode text NOT NULL, priority text NOT NULL, charge_class text,
    customer_id {uuid}, customer_name text NOT NULL, unit_id {uuid}, model text, family text, serial text, description text NOT NULL,
    owner_id {uuid}, owner_name text, assignee_id {uuid}, assignee_name text, awaiting_review boolean NOT NULL,
    received_at bigint NOT NULL, due_sort bigint NOT NULL, next_clock text,
    policy_id {uuid} NOT NULL REFERENCES service_policy (id), calendars text NOT NULL,
    body text NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE INDEX ticket_due ON ticket (is_open, due_sort, id);
CREATE INDEX ticket_branch_due ON ticket (branch_id, is_open, due_sort, id);
CREATE INDEX ticket_queue_due ON ticket (queue, is_open, due_sort, id);
CREATE INDEX ticket_assignee_due ON ticket (assignee_id, is_open, due_sort, id);
CREATE INDEX ticket_owner_due ON ticket (owner_id, is_open, due_sort, id);
CREATE INDEX ticket_received ON ticket (received_at, id);
CREATE INDEX ticket_updated ON ticket (updated_at, id);
CREATE INDEX ticket_customer ON ticket (customer_id, received_at, id);
CREATE INDEX ticket_unit ON ticket (unit_id, received_at, id);
CREATE INDEX ticket_serial ON ticket (serial, received_at);
CREATE INDEX ticket_review ON ticket (branch_id, due_sort, id) WHERE awaiting_review;
CREATE INDEX ticket_unassigned ON ticket (due_sort, id) WHERE is_open AND owner_id IS NULL;
CREATE TABLE ticket_event (
    id {uuid} PRIMARY KEY, ticket_id {uuid} NOT NULL REFERENCES ticket (id), event_type text NOT NULL,
    data text NOT NULL, actor text NOT NULL, at bigint NOT NULL
);
CREATE INDEX ticket_event_timeline ON ticket_event (ticket_id, at, id);
CREATE TABLE clock (
    ticket_id {uuid} NOT NULL REFERENCES ticket (id), kind text NOT NULL, cycle bigint NOT NULL, state text NOT NULL, target text NOT NULL,
    started_at bigint NOT NULL, original_due_at bigint, due_at bigint, stopped_at bigint, provisional boolean NOT NULL,
    PRIMARY KEY (ticket_id, kind, cycle)
);
CREATE TABLE threshold (
    ticket_id {uuid} NOT NULL REFERENCES ticket (id), kind text NOT NULL, cycle bigint NOT NULL, percent bigint NOT NULL, fire_at bigint NOT NULL, due_at bigint, fired_at bigint,
    PRIMARY KEY (ticket_id, kind, cycle, percent, fire_at)
);
CREATE INDEX threshold_pending ON threshold (fire_at) WHERE fired_at IS NULL;
CREATE TABLE attachment (
    id {uuid} PRIMARY KEY, ticket_id {uuid} REFERENCES ticket (id), branch_id {uuid} REFERENCES branch (id), name text NOT NULL,
    media_type text NOT NULL, size bigint NOT NULL, sha256 text NOT NULL, created_at bigint NOT NULL, created_by text NOT NULL
);
CREATE INDEX attachment_ticket ON attachment (ticket_id);
CREATE TABLE open_rollup (
    branch_id {uuid} NOT NULL, request_type text NOT NULL, priority text NOT NULL, family text NOT NULL, open bigint NOT NULL,
    PRIMARY KEY (branch_id, request_type, priority, family)
);
CREATE TABLE day_rollup (
    branch_id {uuid} NOT NULL, day text NOT NULL, registered bigint NOT NULL, solved bigint NOT NULL, breached bigint NOT NULL,
    PRIMARY KEY (day, branch_id)
)
";

const PLUMBING: &str = "
CREATE TABLE outbox (
    seq {serial}, id {uuid} NOT NULL UNIQUE, event_type text NOT NULL, at bigint NOT NULL, branch_id {uuid},
    subject_kind text NOT NULL, subject_id text NOT NULL, subject_no text, actor text NOT NULL, data text NOT NULL
);
CREATE TABLE idempotency (
    principal text NOT NULL, key text NOT NULL, fingerprint text NOT NULL, status bigint NOT NULL, body text NOT NULL,
    etag text, location text, created_at bigint NOT NULL,
    PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
CREATE TABLE import_job (
    id {uuid} PRIMARY KEY, kind text NOT NULL, file_name text NOT NULL, storage_key text NOT NULL, mapping text, state text NOT NULL,
    rows_total bigint NOT NULL, rows_done bigint NOT NULL, created bigint NOT NULL, updated bigint NOT NULL, unchanged bigint NOT NULL,
    rejected bigint NOT NULL, detected text NOT NULL, failure text, branch_id {uuid} NOT NULL REFERENCES branch (id),
    created_by text NOT NULL, heartbeat_at bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
CREATE INDEX import_job_state ON import_job (state);
CREATE TABLE import_finding (
    import_id {uuid} NOT NULL REFERENCES import_job (id), seq bigint NOT NULL, row_no bigint NOT NULL, col text, value text,
    level text NOT NULL, code text NOT NULL, message text NOT NULL,
    PRIMARY KEY (import_id, seq)
)
";

/// A position is ordered by the number of its transaction: everything below the oldest transaction that is still open is
/// complete, so that a reader who stops there never passes a row that is committed later. Bits below 20 count the rows.
/// `base` is raised when the database was restored to a cluster whose transactions count from a lower number.
const OUTBOX_ORDER_POSTGRES: &str = "
CREATE TABLE feed_base (base bigint NOT NULL);
INSERT INTO feed_base (base) VALUES (0);
CREATE FUNCTION feed_position(xact xid8, counted bigint) RETURNS bigint LANGUAGE sql STABLE AS
    'SELECT base + ((xact::text::bigint << 20) | (counted & 1048575)) FROM feed_base';
ALTER TABLE outbox ALTER COLUMN seq SET DEFAULT feed_position(pg_current_xact_id(), nextval('outbox_seq_seq'))
";

const SEARCH_POSTGRES: &str = "
CREATE TABLE search_index (kind text NOT NULL, id uuid NOT NULL, grams tsvector NOT NULL, PRIMARY KEY (kind, id));
CREATE INDEX search_index_grams ON search_index USING gin (grams)
";

const SEARCH_SQLITE: &str = "
CREATE TABLE search_document (docid integer PRIMARY KEY, kind text NOT NULL, id blob NOT NULL, UNIQUE (kind, id));
CREATE VIRTUAL TABLE search_index USING fts5 (grams, content='', contentless_delete=1, detail=none, tokenize='unicode61')
";

const TABLES_IN_ORDER: &[&str] = &[
    "import_finding",
    "import_job",
    "idempotency",
    "outbox",
    "search_index",
    "search_document",
    "day_rollup",
    "open_rollup",
    "attachment",
    "threshold",
    "clock",
    "ticket_event",
    "ticket",
    "ticket_sequence",
    "service_policy",
    "calendar",
    "unit",
    "product",
    "customer",
    "audit_entry",
    "api_key",
    "refresh_token",
    "service_area",
    "user_grant",
    "user_account",
    "branch",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for part in [ACCESS, ASSETS, SLA, TICKETS, PLUMBING] {
            run(manager, part).await?;
        }
        if is_postgres(manager) {
            run(manager, OUTBOX_ORDER_POSTGRES).await?;
            run(manager, SEARCH_POSTGRES).await
        } else {
            run(manager, SEARCH_SQLITE).await
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES_IN_ORDER {
            run(manager, &format!("DROP TABLE IF EXISTS {table}")).await?;
        }
        if is_postgres(manager) {
            run(manager, "DROP FUNCTION IF EXISTS feed_position; DROP TABLE IF EXISTS feed_base").await?;
        }
        Ok(())
    }
}
