//! How the codes of a request look: tone and icon, the same in every list and on every page.

use domain::{
    sla::Priority,
    tickets::{StateCode, Verification},
    warranty::ChargeClass,
};
use kit::{
    i18n::lang,
    ui::{Badge, Icon, Tone},
};
use leptos::prelude::*;

/// Red only for what cannot wait.
pub(crate) const fn priority_tone(priority: Priority) -> Tone {
    match priority {
        Priority::P1 => Tone::Bad,
        Priority::P2 => Tone::Warn,
        Priority::P3 => Tone::Neutral,
        Priority::P4 => Tone::Quiet,
    }
}

/// Tone and icon of a state.
pub(crate) const fn state_look(state: StateCode) -> (Tone, Icon) {
    match state {
        StateCode::Registered => (Tone::Neutral, Icon::Inbox),
        StateCode::Confirmed => (Tone::Active, Icon::ClipboardCheck),
        StateCode::Assessed => (Tone::Active, Icon::Stethoscope),
        StateCode::Planned => (Tone::Active, Icon::ClipboardList),
        StateCode::Dispatched => (Tone::Active, Icon::Truck),
        StateCode::InService => (Tone::Active, Icon::Wrench),
        StateCode::Resolved => (Tone::Good, Icon::CircleCheck),
        StateCode::CustomerConfirmed => (Tone::Good, Icon::ThumbsUp),
        StateCode::Waiting => (Tone::Quiet, Icon::CirclePause),
        StateCode::Archived => (Tone::Quiet, Icon::Archive),
        StateCode::Cancelled => (Tone::Quiet, Icon::Ban),
        StateCode::Withdrawn => (Tone::Quiet, Icon::Undo2),
        StateCode::Duplicate => (Tone::Quiet, Icon::Copy),
        StateCode::Merged => (Tone::Quiet, Icon::Merge),
        StateCode::Refused => (Tone::Quiet, Icon::CircleX),
    }
}

/// Who pays: green for the customer who does not.
const fn charge_look(class: ChargeClass) -> (Tone, Icon) {
    match class {
        ChargeClass::Free => (Tone::Good, Icon::ShieldCheck),
        ChargeClass::Contract => (Tone::Active, Icon::FileCheck),
        ChargeClass::Paid => (Tone::Warn, Icon::Banknote),
        ChargeClass::Other => (Tone::Neutral, Icon::Receipt),
    }
}

const fn verification_look(verification: Verification) -> (Tone, Icon) {
    match verification {
        Verification::Verified => (Tone::Good, Icon::BadgeCheck),
        Verification::Pending => (Tone::Warn, Icon::CircleQuestionMark),
        Verification::NotNeeded => (Tone::Quiet, Icon::Minus),
    }
}

#[component]
pub(crate) fn PriorityBadge(
    #[prop(into)] priority: Signal<Priority>,
    /// With its word: `P1 紧急`
    #[prop(optional)]
    long: bool,
) -> impl IntoView {
    let text = move || {
        let priority = priority.get();
        if long {
            format!("{} {}", priority.as_str(), lang().pick(priority.zh(), priority.en()))
        } else {
            priority.as_str().to_owned()
        }
    };
    view! { <Badge text=Signal::derive(text) tone=Signal::derive(move || priority_tone(priority.get())) /> }
}

#[component]
pub(crate) fn StateBadge(#[prop(into)] state: Signal<StateCode>) -> impl IntoView {
    let text = move || kit::label!(state.get()).to_owned();
    let look = move || state_look(state.get());
    view! {
        <Badge
            text=Signal::derive(text)
            tone=Signal::derive(move || look().0)
            icon=Signal::derive(move || look().1)
        />
    }
}

#[component]
pub(crate) fn ChargeBadge(class: ChargeClass) -> impl IntoView {
    let (tone, icon) = charge_look(class);
    view! { <Badge text=Signal::derive(move || kit::label!(class).to_owned()) tone=tone icon=icon /> }
}

#[component]
pub(crate) fn VerificationBadge(verification: Verification) -> impl IntoView {
    let (tone, icon) = verification_look(verification);
    view! { <Badge text=Signal::derive(move || kit::label!(verification).to_owned()) tone=tone icon=icon /> }
}
