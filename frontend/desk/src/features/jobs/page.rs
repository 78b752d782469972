use contract::{events::EventEnvelope, page::Page, tickets::TicketSummary};
use kit::{
    api::use_api,
    i18n::{lang, text},
    live::use_live,
    state::use_list,
    ui::{EmptyState, Icon, ListView, PageHead},
};
use leptos::prelude::*;

use super::card::JobCard;
use crate::l;

/// `/jobs`: my open requests, what is due next first.
#[component]
pub(crate) fn JobsPage() -> impl IntoView {
    let api = use_api();
    let list = use_list(move |cursor| {
        let text = |value: &str| Some(value.to_owned());
        let query =
            kit::api::query_string([("assignee", text("me")), ("limit", text("30")), ("cursor", cursor)]);
        async move { api.get::<Page<TicketSummary>>(&format!("/tickets{query}")).await }
    });
    use_live().on_event(move |event| {
        let Some(envelope) = event.read::<EventEnvelope>() else { return };
        let is_mine = list
            .items()
            .with_untracked(|items| items.iter().any(|job| job.id.to_string() == envelope.subject_id));
        if is_mine || envelope.event_type == "ticket.dispatched" {
            list.announce();
        }
    });
    let note = move || list.is_loaded().then(|| l::jobs::note(lang(), list.items().with(Vec::len)));
    view! {
        <PageHead title=text(l::jobs::title) note=Signal::derive(note) />
        <ListView list=list empty=ToChildren::to_children(Nothing)>
            <ul class="job-list">
                <For each=move || list.items().get() key=|job| (job.id, job.version) let:job>
                    <JobCard job=job />
                </For>
            </ul>
        </ListView>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! { <EmptyState icon=Icon::CircleCheck title=text(l::jobs::empty) text=text(l::jobs::empty_text) /> }
}
