use domain::tickets::{UrgeKind, UrgeOrder};
use kit::{
    i18n::{lang, t},
    ui::{Badge, Icon, TimeText, Tone},
};
use leptos::prelude::*;

use super::super::{record::Part, state::use_ticket, words::actor_name};
use crate::l;

/// 催办 and 督办 with their answers, open ones first.
#[component]
pub(super) fn Urges() -> impl IntoView {
    let urges = use_ticket().part(|ticket| ticket.promises.urges.clone());
    move || {
        let mut urges = urges.get();
        urges.sort_by_key(|order| (order.answer.is_some(), std::cmp::Reverse(order.number)));
        (!urges.is_empty()).then(|| {
            view! { <Part title=l::promise::urges>{urges.into_iter().map(|order| view! { <Order order=order /> }).collect_view()}</Part> }
        })
    }
}

#[component]
pub(super) fn Order(order: UrgeOrder) -> impl IntoView {
    let UrgeOrder { kind, level, text, at, by, answer, .. } = order;
    let (tone, icon) = urge_look(kind);
    let open = answer.is_none();
    let words = move || if open { l::promise::urge_open(lang()) } else { l::promise::urge_answered(lang()) };
    let (state_tone, state_icon) =
        if open { (Tone::Warn, Icon::Hourglass) } else { (Tone::Good, Icon::CircleCheck) };
    view! {
        <div class="note-line">
            <p class="row">
                <Badge text=Signal::derive(move || kit::label!(kind).to_owned()) tone=tone icon=icon />
                {(level > 1).then(|| view! { <b>{move || l::promise::level(lang(), level)}</b> })}
                <Badge text=Signal::derive(move || words().to_owned()) tone=state_tone icon=state_icon />
                <span class="muted">{move || actor_name(&by, lang())} " · " <TimeText at=at /></span>
            </p>
            <p class="prose">{text.to_string()}</p>
            {answer
                .map(|answer| {
                    let by = answer.by;
                    view! {
                        <p class="prose answer">
                            {answer.text.to_string()} " "
                            <small class="muted">{move || actor_name(&by, lang())} " · " <TimeText at=answer.at /></small>
                        </p>
                    }
                })}
        </div>
    }
}

pub(super) const fn urge_look(kind: UrgeKind) -> (Tone, Icon) {
    match kind {
        UrgeKind::Hasten => (Tone::Warn, Icon::BellRing),
        UrgeKind::Supervise => (Tone::Bad, Icon::Megaphone),
    }
}

/// Shown above an answer: what was urged.
#[component]
pub(in super::super) fn OpenOrders() -> impl IntoView {
    let open = use_ticket().part(|ticket| ticket.promises.open_urges().cloned().collect::<Vec<_>>());
    view! {
        <div class="asked" role="group" aria-label=t(l::promise::urges)>
            {move || open.get().into_iter().map(|order| view! { <Order order=order /> }).collect_view()}
        </div>
    }
}
