use contract::{events::EventEnvelope, tickets::TicketView};
use domain::kernel::TicketId;
use kit::{
    api::use_api,
    live::use_live,
    session::use_session,
    state::{Query, use_query},
    ui::{ErrorState, Skeleton},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    banners::Banners,
    clocks::Clocks,
    command::{CommandDialog, Commands},
    facts::Facts,
    flow_bar::FlowBar,
    header::Header,
    promises::{LinkedRequests, Pending, PromisePanels},
    record::{Description, Record},
    state::TicketState,
    steps::StepsBar,
    timeline::Timeline,
};
use crate::features::not_found::NotFoundPage;

/// `/tickets/:id`: one request with everything that belongs to it.
#[component]
pub(crate) fn TicketPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id")).and_then(|text| text.parse::<TicketId>().ok())
    });
    move || match id.get() {
        Some(id) => view! { <Loading id=id /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    }
}

#[component]
fn Loading(id: TicketId) -> impl IntoView {
    let api = use_api();
    let query = use_query(move || async move { api.get::<TicketView>(&format!("/tickets/{id}")).await });
    let has_come = Memo::new(move |_| query.signal().with(Option::is_some));
    move || match (has_come.get(), query.error()) {
        (true, _) => {
            query.data_untracked().map(|first| view! { <Loaded first=first query=query /> }).into_any()
        }
        (false, Some(error)) => {
            view! { <ErrorState error=error on_retry=move |()| query.reload() /> }.into_any()
        }
        (false, None) => {
            view! { <div class="card-box"><div class="card-body"><Skeleton rows=10 /></div></div> }.into_any()
        }
    }
}

#[component]
fn Loaded(first: TicketView, query: Query<TicketView>) -> impl IntoView {
    let state = TicketState::provide(first, query);
    let _ = Commands::provide(state);
    follow_live(state);
    view! {
        <Header />
        <FlowBar />
        <div class="stack ticket-top">
            <Banners />
            <Pending />
            <StepsBar />
        </div>
        <div class="with-side ticket-grid">
            <div class="stack ticket-middle">
                <Description />
                <Record />
                <PromisePanels />
                <Timeline />
            </div>
            <aside class="stack ticket-side">
                <Clocks />
                <LinkedRequests />
                <Facts />
            </aside>
        </div>
        <CommandDialog />
    }
}

/// What others do shows in the facts at once, and in the timeline behind a pill; nothing that is read moves.
fn follow_live(state: TicketState) {
    let session = use_session();
    let id = state.id.to_string();
    use_live().on_event(move |event| {
        let Some(envelope) = event.read::<EventEnvelope>() else { return };
        if envelope.subject_kind != "ticket" || envelope.subject_id != id {
            return;
        }
        let me = session.user_untracked().map(|user| user.id);
        if envelope.actor.user_id().is_some() && envelope.actor.user_id() == me {
            return;
        }
        state.timeline.announce();
        state.reload();
    });
}
