//! Badges of the domain's own codes: one colour and icon for a state, everywhere the same.

use domain::{sla::Priority, tickets::StateCode, warranty::ChargeClass};
use leptos::prelude::*;

use super::{Badge, Icon, Tone};
use crate::label;

/// The colour and icon of a request's state.
#[must_use]
pub const fn state_look(state: StateCode) -> (Tone, Icon) {
    match state {
        StateCode::Registered => (Tone::Neutral, Icon::Inbox),
        StateCode::Confirmed => (Tone::Neutral, Icon::ClipboardCheck),
        StateCode::Assessed => (Tone::Active, Icon::Stethoscope),
        StateCode::Planned => (Tone::Active, Icon::ClipboardList),
        StateCode::Dispatched => (Tone::Active, Icon::Truck),
        StateCode::InService => (Tone::Active, Icon::Wrench),
        StateCode::Resolved => (Tone::Good, Icon::CircleCheck),
        StateCode::CustomerConfirmed => (Tone::Good, Icon::Signature),
        StateCode::Waiting => (Tone::Quiet, Icon::CirclePause),
        StateCode::Archived => (Tone::Quiet, Icon::Archive),
        StateCode::Cancelled | StateCode::Withdrawn => (Tone::Quiet, Icon::Ban),
        StateCode::Duplicate => (Tone::Quiet, Icon::Copy),
        StateCode::Merged => (Tone::Quiet, Icon::Merge),
        StateCode::Refused => (Tone::Quiet, Icon::CircleX),
    }
}

/// 状态
#[component]
pub fn StateBadge(#[prop(into)] state: Signal<StateCode>) -> impl IntoView {
    let look = move || state_look(state.get());
    view! {
        <Badge
            text=Signal::derive(move || label!(state.get()).to_owned())
            tone=Signal::derive(move || look().0)
            icon=Signal::derive(move || Some(look().1))
        />
    }
}

/// 优先级: `P1` red, `P2` amber.
#[component]
pub fn PriorityBadge(#[prop(into)] priority: Signal<Priority>) -> impl IntoView {
    let tone = move || match priority.get() {
        Priority::P1 => Tone::Bad,
        Priority::P2 => Tone::Warn,
        Priority::P3 | Priority::P4 => Tone::Neutral,
    };
    view! { <Badge text=Signal::derive(move || priority.get().as_str().to_owned()) tone=Signal::derive(tone) /> }
}

/// 服务类别: free, contract, paid, other.
#[component]
pub fn ChargeBadge(#[prop(into)] charge: Signal<ChargeClass>) -> impl IntoView {
    let look = move || match charge.get() {
        ChargeClass::Free => (Tone::Good, Icon::ShieldCheck),
        ChargeClass::Contract => (Tone::Active, Icon::FileCheck),
        ChargeClass::Paid => (Tone::Warn, Icon::Banknote),
        ChargeClass::Other => (Tone::Neutral, Icon::Tag),
    };
    view! {
        <Badge
            text=Signal::derive(move || label!(charge.get()).to_owned())
            tone=Signal::derive(move || look().0)
            icon=Signal::derive(move || Some(look().1))
        />
    }
}
