//! Moving running clocks to other rules on purpose (2.3 items 6 to 8): what would move, and what stands against it.

use serde::{Deserialize, Serialize};

use super::{Clock, ClockKind};
use crate::kernel::Timestamp;

/// A due time before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedDue {
    pub clock: ClockKind,
    pub cycle: u32,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

/// The running clocks whose due time other rules would move; the rest stays as it is.
///
/// # Errors
/// The clocks whose history would change: a breach is a fact and is never edited, and a promise that was kept or broken
/// under the old rules was kept or broken (2.3 item 6).
pub fn recalculated(before: &[Clock], after: &[Clock]) -> Result<Vec<MovedDue>, Vec<ClockKind>> {
    let mut moved = Vec::new();
    let mut changed = Vec::new();
    for old in before {
        let new = after.iter().find(|new| new.kind == old.kind && new.cycle == old.cycle);
        let kept = new.is_some_and(|new| {
            if old.is_open() && old.breached_at.is_none() {
                new.is_open()
            } else {
                (new.state, new.breached_at.is_some()) == (old.state, old.breached_at.is_some())
            }
        });
        if !kept {
            changed.push(old.kind);
        }
        if let Some(new) = new.filter(|new| old.is_open() && new.due_at != old.due_at) {
            moved.push(MovedDue { clock: old.kind, cycle: old.cycle, from: old.due_at, to: new.due_at });
        }
    }
    changed.dedup();
    if changed.is_empty() { Ok(moved) } else { Err(changed) }
}
