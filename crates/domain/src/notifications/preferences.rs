//! How a person wants to be told.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Language, NotificationChannel, NotificationKind, QuietHours};
use crate::kernel::Timestamp;

/// Everybody has sensible ones without having chosen any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    pub language: Language,
    /// None: messages come at any time
    pub quiet: Option<QuietHours>,
    /// Where e-mail goes; none: there is none
    pub email: Option<String>,
    /// What was chosen; a kind that is not in it follows [`Preferences::usual`]
    pub channels: BTreeMap<NotificationKind, BTreeSet<NotificationChannel>>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { language: Language::Zh, quiet: Some(NIGHT), email: None, channels: BTreeMap::new() }
    }
}

/// 22:00–07:00.
const NIGHT: QuietHours =
    QuietHours { from: crate::sla::MinuteOfDay::of(22, 0), until: crate::sla::MinuteOfDay::of(7, 0) };

impl Preferences {
    /// The channels of a kind for whoever chose none.
    #[must_use]
    pub fn usual(kind: NotificationKind) -> BTreeSet<NotificationChannel> {
        use NotificationChannel::{DingtalkRobot, Email, Inbox, Sms, WecomRobot};
        use NotificationKind::{
            Assigned, Critical, Dispatched, ExtensionAsked, FormReturned, Threshold, TransferredToHq, Urged,
        };
        match kind {
            Critical => BTreeSet::from([Inbox, Email, WecomRobot, DingtalkRobot, Sms]),
            Threshold | TransferredToHq | Urged => BTreeSet::from([Inbox, Email, WecomRobot, DingtalkRobot]),
            Assigned | Dispatched | ExtensionAsked | FormReturned => BTreeSet::from([Inbox, Email]),
        }
    }

    /// The channels of a kind. What happened is always in the inbox.
    #[must_use]
    pub fn channels(&self, kind: NotificationKind) -> BTreeSet<NotificationChannel> {
        let mut channels = self.channels.get(&kind).cloned().unwrap_or_else(|| Self::usual(kind));
        channels.insert(NotificationChannel::Inbox);
        channels
    }

    /// When a notification may go out on a channel: the inbox and what is urgent at once, the rest not in quiet hours.
    #[must_use]
    pub fn may_go_at(
        &self,
        channel: NotificationChannel,
        urgent: bool,
        now: Timestamp,
        zone: Tz,
    ) -> Timestamp {
        match self.quiet {
            Some(quiet) if !urgent && channel != NotificationChannel::Inbox => quiet.over_at(now, zone),
            _ => now,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Shanghai;

    use super::*;

    #[test]
    fn the_inbox_and_the_urgent_do_not_wait_for_the_morning() {
        let night: Timestamp = "2026-03-02T23:00:00+08:00".parse().unwrap();
        let morning: Timestamp = "2026-03-03T07:00:00+08:00".parse().unwrap();
        let usual = Preferences::default();
        for channel in NotificationChannel::ALL {
            assert_eq!(usual.may_go_at(*channel, true, night, Shanghai), night, "{channel}");
            let expected = if *channel == NotificationChannel::Inbox { night } else { morning };
            assert_eq!(usual.may_go_at(*channel, false, night, Shanghai), expected, "{channel}");
        }
        let awake = Preferences { quiet: None, ..usual };
        assert_eq!(awake.may_go_at(NotificationChannel::Sms, false, night, Shanghai), night);
    }

    #[test]
    fn the_inbox_cannot_be_switched_off() {
        let mut mine = Preferences::default();
        for kind in NotificationKind::ALL {
            assert!(Preferences::usual(*kind).contains(&NotificationChannel::Inbox));
            mine.channels.insert(*kind, BTreeSet::new());
            assert_eq!(mine.channels(*kind), BTreeSet::from([NotificationChannel::Inbox]));
        }
    }
}
