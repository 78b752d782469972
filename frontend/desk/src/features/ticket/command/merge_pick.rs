//! The request that goes on after a merging, and what that means for its deadlines.

use contract::{page::Page, tickets::TicketSummary};
use domain::kernel::Timestamp;
use kit::{
    api::{Api, ApiError, query_string, use_api},
    i18n::{lang, t},
    ui::{Combobox, Glyph, Icon, Suggestion, Suggestions},
};
use leptos::prelude::*;

use super::{
    super::words::moment,
    pick::{Chosen, ticket_line},
    send::use_commands,
};
use crate::l;

/// Whose open requests may take this one over.
#[derive(Clone)]
struct Kin {
    customer: Option<String>,
    unit: Option<String>,
    name: String,
}

/// Another open request of the same customer or unit; `value` is its id.
#[component]
pub(super) fn MergePick(value: RwSignal<String>) -> impl IntoView {
    let (api, state) = (use_api(), use_commands().state);
    let kin = state.now(|ticket| Kin {
        customer: ticket.customer.customer_id.map(|id| id.to_string()),
        unit: ticket.product.unit_id.map(|id| id.to_string()),
        name: ticket.customer.name.to_string(),
    });
    let (own, received, own_no) = state.now(|ticket| (ticket.id, ticket.received_at, ticket.no.clone()));
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<TicketSummary>::new());
    let search = move |typed: String| -> Suggestions {
        let kin = kin.clone();
        Box::pin(async move {
            let mut all = related(api, &kin, &typed).await?;
            all.retain(|ticket| ticket.id != own);
            let lines = all.iter().cloned().map(ticket_line).collect();
            found.set(all);
            Ok(lines)
        })
    };
    let chosen = Memo::new(move |_| {
        let id = value.get();
        found.with(|all| all.iter().find(|ticket| ticket.id.to_string() == id).cloned())
    });
    view! {
        <Combobox text=text search=search on_pick=move |line: Suggestion| value.set(line.id) least=1 />
        <Chosen value=value />
        {move || chosen.get().map(|other| view! { <Effects other=other own_no=own_no.clone() received=received /> })}
    }
}

/// The open requests of the customer, then those of the unit.
async fn related(api: Api, kin: &Kin, typed: &str) -> Result<Vec<TicketSummary>, ApiError> {
    let mut all: Vec<TicketSummary> = Vec::new();
    let of = [("customer_id", kin.customer.clone()), ("unit_id", kin.unit.clone())];
    let known = of.into_iter().filter(|(_, id)| id.is_some());
    // an unknown customer is known by name only
    let by_name = (kin.customer.is_none() && kin.unit.is_none()).then_some(("customer_id", None));
    for (name, id) in known.chain(by_name) {
        let pairs = [("q", Some(typed.to_owned())), (name, id.clone()), ("limit", Some("8".to_owned()))];
        let page: Page<TicketSummary> = api.get(&format!("/tickets{}", query_string(pairs))).await?;
        for ticket in page.items {
            let related = id.is_some() || ticket.customer_name == kin.name;
            if related && all.iter().all(|known| known.id != ticket.id) {
                all.push(ticket);
            }
        }
    }
    Ok(all)
}

/// What merging will do, before it is done.
#[component]
fn Effects(other: TicketSummary, own_no: String, received: Timestamp) -> impl IntoView {
    let (no, theirs) = (other.no.clone(), other.received_at);
    let goes_on = move || l::command::merge::goes_on(lang(), &no, &own_no);
    let receipt = move || {
        let (ours, theirs) = (moment(received.min(theirs)), moment(theirs));
        if ours == theirs {
            l::command::merge::same_receipt(lang(), theirs)
        } else {
            l::command::merge::earlier(lang(), ours, theirs)
        }
    };
    view! {
        <div class="alert-box tone-neutral merge-effects" role="status">
            <Glyph icon=Icon::Merge />
            <div class="grow">
                <p>{goes_on}</p>
                <p class="muted">{other.customer_name} " · " {other.description}</p>
                <ul>
                    <li>{receipt}</li>
                    <li>{t(l::command::merge::recomputed)}</li>
                    <li>{t(l::command::merge::cancelled)}</li>
                </ul>
            </div>
        </div>
    }
}
