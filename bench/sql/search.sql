-- Two Chinese characters among all open requests.

--@ postgres
SELECT "ticket"."id", "ticket"."no", "ticket"."version", "ticket"."branch_id", "ticket"."state", "ticket"."request_type", "ticket"."mode",
"ticket"."priority", "ticket"."charge_class", "ticket"."customer_id", "ticket"."customer_name", "ticket"."unit_id", "ticket"."model",
"ticket"."serial", "ticket"."description", "ticket"."owner_id", "ticket"."owner_name", "ticket"."assignee_id", "ticket"."assignee_name",
"ticket"."received_at", "ticket"."due_sort", "ticket"."next_clock", "ticket"."updated_at", (SELECT name FROM branch WHERE branch.id =
ticket.branch_id) AS "branch_name" FROM "ticket" WHERE "ticket"."is_open" = {=true} AND (ticket.id IN (SELECT id FROM search_index WHERE
kind = 'ticket' AND grams @@ to_tsquery('simple', {search.query}))) ORDER BY "ticket"."due_sort" ASC, "ticket"."id" ASC LIMIT {=51};
--@ sqlite
SELECT "ticket"."id", "ticket"."no", "ticket"."version", "ticket"."branch_id", "ticket"."state", "ticket"."request_type", "ticket"."mode",
"ticket"."priority", "ticket"."charge_class", "ticket"."customer_id", "ticket"."customer_name", "ticket"."unit_id", "ticket"."model",
"ticket"."serial", "ticket"."description", "ticket"."owner_id", "ticket"."owner_name", "ticket"."assignee_id", "ticket"."assignee_name",
"ticket"."received_at", "ticket"."due_sort", "ticket"."next_clock", "ticket"."updated_at", (SELECT name FROM branch WHERE branch.id =
ticket.branch_id) AS "branch_name" FROM "ticket" WHERE "ticket"."is_open" = {=true} AND (ticket.id IN (SELECT d.id FROM search_index JOIN
search_document d ON d.docid = search_index.rowid WHERE search_index MATCH {search.query} AND d.kind = 'ticket')) ORDER BY "ticket"."due_sort"
ASC, "ticket"."id" ASC LIMIT {=51};
