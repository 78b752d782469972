use contract::webhooks::{SaveWebhook, WebhookView};
use leptos::prelude::*;

use crate::features::form::filled;

/// The form's fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) url: RwSignal<String>,
    pub(super) description: RwSignal<String>,
    pub(super) branch_id: RwSignal<String>,
    /// One type a line
    pub(super) event_types: RwSignal<String>,
    pub(super) active: RwSignal<bool>,
}

impl Fields {
    pub(super) fn of(hook: Option<&WebhookView>) -> Self {
        let text = |field: fn(&WebhookView) -> String| RwSignal::new(hook.map(field).unwrap_or_default());
        Self {
            url: text(|hook| hook.url.clone()),
            description: text(|hook| hook.description.clone().unwrap_or_default()),
            branch_id: text(|hook| hook.branch_id.map(|id| id.to_string()).unwrap_or_default()),
            event_types: text(|hook| hook.event_types.join("\n")),
            active: RwSignal::new(hook.is_none_or(|hook| hook.active)),
        }
    }

    pub(super) fn request(self) -> SaveWebhook {
        SaveWebhook {
            url: self.url.get_untracked().trim().to_owned(),
            event_types: names(&self.event_types.get_untracked()),
            branch_id: self.branch_id.get_untracked().parse().ok(),
            description: filled(&self.description.get_untracked()),
            active: self.active.get_untracked(),
        }
    }
}

/// The types of a text, however they are separated.
fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；')) {
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_separated_by_anything_that_people_write() {
        assert_eq!(
            names(" ticket.*\nunit.created，unit.updated, ticket.* "),
            ["ticket.*", "unit.created", "unit.updated"]
        );
        assert_eq!(names(" \n "), [""; 0]);
    }
}
