//! Which clock of a request counts now.

use domain::{kernel::Timestamp, sla::Clock};

/// The running clock that is due first: what a header shows.
pub(crate) fn nearest(clocks: &[Clock]) -> Option<&Clock> {
    clocks
        .iter()
        .filter(|clock| clock.is_open())
        .min_by_key(|clock| clock.due_at.map_or(i64::MAX, Timestamp::millis))
}

#[cfg(test)]
mod tests {
    use domain::sla::ClockKind;

    use super::*;

    fn clock(json: serde_json::Value) -> Clock {
        let mut whole = serde_json::json!({
            "kind": "resolution", "state": "running", "target": "16WH", "calendar": "CAL-8x5", "cycle": 1,
            "started_at": "2025-03-03T01:00:00.000Z", "original_due_at": null, "due_at": "2025-03-05T01:00:00.000Z",
            "due_exclusive": false, "stopped_at": null, "first_stopped_at": null, "reopened": false, "breached_at": null,
            "consumed_seconds": 14400, "total_seconds": 57600, "working_time": true, "pausable": true,
            "paused_since": null, "thresholds": [], "provisional": false, "due_history": [], "clauses": [], "trace": []
        });
        for (key, value) in json.as_object().unwrap() {
            whole[key] = value.clone();
        }
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn the_nearest_clock_is_open_and_due_first() {
        let late = serde_json::json!({ "kind": "ack", "due_at": "2025-03-04T01:00:00.000Z", "state": "met" });
        let soon = serde_json::json!({ "kind": "response", "due_at": "2025-03-04T02:00:00.000Z" });
        let clocks = [
            clock(serde_json::json!({})),
            clock(late),
            clock(soon),
            clock(serde_json::json!({ "due_at": null, "kind": "onsite" })),
        ];
        assert_eq!(nearest(&clocks).unwrap().kind, ClockKind::Response);
        assert_eq!(nearest(&clocks[1..2]), None);
    }
}
