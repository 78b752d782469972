use contract::webhooks::{SaveWebhook, WebhookView};
use leptos::prelude::*;

use crate::features::form::filled;

/// The form's fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) url: RwSignal<String>,
    pub(super) description: RwSignal<String>,
    pub(super) branch_id: RwSignal<String>,
    /// None: all
    pub(super) event_types: RwSignal<Vec<String>>,
    pub(super) active: RwSignal<bool>,
}

impl Fields {
    pub(super) fn of(hook: Option<&WebhookView>) -> Self {
        let text = |field: fn(&WebhookView) -> String| RwSignal::new(hook.map(field).unwrap_or_default());
        Self {
            url: text(|hook| hook.url.clone()),
            description: text(|hook| hook.description.clone().unwrap_or_default()),
            branch_id: text(|hook| hook.branch_id.map(|id| id.to_string()).unwrap_or_default()),
            event_types: RwSignal::new(hook.map(|hook| hook.event_types.clone()).unwrap_or_default()),
            active: RwSignal::new(hook.is_none_or(|hook| hook.active)),
        }
    }

    pub(super) fn request(self) -> SaveWebhook {
        SaveWebhook {
            url: self.url.get_untracked().trim().to_owned(),
            event_types: self.event_types.get_untracked(),
            branch_id: self.branch_id.get_untracked().parse().ok(),
            description: filled(&self.description.get_untracked()),
            active: self.active.get_untracked(),
        }
    }
}
