//! The clocks of the API as countdowns of the screen.

use contract::tickets::NextClock;
use domain::{kernel::Timestamp, sla::Clock};
use kit::time::Countdown;

/// The nearest clock of a list.
pub(crate) fn of_next(next: &NextClock, now: Timestamp) -> Countdown {
    Countdown::of_next(next, now)
}

/// One clock of a request as it was at `as_of`; none before anything was promised.
pub(crate) fn of_clock(clock: &Clock, as_of: Timestamp, _now: Timestamp) -> Option<Countdown> {
    Countdown::of(clock, as_of)
}

/// The running clock that is due first: what a header shows.
pub(crate) fn nearest(clocks: &[Clock]) -> Option<&Clock> {
    clocks.iter().filter(|clock| clock.is_open()).min_by_key(|clock| clock.due_at.map_or(i64::MAX, Timestamp::millis))
}

#[cfg(test)]
mod tests {
    use domain::sla::ClockKind;
    use kit::time::SpanUnit;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

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
    fn a_working_clock_keeps_its_working_time_until_its_last_window() {
        let loaded = at("2025-03-03T06:30:00Z");
        let countdown = of_clock(&clock(serde_json::json!({})), loaded, loaded).unwrap();
        assert_eq!((countdown.unit, countdown.left(loaded), countdown.used_percent(loaded)), (SpanUnit::WorkingHours, 43_200, 25));
        let late = at("2025-03-05T00:45:00Z");
        let countdown = of_clock(&clock(serde_json::json!({})), loaded, late).unwrap();
        assert_eq!((countdown.left(late), countdown.used_percent(late)), (900, 98));
    }

    #[test]
    fn a_clock_without_a_due_time_has_no_countdown() {
        let now = at("2025-03-03T06:30:00Z");
        assert_eq!(of_clock(&clock(serde_json::json!({ "due_at": null })), now, now), None);
    }

    #[test]
    fn the_nearest_clock_is_open_and_due_first() {
        let late = serde_json::json!({ "kind": "ack", "due_at": "2025-03-04T01:00:00.000Z", "state": "met" });
        let soon = serde_json::json!({ "kind": "response", "due_at": "2025-03-04T02:00:00.000Z" });
        let clocks = [clock(serde_json::json!({})), clock(late), clock(soon), clock(serde_json::json!({ "due_at": null, "kind": "onsite" }))];
        assert_eq!(nearest(&clocks).unwrap().kind, ClockKind::Response);
        assert_eq!(nearest(&clocks[1..2]), None);
    }
}
