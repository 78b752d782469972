//! 报表: what figures are made of, one row for each request and each promise, and the figures of months that are over.

use sea_orm_migration::{
    DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait, sea_orm::ConnectionTrait as _,
};

use crate::portable::{is_postgres, run};

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261124_000008_reports"
    }
}

/// `report_change` names the requests whose rows are behind; a row is appended with every change, never updated, so that a
/// change that is not committed yet cannot be taken for one that was dealt with.
const TABLES: &str = "
CREATE TABLE report_change (seq {serial}, ticket_id {uuid} NOT NULL);
CREATE TABLE report_state (id bigint PRIMARY KEY, refreshed bigint NOT NULL);
INSERT INTO report_state (id, refreshed) VALUES (1, 0);
CREATE TABLE report_ticket (
    ticket_id {uuid} PRIMARY KEY REFERENCES ticket (id), ticket_no text NOT NULL, branch_id {uuid} NOT NULL,
    owner_id {uuid}, owner_name text, assignee_id {uuid}, assignee_name text, customer_name text NOT NULL,
    request_type text NOT NULL, priority text NOT NULL, family text, model text, unit_id {uuid}, fault_code text, cause_class text,
    registered_at bigint NOT NULL, month text NOT NULL, discarded boolean NOT NULL, on_site boolean NOT NULL, visits bigint NOT NULL,
    first_solved_at bigint, solved_at bigint, solved_in_time boolean, reopened bigint NOT NULL,
    repair_millis bigint, first_resolve_millis bigint, total_resolve_millis bigint, deviations text
);
CREATE INDEX report_ticket_registered ON report_ticket (registered_at, ticket_id);
CREATE INDEX report_ticket_branch ON report_ticket (branch_id, registered_at);
CREATE INDEX report_ticket_first_solved ON report_ticket (first_solved_at);
CREATE INDEX report_ticket_solved ON report_ticket (solved_at, ticket_id);
CREATE INDEX report_ticket_deviating ON report_ticket (solved_at, ticket_id) WHERE deviations IS NOT NULL;
CREATE INDEX report_ticket_fault ON report_ticket (unit_id, fault_code, registered_at);
CREATE TABLE report_promise (
    ticket_id {uuid} NOT NULL REFERENCES ticket (id), kind text NOT NULL, cycle bigint NOT NULL,
    ticket_no text NOT NULL, branch_id {uuid} NOT NULL, owner_id {uuid}, owner_name text, assignee_id {uuid}, assignee_name text,
    customer_name text NOT NULL, priority text NOT NULL, family text, model text,
    state text NOT NULL, broken boolean NOT NULL, target text NOT NULL, started_at bigint NOT NULL, original_due_at bigint NOT NULL, due_at bigint NOT NULL,
    stopped_at bigint, provisional boolean NOT NULL, calendar_id {uuid},
    PRIMARY KEY (ticket_id, kind, cycle)
);
CREATE INDEX report_promise_due ON report_promise (due_at, ticket_id, kind, cycle);
CREATE INDEX report_promise_kind ON report_promise (kind, due_at, ticket_id, cycle);
CREATE INDEX report_promise_branch ON report_promise (branch_id, due_at, ticket_id, kind, cycle);
CREATE INDEX report_promise_open ON report_promise (due_at) WHERE stopped_at IS NULL AND state = 'running';
CREATE TABLE report_urge (
    ticket_id {uuid} NOT NULL REFERENCES ticket (id), number bigint NOT NULL, branch_id {uuid} NOT NULL, kind text NOT NULL, level bigint NOT NULL,
    asked_at bigint NOT NULL, answered_at bigint,
    PRIMARY KEY (ticket_id, number)
);
CREATE INDEX report_urge_asked ON report_urge (asked_at);
CREATE TABLE report_month (month text PRIMARY KEY, as_of bigint NOT NULL);
CREATE TABLE report_frozen (
    month text NOT NULL REFERENCES report_month (month), branch_id {uuid} NOT NULL, kpi text NOT NULL,
    numerator bigint NOT NULL, denominator bigint NOT NULL,
    PRIMARY KEY (month, branch_id, kpi)
);
INSERT INTO report_change (ticket_id) SELECT id FROM ticket
";

/// What is frozen stays, whoever writes to the database.
const TRIGGERS_SQLITE: &[&str] = &[
    "CREATE TRIGGER report_ticket_added AFTER INSERT ON ticket BEGIN INSERT INTO report_change (ticket_id) VALUES (NEW.id); END",
    "CREATE TRIGGER report_ticket_changed AFTER UPDATE ON ticket BEGIN INSERT INTO report_change (ticket_id) VALUES (NEW.id); END",
    "CREATE TRIGGER report_frozen_kept BEFORE UPDATE ON report_frozen BEGIN SELECT RAISE(ABORT, 'figures of a frozen month do not change'); END",
    "CREATE TRIGGER report_frozen_stays BEFORE DELETE ON report_frozen BEGIN SELECT RAISE(ABORT, 'figures of a frozen month do not change'); END",
    "CREATE TRIGGER report_month_kept BEFORE UPDATE ON report_month BEGIN SELECT RAISE(ABORT, 'a frozen month does not change'); END",
    "CREATE TRIGGER report_month_stays BEFORE DELETE ON report_month BEGIN SELECT RAISE(ABORT, 'a frozen month does not change'); END",
];

const TRIGGERS_POSTGRES: &[&str] = &[
    "CREATE FUNCTION report_ticket_behind() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     INSERT INTO report_change (ticket_id) VALUES (NEW.id); RETURN NULL; END $$",
    "CREATE TRIGGER report_ticket_changed AFTER INSERT OR UPDATE ON ticket FOR EACH ROW EXECUTE FUNCTION report_ticket_behind()",
    "CREATE FUNCTION report_frozen_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     RAISE EXCEPTION 'figures of a frozen month do not change'; END $$",
    "CREATE TRIGGER report_frozen_kept BEFORE UPDATE OR DELETE ON report_frozen FOR EACH ROW EXECUTE FUNCTION report_frozen_stays()",
    "CREATE TRIGGER report_month_kept BEFORE UPDATE OR DELETE ON report_month FOR EACH ROW EXECUTE FUNCTION report_frozen_stays()",
];

const TABLES_IN_ORDER: &[&str] = &[
    "report_frozen",
    "report_month",
    "report_urge",
    "report_promise",
    "report_ticket",
    "report_state",
    "report_change",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        let triggers = if is_postgres(manager) { TRIGGERS_POSTGRES } else { TRIGGERS_SQLITE };
        for trigger in triggers {
            manager.get_connection().execute_unprepared(trigger).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if is_postgres(manager) {
            run(manager, "DROP FUNCTION IF EXISTS report_ticket_behind CASCADE").await?;
        } else {
            run(
                manager,
                "DROP TRIGGER IF EXISTS report_ticket_added; DROP TRIGGER IF EXISTS report_ticket_changed",
            )
            .await?;
        }
        for table in TABLES_IN_ORDER {
            run(manager, &format!("DROP TABLE IF EXISTS {table}")).await?;
        }
        if is_postgres(manager) {
            run(manager, "DROP FUNCTION IF EXISTS report_frozen_stays").await?;
        }
        Ok(())
    }
}
