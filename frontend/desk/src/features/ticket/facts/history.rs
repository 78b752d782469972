use contract::{page::Page, tickets::TicketSummary};
use kit::{
    api::{query_string, use_api},
    i18n::t,
    state::use_query,
    ui::{ErrorState, Skeleton, TimeText},
};
use leptos::prelude::*;

use super::super::{look::StateBadge, panel::Panel, state::use_ticket};
use crate::l;

/// The other requests on the same unit, newest first.
#[component]
pub(super) fn UnitHistory() -> impl IntoView {
    let ticket = use_ticket();
    let unit = ticket.part(|ticket| ticket.product.unit_id);
    move || unit.get().map(|unit| view! { <OfUnit unit=unit /> })
}

#[component]
fn OfUnit(unit: domain::kernel::UnitId) -> impl IntoView {
    let (api, own) = (use_api(), use_ticket().id);
    let pairs = move || {
        let text = |value: &str| Some(value.to_owned());
        [("unit_id", Some(unit.to_string())), ("scope", text("all")), ("sort", text("-received_at"))]
    };
    let history = use_query(move || {
        let query = query_string(pairs().into_iter().chain([("limit", Some("6".to_owned()))]));
        async move { api.get::<Page<TicketSummary>>(&format!("/tickets{query}")).await }
    });
    let others = move || {
        let page = history.data()?;
        Some(page.items.into_iter().filter(|ticket| ticket.id != own).collect::<Vec<_>>())
    };
    let body = move || match (others(), history.error()) {
        (Some(others), _) if others.is_empty() => {
            view! { <p class="muted">{t(l::ticket::history::none)}</p> }.into_any()
        }
        (Some(others), _) => view! {
            <ul class="new-tickets">{others.into_iter().map(line).collect_view()}</ul>
            <a href=format!("/tickets{}", query_string(pairs()))>{t(l::ticket::history::all)}</a>
        }
        .into_any(),
        (None, Some(error)) => {
            view! { <ErrorState error=error on_retry=move |()| history.reload() /> }.into_any()
        }
        (None, None) => view! { <Skeleton rows=3 /> }.into_any(),
    };
    view! { <Panel title=l::ticket::history::title>{body}</Panel> }
}

fn line(ticket: TicketSummary) -> impl IntoView {
    view! {
        <li>
            <span class="row">
                <a href=format!("/tickets/{}", ticket.id)>{ticket.no}</a>
                <StateBadge state=ticket.state />
                <TimeText at=ticket.received_at />
            </span>
            <span class="new-words">{ticket.description}</span>
        </li>
    }
}
