use domain::tickets::{CustomerNotice, NoticeDelivery};
use kit::{
    i18n::lang,
    ui::{Badge, Icon, TimeText, Tone},
};
use leptos::prelude::*;

use super::super::{record::Part, state::use_ticket, words::actor_name};
use crate::l;

/// 告知客户记录, newest first.
#[component]
pub(super) fn Notices() -> impl IntoView {
    let notices = use_ticket().part(|ticket| ticket.promises.notices.clone());
    view! {
        <ol class="told-list">
            <For each=move || notices.get().into_iter().rev() key=|one| (one.number, one.delivery, one.delivery_at) let:one>
                <Told notice=one />
            </For>
        </ol>
    }
}

#[component]
fn Told(notice: CustomerNotice) -> impl IntoView {
    let CustomerNotice { number, about, channel, text, at, by, delivery, detail, delivery_at } = notice;
    let (tone, icon) = delivery_look(delivery);
    let heard = (delivery_at != at).then_some(delivery_at);
    view! {
        <li class="note-line">
            <p class="row">
                <span class="muted num">"#" {number}</span>
                <b>{move || kit::label!(about)}</b>
                <span class="muted">{move || kit::label!(channel)} " · " {move || actor_name(&by, lang())} " · " <TimeText at=at /></span>
                <Badge text=Signal::derive(move || kit::label!(delivery).to_owned()) tone=tone icon=icon />
            </p>
            <p class="prose">{text.to_string()}</p>
            {(detail.is_some() || heard.is_some())
                .then(|| {
                    view! {
                        <p class="muted">
                            {detail.map(|detail| detail.to_string())}
                            {heard.map(|at| view! { " " <TimeText at=at /> })}
                        </p>
                    }
                })}
        </li>
    }
}

const fn delivery_look(delivery: NoticeDelivery) -> (Tone, Icon) {
    match delivery {
        NoticeDelivery::Said => (Tone::Good, Icon::PhoneCall),
        NoticeDelivery::Sent => (Tone::Neutral, Icon::Send),
        NoticeDelivery::Delivered => (Tone::Good, Icon::Check),
        NoticeDelivery::Read => (Tone::Good, Icon::CheckCheck),
        NoticeDelivery::Failed => (Tone::Bad, Icon::CircleX),
    }
}

/// 回访: what the customer said afterwards.
#[component]
pub(super) fn Surveys() -> impl IntoView {
    let surveys = use_ticket().part(|ticket| ticket.promises.surveys.clone());
    let line = |survey: domain::tickets::SurveyLog| {
        let (channel, by) = (survey.channel, survey.by);
        view! {
            <div class="note-line">
                <p class="muted">{move || kit::label!(channel)} " · " {move || actor_name(&by, lang())} " · " <TimeText at=survey.at /></p>
                {survey.note.map(|note| view! { <p class="prose">{note.to_string()}</p> })}
            </div>
        }
    };
    move || {
        let surveys = surveys.get();
        (!surveys.is_empty())
            .then(|| view! { <Part title=l::promise::surveys>{surveys.into_iter().map(line).collect_view()}</Part> })
    }
}
