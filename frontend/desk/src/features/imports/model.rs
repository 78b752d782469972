//! How an import is spoken.

use contract::imports::{ImportKind, ImportState, ImportView};
use kit::{
    i18n::Lang,
    ui::{Icon, Tone},
};

use crate::l;

pub(super) fn kind_text(kind: ImportKind, lang: Lang) -> &'static str {
    match kind {
        ImportKind::Customers => l::imports::kinds::customers(lang),
        ImportKind::Units => l::imports::kinds::units(lang),
        ImportKind::Tickets => l::imports::kinds::tickets(lang),
    }
}

pub(super) fn state_text(state: ImportState, lang: Lang) -> &'static str {
    match state {
        ImportState::Checking => l::imports::state::checking(lang),
        ImportState::Checked => l::imports::state::checked(lang),
        ImportState::Applying => l::imports::state::applying(lang),
        ImportState::Done => l::imports::state::done(lang),
        ImportState::Failed => l::imports::state::failed(lang),
    }
}

pub(super) const fn state_look(state: ImportState) -> (Tone, Icon) {
    match state {
        ImportState::Checking => (Tone::Active, Icon::Loader),
        ImportState::Checked => (Tone::Warn, Icon::ClipboardCheck),
        ImportState::Applying => (Tone::Active, Icon::Loader),
        ImportState::Done => (Tone::Good, Icon::CircleCheck),
        ImportState::Failed => (Tone::Bad, Icon::CircleX),
    }
}

/// Whether it goes on by itself and is worth looking at again.
pub(super) const fn is_running(state: ImportState) -> bool {
    matches!(state, ImportState::Checking | ImportState::Applying)
}

/// Share of the rows that are through; nothing while the file is still being read.
pub(super) fn percent(import: &ImportView) -> Option<u64> {
    (import.rows_total > 0).then(|| (import.rows_done * 100 / import.rows_total).min(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(done: u64, total: u64) -> ImportView {
        serde_json::from_value(serde_json::json!({
            "id": "0192f3a4-7c00-7000-8000-0000000000e1", "kind": "customers", "file_name": "客户.xlsx", "state": "checking",
            "rows_total": total, "rows_done": done, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0,
            "detected": { "encoding": "", "format": "", "separator": null, "columns": [] },
            "created_at": "2026-03-02T01:00:00.000Z", "updated_at": "2026-03-02T01:00:00.000Z", "failure": null, "tickets": null
        }))
        .unwrap()
    }

    #[test]
    fn progress_is_a_share_of_known_rows() {
        assert_eq!(percent(&import(0, 0)), None);
        assert_eq!(percent(&import(499, 1000)), Some(49));
        assert_eq!(percent(&import(1001, 1000)), Some(100));
    }
}
