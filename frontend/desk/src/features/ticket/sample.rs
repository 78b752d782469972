//! A request to test the view-models with.

use contract::tickets::TicketView;
use serde_json::Value;

const REGISTERED: &str = r#"{
        "id": "0199c0de-0000-7000-8000-000000000001", "no": "JN-2026-000001", "version": 3,
        "branch_id": "0199c0de-0000-7000-8000-000000000002", "branch_name": "济南", "external_id": null,
        "state": "registered", "step": "registered", "request_type": "repair", "mode": "on_site", "channel": "phone",
        "severity": "3", "impact": "runs", "priority": "P3", "description": "排气高温停机", "fault_code": "E01",
        "received_at": "2026-03-03T01:00:00.000Z", "registered_at": "2026-03-03T01:01:00.000Z",
        "registered_by": { "kind": "system" },
        "customer": { "customer_id": null, "name": "济南恒通", "contact_name": "王工", "phone": "13800138000",
            "address": "济南市历下区", "region": "370102" },
        "product": { "product_id": null, "unit_id": null, "model": "KY-55", "serial": "KY55-240311", "batch": null,
            "quantity": null, "purchased_on": null, "immovable": true, "batch_only": false, "verification": "pending" },
        "ownership": null, "assignee_id": null, "charge": null, "earlier_charges": [], "hold": null, "ending": null,
        "archived_at": null, "replies": [], "assessments": [], "tasks": [], "plans": [],
        "cycle": { "visits": [], "diagnosis": null, "work": [], "resolution": null, "confirmation": null,
            "form": { "handed_in_at": null, "handed_in_by": null, "reviews": [] } },
        "earlier_cycles": [], "attachments": [], "amendments": [],
        "promises": { "notices": [], "extensions": [], "asked_extension": null, "urges": [], "transfers": [], "surveys": [] },
        "links": { "absorbed": [], "merged_into": null, "split_from": null, "split_into": [] }, "signature_valid": false, "reopen_until": null,
        "clocks": [], "policy": { "code": "STD", "version": "1" }, "next_steps": [],
        "updated_at": "2026-03-03T01:01:00.000Z"
    }"#;

/// A registered repair on site; `change` replaces top-level fields.
pub(crate) fn ticket(change: Value) -> TicketView {
    let mut whole: Value = serde_json::from_str(REGISTERED).expect("JSON");
    for (key, value) in change.as_object().expect("an object of changes") {
        whole[key] = value.clone();
    }
    serde_json::from_value(whole).expect("a request")
}
