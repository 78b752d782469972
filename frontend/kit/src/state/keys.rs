//! The keyboard: pages register what a key does while they are shown; `?` lists it.

use std::sync::Arc;

use leptos::{
    ev::{self, KeyboardEvent},
    prelude::{
        Get, GetUntracked, RwSignal, Set, Update, expect_context, on_cleanup, provide_context,
        window_event_listener,
    },
};
use wasm_bindgen::JsCast;

use crate::i18n::Lang;

type Action = Arc<dyn Fn() + Send + Sync>;

/// What a key does now.
#[derive(Clone)]
pub struct Shortcut {
    id: u32,
    /// `n`, `/`, `?`, `Enter`, `Ctrl+K`
    pub keys: &'static str,
    pub label: fn(Lang) -> &'static str,
    action: Action,
}

impl std::fmt::Debug for Shortcut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shortcut").field("keys", &self.keys).finish_non_exhaustive()
    }
}

/// Everything that the keyboard does on this page.
#[derive(Debug, Clone, Copy)]
pub struct Shortcuts {
    all: RwSignal<Vec<Shortcut>>,
    next: RwSignal<u32>,
}

/// Starts listening; called once by the app.
pub fn provide_shortcuts() -> Shortcuts {
    let shortcuts = Shortcuts { all: RwSignal::new(Vec::new()), next: RwSignal::new(0) };
    provide_context(shortcuts);
    let handle = window_event_listener(ev::keydown, move |event| shortcuts.pressed(&event));
    on_cleanup(move || handle.remove());
    shortcuts
}

#[must_use]
pub fn use_shortcuts() -> Shortcuts {
    expect_context()
}

/// While this component is shown, `keys` does `action`. The latest registration of a key wins, so that a dialog may
/// take a key over from its page.
pub fn use_shortcut(
    keys: &'static str,
    label: fn(Lang) -> &'static str,
    action: impl Fn() + Send + Sync + 'static,
) {
    let shortcuts = use_shortcuts();
    let id = shortcuts.next.get_untracked();
    shortcuts.next.set(id.wrapping_add(1));
    shortcuts.all.update(|all| all.push(Shortcut { id, keys, label, action: Arc::new(action) }));
    on_cleanup(move || {
        shortcuts.all.try_update(|all| all.retain(|shortcut| shortcut.id != id));
    });
}

impl Shortcuts {
    /// For the `?` dialog: each key once.
    #[must_use]
    pub fn list(self) -> Vec<Shortcut> {
        let mut list: Vec<Shortcut> = Vec::new();
        for shortcut in self.all.get().into_iter().rev() {
            if !list.iter().any(|known| known.keys == shortcut.keys) {
                list.push(shortcut);
            }
        }
        list.reverse();
        list
    }

    fn pressed(self, event: &KeyboardEvent) {
        if event.is_composing() || event.default_prevented() {
            return;
        }
        let pressed = name_of(&event.key(), event.ctrl_key() || event.meta_key(), event.alt_key());
        let Some(pressed) = pressed else { return };
        if takes_text(event) && !pressed.starts_with("Ctrl+") {
            return;
        }
        let found = self.all.get_untracked().into_iter().rev().find(|shortcut| shortcut.keys == pressed);
        if let Some(shortcut) = found {
            event.prevent_default();
            (shortcut.action)();
        }
    }
}

/// The name under which a pressed key is registered.
fn name_of(key: &str, control: bool, alt: bool) -> Option<String> {
    match (control, alt) {
        (_, true) => None,
        (true, false) => Some(format!("Ctrl+{}", key.to_uppercase())),
        (false, false) => Some(if key.chars().count() == 1 { key.to_lowercase() } else { key.to_owned() }),
    }
}

/// Whether the key belongs to what has the focus: a field, or (for Enter and Space) a control.
fn takes_text(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return false;
    };
    let is_field = matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || element.is_content_editable();
    let is_control = matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY");
    let in_dialog = element.closest("dialog").ok().flatten().is_some();
    is_field || in_dialog || (is_control && matches!(event.key().as_str(), "Enter" | " "))
}

/// `j`/`k` move through a list, `Enter` opens. Returns the selected position, to mark the row.
pub fn use_list_keys(
    labels: [fn(Lang) -> &'static str; 3],
    count: impl Fn() -> usize + Send + Sync + Copy + 'static,
    open: impl Fn(usize) + Send + Sync + 'static,
) -> RwSignal<Option<usize>> {
    let selected = RwSignal::new(None);
    let [next, previous, opening] = labels;
    use_shortcut("j", next, move || selected.update(|at| *at = moved(*at, 1, count())));
    use_shortcut("k", previous, move || selected.update(|at| *at = moved(*at, -1, count())));
    use_shortcut("Enter", opening, move || {
        if let Some(at) = selected.get_untracked() {
            open(at);
        }
    });
    selected
}

fn moved(at: Option<usize>, step: isize, count: usize) -> Option<usize> {
    if count == 0 {
        return None;
    }
    Some(match at {
        None => 0,
        Some(at) => at.saturating_add_signed(step).min(count - 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_one_name() {
        assert_eq!(name_of("N", false, false).as_deref(), Some("n"));
        assert_eq!(name_of("k", true, false).as_deref(), Some("Ctrl+K"));
        assert_eq!(name_of("Enter", false, false).as_deref(), Some("Enter"));
        assert_eq!(name_of("?", false, false).as_deref(), Some("?"));
        assert_eq!(name_of("n", false, true), None);
    }

    #[test]
    fn the_selection_stays_inside_the_list() {
        assert_eq!(moved(None, 1, 0), None);
        assert_eq!(moved(None, 1, 3), Some(0));
        assert_eq!(moved(Some(2), 1, 3), Some(2));
        assert_eq!(moved(Some(0), -1, 3), Some(0));
        assert_eq!(moved(Some(7), -1, 3), Some(2));
    }
}
