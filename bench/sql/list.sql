-- The queue: the first 50 of all open requests, the nearest deadline first. One more says whether there is a next page.

SELECT "ticket"."id", "ticket"."no", "ticket"."version", "ticket"."branch_id", "ticket"."state", "ticket"."request_type", "ticket"."mode",
"ticket"."priority", "ticket"."charge_class", "ticket"."customer_id", "ticket"."customer_name", "ticket"."unit_id", "ticket"."model",
"ticket"."serial", "ticket"."description", "ticket"."owner_id", "ticket"."owner_name", "ticket"."assignee_id", "ticket"."assignee_name",
"ticket"."received_at", "ticket"."due_sort", "ticket"."next_clock", "ticket"."updated_at", (SELECT name FROM branch WHERE branch.id =
ticket.branch_id) AS "branch_name" FROM "ticket" WHERE "ticket"."is_open" = {=true} ORDER BY "ticket"."due_sort" ASC, "ticket"."id" ASC
LIMIT {=51};
