use contract::mailbox::MailView;
use domain::{kernel::Actor, mailbox::MailState};
use kit::{
    i18n::{Lang, lang},
    ui::{Badge, Icon, Tone},
};
use leptos::prelude::*;

use crate::l;

#[component]
pub(super) fn StateOfMail(state: MailState) -> impl IntoView {
    let (tone, icon) = match state {
        MailState::Registered => (Tone::Good, Icon::FilePlus),
        MailState::Threaded => (Tone::Good, Icon::MessageSquare),
        MailState::Reopened => (Tone::Active, Icon::RotateCcw),
        MailState::Noted => (Tone::Warn, Icon::CornerDownLeft),
        MailState::SetAside => (Tone::Quiet, Icon::Archive),
        MailState::Unmatched => (Tone::Bad, Icon::CircleHelp),
        MailState::Held => (Tone::Warn, Icon::CirclePause),
        MailState::Dismissed => (Tone::Quiet, Icon::Ban),
    };
    view! { <Badge text=Signal::derive(move || kit::label!(state).to_owned()) tone=tone icon=icon /> }
}

/// Whether a person may still decide.
pub(super) const fn is_open(mail: &MailView) -> bool {
    matches!(mail.state, MailState::Unmatched | MailState::Held | MailState::SetAside)
}

/// Name and address, as far as there are any.
pub(super) fn sender(mail: &MailView, lang: Lang) -> String {
    match (&mail.sender_name, &mail.sender) {
        (Some(name), Some(address)) if name != address => format!("{name} <{address}>"),
        (_, Some(address)) => address.clone(),
        (Some(name), None) => name.clone(),
        (None, None) => l::mailbox::no_sender(lang).to_owned(),
    }
}

pub(super) fn subject(mail: &MailView, lang: Lang) -> String {
    let subject = mail.subject.trim();
    if subject.is_empty() { l::mailbox::no_subject(lang).to_owned() } else { subject.to_owned() }
}

pub(super) fn name_of(actor: &Actor) -> String {
    match actor {
        Actor::User { name, .. } | Actor::ApiKey { name, .. } | Actor::Customer { name } => name.clone(),
        Actor::System => l::people::system(lang()).to_owned(),
    }
}
