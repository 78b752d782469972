//! 服务记录: what was found, planned, done and confirmed, as the 客户服务需求表 shows it.

mod confirmation;
mod cycle;
mod planning;
mod visits;

use confirmation::{ConfirmationView, FormTrackView};
pub(super) use cycle::{CycleView, Part};
use kit::{i18n::t, ui::TimeText};
use leptos::prelude::*;
use planning::{Assessments, Plans, Tasks};

use super::{panel::Panel, state::use_ticket, words::actor_name};
use crate::l;

/// The customer's own words.
#[component]
pub(super) fn Description() -> impl IntoView {
    let ticket = use_ticket();
    let words = ticket.part(|ticket| ticket.description.clone());
    let replies = ticket.part(|ticket| ticket.replies.clone());
    view! {
        <section class="card-box">
            <div class="card-body">
                <p class="prose ticket-words">{move || words.get()}</p>
                {move || {
                    replies.get().into_iter().last().map(|reply| {
                        let by = reply.by;
                        view! {
                            <div class="note-line">
                                <p class="muted">
                                    {t(l::ticket::last_reply)} " · " {move || actor_name(&by, kit::i18n::lang())} " · "
                                    <TimeText at=reply.at />
                                </p>
                                <p class="prose">{reply.content.to_string()}</p>
                            </div>
                        }
                    })
                }}
            </div>
        </section>
    }
}

/// The record of the running cycle.
#[component]
pub(super) fn Record() -> impl IntoView {
    let ticket = use_ticket();
    let has_any = ticket.part(|ticket| {
        let cycle = &ticket.cycle;
        !(ticket.assessments.is_empty() && ticket.plans.is_empty() && ticket.tasks.is_empty())
            || *cycle != domain::tickets::Cycle::default()
    });
    let cycle = ticket.part(|ticket| ticket.cycle.clone());
    let signature_valid = ticket.part(|ticket| ticket.signature_valid);
    view! {
        <Show when=move || has_any.get()>
            <Panel title=l::ticket::record::title>
                <div class="record">
                    <Tasks />
                    <Assessments />
                    <Plans />
                    {move || view! { <CycleView cycle=cycle.get() /> }}
                    {move || {
                        let cycle = cycle.get();
                        view! {
                            {cycle
                                .confirmation
                                .map(|word| view! { <ConfirmationView confirmation=word valid=signature_valid.get() /> })}
                            <FormTrackView form=cycle.form />
                        }
                    }}
                </div>
            </Panel>
        </Show>
    }
}
