//! How a request in short looks: tones, icons.

use domain::{sla::Priority, tickets::StateCode};
use kit::ui::{Icon, Tone};

pub(super) const fn priority_tone(priority: Priority) -> Tone {
    match priority {
        Priority::P1 => Tone::Bad,
        Priority::P2 => Tone::Warn,
        Priority::P3 => Tone::Neutral,
        Priority::P4 => Tone::Quiet,
    }
}

pub(super) const fn state_look(state: StateCode) -> (Tone, Icon) {
    use StateCode as S;
    match state {
        S::Registered => (Tone::Neutral, Icon::Inbox),
        S::Confirmed => (Tone::Neutral, Icon::ClipboardCheck),
        S::Assessed => (Tone::Active, Icon::Stethoscope),
        S::Planned => (Tone::Active, Icon::ClipboardPen),
        S::Dispatched => (Tone::Active, Icon::Truck),
        S::InService => (Tone::Active, Icon::Wrench),
        S::Resolved => (Tone::Good, Icon::CircleCheck),
        S::CustomerConfirmed => (Tone::Good, Icon::Signature),
        S::Waiting => (Tone::Quiet, Icon::CirclePause),
        S::Archived => (Tone::Quiet, Icon::Archive),
        S::Cancelled | S::Withdrawn | S::Duplicate | S::Refused => (Tone::Quiet, Icon::Ban),
    }
}
