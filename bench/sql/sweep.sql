-- One batch of thresholds that are due: looked for, taken, marked, told. Written after the scheduler; a batch has too many
-- values for pgbench.

SELECT "threshold"."ticket_id", "threshold"."kind", "threshold"."cycle", "threshold"."percent", "threshold"."fire_at", "threshold"."due_at",
"threshold"."fired_at" FROM "threshold" WHERE "threshold"."fired_at" IS NULL AND "threshold"."fire_at" <= {now.at} LIMIT {=1};
--@ postgres
BEGIN;
--@ sqlite
BEGIN IMMEDIATE;
--@ postgres
SELECT "threshold"."ticket_id", "threshold"."kind", "threshold"."cycle", "threshold"."percent", "threshold"."fire_at", "threshold"."due_at",
"threshold"."fired_at" FROM "threshold" WHERE "threshold"."fired_at" IS NULL AND "threshold"."fire_at" <= {now.at}
ORDER BY "threshold"."fire_at" ASC LIMIT {=200} FOR UPDATE SKIP LOCKED;
--@ sqlite
SELECT "threshold"."ticket_id", "threshold"."kind", "threshold"."cycle", "threshold"."percent", "threshold"."fire_at", "threshold"."due_at",
"threshold"."fired_at" FROM "threshold" WHERE "threshold"."fired_at" IS NULL AND "threshold"."fire_at" <= {now.at}
ORDER BY "threshold"."fire_at" ASC LIMIT {=200};
UPDATE "threshold" SET "fired_at" = {now.at} WHERE {in threshold: ticket_id, kind, cycle, percent, fire_at};
SELECT "ticket"."id", "ticket"."no", "ticket"."branch_id" FROM "ticket" WHERE "ticket"."id" IN ({*threshold.ticket_id});
INSERT INTO "ticket_event" ("id", "ticket_id", "event_type", "data", "actor", "at") VALUES {rows};
-- a deadline that passed is counted
--@ each day_rollup
INSERT INTO "day_rollup" ("branch_id", "day", "registered", "solved", "breached") VALUES ({day_rollup.branch_id}, {day_rollup.day}, {=0},
{=0}, {=1}) ON CONFLICT ("day", "branch_id") DO UPDATE SET "registered" = "day_rollup"."registered" + {=0}, "solved" = "day_rollup"."solved"
+ {=0}, "breached" = "day_rollup"."breached" + {=1};
INSERT INTO "outbox" ("id", "event_type", "at", "branch_id", "subject_kind", "subject_id", "subject_no", "actor", "data") VALUES {rows};
COMMIT;
