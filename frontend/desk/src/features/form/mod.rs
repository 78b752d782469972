//! Forms with many fields: their content as plain data, kept as a draft, and messages made before sending.

use contract::problem::{FieldError, Problem, ProblemCode};
use domain::kernel::Timestamp;
use kit::{
    api::ApiError,
    i18n::lang_now,
    state::{Draft, use_draft},
    time::{Civil, SHANGHAI},
};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

mod stale;

pub(crate) use stale::StaleNotice;

use crate::l;

/// A form whose fields are signals.
pub(crate) trait FormFields: Copy + Send + Sync + 'static {
    /// The same as plain data.
    type Content: Serialize + DeserializeOwned + PartialEq + Clone + Send + Sync + 'static;

    /// The content; follows every field.
    fn content(self) -> Self::Content;

    fn fill(self, content: Self::Content);
}

/// Keeps the form as a draft under `name`; an earlier draft is put into it.
pub(crate) fn keep_form<F: FormFields>(name: &str, fields: F) -> Draft {
    let content = RwSignal::new(untrack(|| fields.content()));
    let draft = use_draft(name, content);
    if untrack(|| draft.is_restored()) {
        fields.fill(content.get_untracked());
    }
    Effect::new(move |_| {
        let now = fields.content();
        if content.with_untracked(|before| *before != now) {
            content.set(now);
        }
    });
    draft
}

/// A record that was picked counts only as long as its name stands there: typing on takes its `id` away. A name that comes
/// together with its id (a record loaded, a draft dropped), or after it, leaves the id alone.
pub(crate) fn unpick_on_typing(id: RwSignal<String>, name: RwSignal<String>) {
    Effect::new(move |before: Option<(String, String)>| {
        let now = (id.get(), name.get());
        match before {
            Some((old_id, old_name))
                if !old_id.is_empty() && old_id == now.0 && !old_name.is_empty() && old_name != now.1 =>
            {
                id.set(String::new());
                (String::new(), now.1)
            }
            _ => now,
        }
    });
}

/// Takes a line out of a list of lines.
pub(crate) fn remove_line<T: Send + Sync + 'static>(lines: RwSignal<Vec<T>>, at: usize) {
    lines.update(|all| {
        if at < all.len() {
            all.remove(at);
        }
    });
}

/// The text without the blanks around it; nothing when there is none.
pub(crate) fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The instant that a date-and-time field says, on China's clocks; nothing when it says none.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    SHANGHAI.instant(Civil::parse(text.trim())?).ok()
}

/// Fields that must be filled before the form can be sent, shown as the server would.
pub(crate) fn missing(pointers: &[&str]) -> ApiError {
    refused(pointers, "required", l::form::required(lang_now()))
}

/// Fields whose text is no number, date or instant.
pub(crate) fn unreadable(pointers: &[&str]) -> ApiError {
    refused(pointers, "format", l::form::unreadable(lang_now()))
}

fn refused(pointers: &[&str], code: &str, message: &str) -> ApiError {
    let kind = ProblemCode::Invalid;
    let errors = pointers.iter().map(|pointer| FieldError::new(*pointer, code, message)).collect();
    ApiError::Validation(Box::new(Problem {
        kind: format!("/problems/{}", kind.as_str()),
        title: lang_now().pick(kind.zh(), kind.en()).to_owned(),
        status: kind.status(),
        detail: None,
        code: kind,
        instance: None,
        errors,
        reasons: Vec::new(),
    }))
}

/// A pointer into a row of a list, `/contacts/2/phone`, for a field. Each text is kept once, for as long as the page
/// lives; there are as many as a form can have rows.
pub(crate) fn pointer_at(list: &str, row: usize, field: &str) -> &'static str {
    use std::{cell::RefCell, collections::BTreeSet};
    thread_local! {
        static KNOWN: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
    }
    let text = format!("/{list}/{row}/{field}");
    KNOWN.with_borrow_mut(|known| {
        if let Some(known) = known.get(text.as_str()) {
            return *known;
        }
        let kept: &'static str = Box::leak(text.into_boxed_str());
        known.insert(kept);
        kept
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_nothing() {
        assert_eq!(filled("  王 秀英 "), Some("王 秀英".to_owned()));
        assert_eq!(filled(" \t"), None);
    }

    #[test]
    fn a_date_and_time_is_chinas() {
        assert_eq!(
            instant("2025-03-03T09:00").map(|at| at.to_string()).as_deref(),
            Some("2025-03-03T01:00:00.000Z")
        );
        assert_eq!(instant("soon"), None);
    }

    #[test]
    fn every_missing_field_has_its_message() {
        let error = missing(&["/name", "/branch_id"]);
        let pointers: Vec<&str> =
            error.problem().unwrap().errors.iter().map(|e| e.pointer.as_str()).collect();
        assert_eq!(pointers, ["/name", "/branch_id"]);
    }

    #[test]
    fn a_pointer_is_kept_once() {
        assert!(std::ptr::eq(pointer_at("contacts", 1, "phone"), pointer_at("contacts", 1, "phone")));
        assert_eq!(pointer_at("sites", 0, "region"), "/sites/0/region");
    }
}
