use domain::tickets::ClosedCycle;
use kit::{
    i18n::{lang, t},
    ui::TimeText,
};
use leptos::prelude::*;

use super::super::{panel::Panel, record::CycleView, state::use_ticket, words::actor_name};
use crate::l;

/// What was done before the request was reopened; read-only.
#[component]
pub(super) fn EarlierCycles() -> impl IntoView {
    let earlier = use_ticket().part(|ticket| ticket.earlier_cycles.clone());
    move || {
        let earlier = earlier.get();
        (!earlier.is_empty()).then(|| {
            let count = earlier.len();
            let lines = earlier.into_iter().enumerate().map(|(at, cycle)| view! { <Earlier number=at + 1 closed=cycle /> });
            view! { <Panel title=l::ticket::earlier::title count=Some(count) open=false>{lines.collect_view()}</Panel> }
        })
    }
}

#[component]
fn Earlier(number: usize, closed: ClosedCycle) -> impl IntoView {
    let ClosedCycle { cycle, archived_at, reopened_at, reopened_by, reason, .. } = closed;
    view! {
        <details class="earlier">
            <summary>
                {move || l::ticket::earlier::number(lang(), number)}
                {archived_at.map(|at| view! { <span class="muted">" · " {t(l::ticket::earlier::archived)} " " <TimeText at=at /></span> })}
            </summary>
            <CycleView cycle=cycle />
            <p class="muted">
                <TimeText at=reopened_at long=true />
                " "
                {move || l::ticket::earlier::reopened(lang(), actor_name(&reopened_by, lang()), &reason)}
            </p>
        </details>
    }
}

/// 更正: what was added to the archived request.
#[component]
pub(super) fn Amendments() -> impl IntoView {
    let amendments = use_ticket().part(|ticket| ticket.amendments.clone());
    move || {
        let amendments = amendments.get();
        (!amendments.is_empty()).then(|| {
            let count = amendments.len();
            let lines = amendments.into_iter().map(|amendment| {
                let by = amendment.by;
                view! {
                    <div class="note-line">
                        <p><b>{amendment.subject.to_string()}</b></p>
                        <p class="prose">{amendment.text.to_string()}</p>
                        <p class="muted">{move || actor_name(&by, lang())} " · " <TimeText at=amendment.at /></p>
                    </div>
                }
            });
            view! { <Panel title=l::ticket::amendments count=Some(count)>{lines.collect_view()}</Panel> }
        })
    }
}
