-- Two Chinese characters among all open requests. The words are frequent, however few requests are made: the index says
-- so, and the list is walked until the page is full.

--@ postgres
SELECT count(*) AS rows FROM (SELECT 1 FROM search_index WHERE kind = 'ticket' AND grams @@ to_tsquery('simple', {search.query}) LIMIT 2000)
AS counted;
--@ sqlite
SELECT count(*) AS rows FROM (SELECT 1 FROM search_index WHERE search_index MATCH {search.query} LIMIT 2000);

--@ postgres
SELECT "ticket"."id", "ticket"."no", "ticket"."version", "ticket"."branch_id", "ticket"."state", "ticket"."request_type", "ticket"."mode",
"ticket"."priority", "ticket"."charge_class", "ticket"."customer_id", "ticket"."customer_name", "ticket"."unit_id", "ticket"."model",
"ticket"."serial", "ticket"."description", "ticket"."owner_id", "ticket"."owner_name", "ticket"."assignee_id", "ticket"."assignee_name",
"ticket"."received_at", "ticket"."due_sort", "ticket"."next_clock", "ticket"."updated_at", (SELECT name FROM branch WHERE branch.id =
ticket.branch_id) AS "branch_name" FROM "ticket" WHERE "ticket"."is_open" = {=true} AND ((SELECT s.grams @@
to_tsquery('simple', {search.query}) FROM search_index s WHERE s.kind = 'ticket' AND s.id = ticket.id)) ORDER BY "ticket"."due_sort" ASC, "ticket"."id" ASC LIMIT {=51};
--@ sqlite
SELECT "ticket"."id", "ticket"."no", "ticket"."version", "ticket"."branch_id", "ticket"."state", "ticket"."request_type", "ticket"."mode",
"ticket"."priority", "ticket"."charge_class", "ticket"."customer_id", "ticket"."customer_name", "ticket"."unit_id", "ticket"."model",
"ticket"."serial", "ticket"."description", "ticket"."owner_id", "ticket"."owner_name", "ticket"."assignee_id", "ticket"."assignee_name",
"ticket"."received_at", "ticket"."due_sort", "ticket"."next_clock", "ticket"."updated_at", (SELECT name FROM branch WHERE branch.id =
ticket.branch_id) AS "branch_name" FROM "ticket" WHERE "ticket"."is_open" = {=true} AND ((SELECT d.docid FROM search_document
d WHERE d.kind = 'ticket' AND d.id = ticket.id) IN (SELECT rowid FROM search_index WHERE search_index MATCH {search.query})) ORDER BY "ticket"."due_sort"
ASC, "ticket"."id" ASC LIMIT {=51};
