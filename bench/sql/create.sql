-- Registering a request with a known unit: look up, decide (which is not SQL), write everything in one transaction.
-- What the server sends, checked against PostgreSQL's own log in every run.

--@ postgres
BEGIN;
--@ sqlite
BEGIN IMMEDIATE;
-- the key is claimed first; nobody else can answer for it
INSERT INTO "idempotency" ("principal", "key", "fingerprint", "status", "body", "etag", "location", "created_at") VALUES
({idempotency.principal}, {idempotency.key}, {idempotency.fingerprint}, {=0}, {''}, {null}, {null}, {idempotency.created_at}) ON CONFLICT
("principal", "key") DO NOTHING;
-- unit and product
SELECT "unit"."id" AS "A_id", "unit"."serial" AS "A_serial", "unit"."serial_key" AS "A_serial_key", "unit"."batch" AS "A_batch",
"unit"."quantity" AS "A_quantity", "unit"."product_id" AS "A_product_id", "unit"."customer_id" AS "A_customer_id", "unit"."site_id" AS
"A_site_id", "unit"."branch_id" AS "A_branch_id", "unit"."buyer" AS "A_buyer", "unit"."status" AS "A_status", "unit"."verification" AS
"A_verification", "unit"."sold_on" AS "A_sold_on", "unit"."delivered_on" AS "A_delivered_on", "unit"."installed_on" AS "A_installed_on",
"unit"."accepted_on" AS "A_accepted_on", "unit"."running_hours" AS "A_running_hours", "unit"."external_id" AS "A_external_id",
"unit"."version" AS "A_version", "unit"."created_at" AS "A_created_at", "unit"."updated_at" AS "A_updated_at", "product"."id" AS "B_id",
"product"."model" AS "B_model", "product"."name" AS "B_name", "product"."family" AS "B_family", "product"."category" AS "B_category",
"product"."immovable" AS "B_immovable", "product"."batch_only" AS "B_batch_only", "product"."terms" AS "B_terms", "product"."external_id" AS
"B_external_id", "product"."version" AS "B_version", "product"."created_at" AS "B_created_at", "product"."updated_at" AS "B_updated_at" FROM
"unit" LEFT JOIN "product" ON "unit"."product_id" = "product"."id" WHERE "unit"."id" = {ticket.unit_id} LIMIT {=1};
-- customer with contacts and sites
SELECT "customer"."id", "customer"."name", "customer"."kind", "customer"."grade", "customer"."contract_no", "customer"."branch_id", "customer"."external_id",
"customer"."tax_no", "customer"."note", "customer"."contacts", "customer"."sites", "customer"."version", "customer"."created_at",
"customer"."updated_at" FROM "customer" WHERE "customer"."id" = {ticket.customer_id} LIMIT {=1};
-- the person who answers for the place, or who stands in, and the branch
SELECT "service_area"."region_prefix", "service_area"."branch_id", "service_area"."owner_id", "service_area"."deputy_id" FROM "service_area"
WHERE "service_area"."region_prefix" IN ({*region.prefix}) ORDER BY "service_area"."region_prefix" ASC;
SELECT "absence"."id", "absence"."user_id", "absence"."starts_at", "absence"."ends_at", "absence"."kind", "absence"."deputy_id",
"absence"."note", "absence"."cancelled_at", "absence"."created_by", "absence"."version", "absence"."created_at", "absence"."updated_at" FROM
"absence" WHERE "absence"."user_id" IN ({*people.id}) AND "absence"."cancelled_at" IS NULL AND "absence"."ends_at" > {ticket.created_at} AND
"absence"."starts_at" <= {ticket.created_at};
SELECT "user_account"."id", "user_account"."account", "user_account"."name", "user_account"."phone", "user_account"."password_hash",
"user_account"."active", "user_account"."failures", "user_account"."version", "user_account"."created_at", "user_account"."updated_at" FROM
"user_account" WHERE "user_account"."id" IN ({*people.id}) AND "user_account"."active" = {=true};
SELECT "branch"."id", "branch"."parent_id" FROM "branch" ORDER BY "branch"."id" ASC;
SELECT "user_grant"."user_id", "user_grant"."role", "user_grant"."branch_id" FROM "user_grant" WHERE "user_grant"."user_id" IN
({*people.id}) ORDER BY "user_grant"."user_id" ASC, "user_grant"."role" ASC, "user_grant"."branch_id" ASC;
SELECT "branch"."id", "branch"."code", "branch"."name", "branch"."kind", "branch"."parent_id", "branch"."calendar_code", "branch"."version",
"branch"."created_at", "branch"."updated_at" FROM "branch" WHERE "branch"."id" = {ticket.branch_id} LIMIT {=1};
-- the gapless number
INSERT INTO "ticket_sequence" ("branch_id", "year", "last") VALUES ({ticket_sequence.branch_id}, {ticket_sequence.year}, {=1}) ON CONFLICT
("branch_id", "year") DO UPDATE SET "last" = "ticket_sequence"."last" + {=1} RETURNING "branch_id", "year", "last";
-- the request
INSERT INTO "ticket" ("id", "no", "external_id", "version", "branch_id", "state", "is_open", "request_type", "queue", "mode", "priority",
"charge_class", "customer_id", "customer_name", "unit_id", "model", "family", "serial", "description", "owner_id", "owner_name",
"assignee_id", "assignee_name", "awaiting_review", "received_at", "due_sort", "next_clock", "policy_id", "calendars", "body", "created_at",
"updated_at") VALUES {rows};
-- timeline, clocks, what fires
INSERT INTO "ticket_event" ("id", "ticket_id", "event_type", "data", "actor", "at") VALUES {rows};
INSERT INTO "clock" ("ticket_id", "kind", "cycle", "state", "target", "started_at", "original_due_at", "due_at", "stopped_at",
"provisional") VALUES {rows};
INSERT INTO "threshold" ("ticket_id", "kind", "cycle", "percent", "fire_at", "due_at", "fired_at") VALUES {rows};
-- counts of the dashboard
INSERT INTO "open_rollup" ("branch_id", "request_type", "priority", "family", "open") VALUES ({ticket.branch_id}, {ticket.request_type},
{ticket.priority}, {ticket.family}, {=1}) ON CONFLICT ("branch_id", "request_type", "priority", "family") DO UPDATE SET "open" =
"open_rollup"."open" + {=1};
INSERT INTO "day_rollup" ("branch_id", "day", "registered", "solved", "breached") VALUES ({day_rollup.branch_id}, {day_rollup.day}, {=1},
{=0}, {=0}) ON CONFLICT ("day", "branch_id") DO UPDATE SET "registered" = "day_rollup"."registered" + {=1}, "solved" = "day_rollup"."solved"
+ {=0}, "breached" = "day_rollup"."breached" + {=0};
-- search
--@ postgres
INSERT INTO search_index (kind, id, grams) VALUES ({search.kind}, {ticket.id}, to_tsvector('simple', {search.grams})) ON CONFLICT (kind, id)
DO UPDATE SET grams = excluded.grams;
--@ sqlite
INSERT INTO search_document (kind, id) VALUES ({search.kind}, {ticket.id}) ON CONFLICT (kind, id) DO UPDATE SET kind = excluded.kind
RETURNING docid, id;
--@ sqlite
-- the server sends the docid that it was told
INSERT OR REPLACE INTO search_index (rowid, grams) VALUES ((SELECT docid FROM search_document WHERE kind = {search.kind} AND id =
{ticket.id}), {search.grams});
-- feed
INSERT INTO "outbox" ("id", "event_type", "at", "branch_id", "subject_kind", "subject_id", "subject_no", "actor", "data") VALUES {rows};
-- the answer, for a repeated request
UPDATE "idempotency" SET "status" = {idempotency.status}, "body" = {idempotency.body}, "etag" = {idempotency.etag}, "location" =
{idempotency.location} WHERE "idempotency"."principal" = {idempotency.principal} AND "idempotency"."key" = {idempotency.key};
COMMIT;
