use std::collections::BTreeSet;

use contract::{
    events::EventEnvelope,
    tickets::{QueueCounts, TicketSummary},
};
use kit::{
    live::use_live,
    state::{CursorList, Query},
};
use leptos::prelude::*;

/// Counts the requests that changed while one reads; one command makes several events, a request counts once.
pub(super) fn follow(list: CursorList<TicketSummary>, counts: Query<QueueCounts>) {
    let changed = StoredValue::new(BTreeSet::<String>::new());
    Effect::new(move |_| {
        if list.waiting() == 0 {
            changed.update_value(BTreeSet::clear);
        }
    });
    use_live().on_event(move |event| {
        let Some(envelope) =
            event.read::<EventEnvelope>().filter(|envelope| envelope.subject_kind == "ticket")
        else {
            return;
        };
        if changed.try_update_value(|changed| changed.insert(envelope.subject_id)) == Some(true) {
            list.announce();
            counts.reload();
        }
    });
}
