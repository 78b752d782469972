use contract::{assets::UnitSummary, page::Page, tickets::TicketSummary};
use kit::{
    api::{query_string, use_api},
    i18n::t,
    ui::{Combobox, Suggestion, Suggestions},
};
use leptos::prelude::*;

use super::send::use_commands;
use crate::{features::new_request::unit_line, l};

/// An installed unit, searched by serial, model or customer; `value` is its id.
#[component]
pub(super) fn UnitPick(value: RwSignal<String>) -> impl IntoView {
    let (api, commands) = (use_api(), use_commands());
    let serial = commands.state.now(|ticket| ticket.product.serial.as_ref().map(ToString::to_string));
    let text = RwSignal::new(serial.unwrap_or_default());
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
            let page: Page<UnitSummary> = api.get(&format!("/units{query}")).await?;
            Ok(page.items.into_iter().map(unit_line).collect())
        })
    };
    view! {
        <Combobox text=text search=search on_pick=move |line: Suggestion| value.set(line.id) />
        <Chosen value=value />
    }
}

/// Another request, searched by number, customer or words; `value` is its id.
#[component]
pub(super) fn TicketPick(value: RwSignal<String>) -> impl IntoView {
    let (api, own) = (use_api(), use_commands().state.id);
    let text = RwSignal::new(String::new());
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let pairs =
                [("q", Some(typed)), ("scope", Some("all".to_owned())), ("limit", Some("8".to_owned()))];
            let page: Page<TicketSummary> = api.get(&format!("/tickets{}", query_string(pairs))).await?;
            let others = page.items.into_iter().filter(|ticket| ticket.id != own);
            Ok(others.map(ticket_line).collect())
        })
    };
    view! {
        <Combobox text=text search=search on_pick=move |line: Suggestion| value.set(line.id) />
        <Chosen value=value />
    }
}

pub(super) fn ticket_line(ticket: TicketSummary) -> Suggestion {
    Suggestion {
        id: ticket.id.to_string(),
        title: ticket.no,
        detail: format!("{} · {}", ticket.customer_name, ticket.description),
    }
}

/// Typing alone chooses nothing; this says so.
#[component]
pub(super) fn Chosen(value: RwSignal<String>) -> impl IntoView {
    view! {
        <Show when=move || value.with(String::is_empty)>
            <p class="field-note">{t(l::command::pick_from_list)}</p>
        </Show>
    }
}
