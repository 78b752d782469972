-- One request by its id; rules and rights are in memory.

SELECT "ticket"."id", "ticket"."no", "ticket"."external_id", "ticket"."version", "ticket"."branch_id", "ticket"."state", "ticket"."is_open",
"ticket"."request_type", "ticket"."queue", "ticket"."mode", "ticket"."priority", "ticket"."charge_class", "ticket"."customer_id",
"ticket"."customer_name", "ticket"."unit_id", "ticket"."model", "ticket"."family", "ticket"."serial", "ticket"."description",
"ticket"."owner_id", "ticket"."owner_name", "ticket"."assignee_id", "ticket"."assignee_name", "ticket"."awaiting_review",
"ticket"."received_at", "ticket"."due_sort", "ticket"."next_clock", "ticket"."policy_id", "ticket"."calendars", "ticket"."body",
"ticket"."created_at", "ticket"."updated_at" FROM "ticket" WHERE "ticket"."id" = {ticket.id} LIMIT {=1};
