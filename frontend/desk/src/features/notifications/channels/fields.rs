use contract::notifications::{ChannelView, SaveChannel};
use domain::notifications::NotificationChannel;
use leptos::prelude::*;

use crate::features::form::filled;

/// What a branch may have of its own; inbox and e-mail are the server's.
pub(super) const KINDS: [NotificationChannel; 3] =
    [NotificationChannel::WecomRobot, NotificationChannel::DingtalkRobot, NotificationChannel::Sms];

/// A body that most gateways understand, to begin with.
const TEMPLATE: &str = r#"{"mobile":"{phone}","content":"{text}"}"#;

/// The form's fields. Address and secret begin empty: they are never shown again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) branch_id: RwSignal<String>,
    pub(super) kind: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) url: RwSignal<String>,
    pub(super) secret: RwSignal<String>,
    pub(super) template: RwSignal<String>,
    pub(super) active: RwSignal<bool>,
}

impl Fields {
    pub(super) fn of(channel: Option<&ChannelView>, own_branch: String) -> Self {
        let kind = channel.map_or(NotificationChannel::WecomRobot, |channel| channel.kind);
        let template = channel.and_then(|channel| channel.template.clone());
        Self {
            branch_id: RwSignal::new(channel.map_or(own_branch, |channel| channel.branch_id.to_string())),
            kind: RwSignal::new(kind.as_str().to_owned()),
            name: RwSignal::new(channel.map(|channel| channel.name.clone()).unwrap_or_default()),
            url: RwSignal::new(String::new()),
            secret: RwSignal::new(String::new()),
            template: RwSignal::new(template.unwrap_or_else(|| TEMPLATE.to_owned())),
            active: RwSignal::new(channel.is_none_or(|channel| channel.active)),
        }
    }

    /// The kind as chosen; follows the choice.
    pub(super) fn chosen(self) -> Option<NotificationChannel> {
        self.kind.get().parse().ok()
    }

    /// # Errors
    /// The pointers of what is missing; a new channel needs its address.
    pub(super) fn request(self, is_new: bool) -> Result<SaveChannel, Vec<&'static str>> {
        let (branch, kind) = (self.branch_id.get_untracked().parse(), self.kind.get_untracked().parse());
        let (name, url) = (filled(&self.name.get_untracked()), filled(&self.url.get_untracked()));
        let missing = [
            (branch.is_err(), "/branch_id"),
            (kind.is_err(), "/kind"),
            (name.is_none(), "/name"),
            (is_new && url.is_none(), "/url"),
        ];
        let missing: Vec<_> = missing.into_iter().filter_map(|(is, at)| is.then_some(at)).collect();
        match (branch, kind, name) {
            (Ok(branch_id), Ok(kind), Some(name)) if missing.is_empty() => Ok(SaveChannel {
                branch_id,
                kind,
                name,
                url,
                // a robot of 企业微信 has its key in the address
                secret: filled(&self.secret.get_untracked())
                    .filter(|_| kind != NotificationChannel::WecomRobot),
                template: filled(&self.template.get_untracked()).filter(|_| kind == NotificationChannel::Sms),
                active: self.active.get_untracked(),
            }),
            _ => Err(missing),
        }
    }
}
