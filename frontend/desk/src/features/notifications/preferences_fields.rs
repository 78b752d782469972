//! What stands in the form, as signals.

use std::collections::BTreeSet;

use contract::notifications::{KindChannels, PreferencesView, SavePreferences};
use domain::notifications::{Language, NotificationChannel, NotificationKind, QuietHours};
use leptos::prelude::*;

use crate::features::form::filled;

/// The form's fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) language: RwSignal<String>,
    pub(super) email: RwSignal<String>,
    pub(super) is_quiet: RwSignal<bool>,
    pub(super) from: RwSignal<String>,
    pub(super) until: RwSignal<String>,
    pub(super) chosen: RwSignal<BTreeSet<(NotificationKind, NotificationChannel)>>,
}

impl Fields {
    pub(super) fn of(view: &PreferencesView) -> Self {
        let of_quiet = |part: fn(&QuietHours) -> String, usual: &str| {
            RwSignal::new(view.quiet.as_ref().map_or_else(|| usual.to_owned(), part))
        };
        Self {
            language: RwSignal::new(view.language.as_str().to_owned()),
            email: RwSignal::new(view.email.clone().unwrap_or_default()),
            is_quiet: RwSignal::new(view.quiet.is_some()),
            from: of_quiet(|quiet| quiet.from.to_string(), "22:00"),
            until: of_quiet(|quiet| quiet.until.to_string(), "07:00"),
            chosen: RwSignal::new(pairs(&view.channels)),
        }
    }

    /// # Errors
    /// The pointers of what cannot be read.
    pub(super) fn request(self) -> Result<SavePreferences, Vec<&'static str>> {
        let language = self.language.get_untracked().parse().unwrap_or(Language::Zh);
        let quiet = if self.is_quiet.get_untracked() {
            let (from, until) = (self.from.get_untracked().parse(), self.until.get_untracked().parse());
            match (from, until) {
                (Ok(from), Ok(until)) => Some(QuietHours { from, until }),
                (from, until) => {
                    let wrong = [(from.is_err(), "/quiet/from"), (until.is_err(), "/quiet/until")];
                    return Err(wrong.into_iter().filter_map(|(is, at)| is.then_some(at)).collect());
                }
            }
        } else {
            None
        };
        let channels = self.chosen.with_untracked(lists);
        Ok(SavePreferences { language, quiet, email: filled(&self.email.get_untracked()), channels })
    }

    pub(super) fn toggle(self, kind: NotificationKind, channel: NotificationChannel) {
        self.chosen.update(|chosen| {
            if !chosen.remove(&(kind, channel)) {
                chosen.insert((kind, channel));
            }
        });
    }
}

fn pairs(lists: &[KindChannels]) -> BTreeSet<(NotificationKind, NotificationChannel)> {
    lists.iter().flat_map(|list| list.channels.iter().map(|channel| (list.kind, *channel))).collect()
}

/// Every kind is named: one that is left out would follow the usual channels again.
fn lists(chosen: &BTreeSet<(NotificationKind, NotificationChannel)>) -> Vec<KindChannels> {
    let channels = |kind: NotificationKind| {
        let own = NotificationChannel::ALL.iter().filter(|channel| chosen.contains(&(kind, **channel)));
        own.copied().collect()
    };
    NotificationKind::ALL.iter().map(|kind| KindChannels { kind: *kind, channels: channels(*kind) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_without_a_channel_is_still_named() {
        let one = [KindChannels {
            kind: NotificationKind::Assigned,
            channels: vec![NotificationChannel::Inbox, NotificationChannel::Email],
        }];
        let lists = lists(&pairs(&one));
        assert_eq!(lists.len(), NotificationKind::ALL.len());
        let of = |kind| lists.iter().find(|list| list.kind == kind).map(|list| list.channels.len());
        assert_eq!((of(NotificationKind::Assigned), of(NotificationKind::Urged)), (Some(2), Some(0)));
    }
}
