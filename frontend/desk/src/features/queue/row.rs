use contract::tickets::TicketSummary;
use kit::{
    i18n::{lang, t},
    time::{self, Countdown},
    ui::{Badge, CountdownText, Icon, Tone},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_navigate};

use crate::{
    features::ticket::{PriorityBadge, StateBadge},
    l,
};

/// One request of the list.
#[component]
pub(super) fn QueueRow(ticket: TicketSummary, at: usize, selected: RwSignal<Option<usize>>) -> impl IntoView {
    let href = format!("/tickets/{}", ticket.id);
    let navigate = use_navigate();
    let target = href.clone();
    let people = people(&ticket);
    let product = product(&ticket);
    let kind = ticket.request_type;
    view! {
        <tr
            id=row_id(at)
            class="queue-row"
            aria-selected=move || (selected.get() == Some(at)).then_some("true")
            on:click=move |event| {
                if !event.default_prevented() {
                    navigate(&target, Default::default());
                }
            }
        >
            <td class="main fit" data-label=t(l::queue::column::no)>
                <A href=href>{ticket.no}</A>
            </td>
            <td class="fit half" data-label=t(l::queue::column::priority)>
                <PriorityBadge priority=ticket.priority />
            </td>
            <td data-label=t(l::queue::column::customer)>
                <span>{ticket.customer_name}</span>
                <small>{product}</small>
            </td>
            <td class="queue-asked" data-label=t(l::queue::column::asked)>
                <span class="queue-words">{ticket.description}</span>
                <small>{move || kit::label!(kind)} " · " {ticket.branch_name}</small>
            </td>
            <td class="fit wide-only" data-label=t(l::queue::column::owner)>
                {match people.first {
                    Some(name) => view! { <span>{name}</span> }.into_any(),
                    None => {
                        let words = Signal::derive(move || l::queue::nobody(lang()).to_owned());
                        view! { <Badge text=words tone=Tone::Warn icon=Icon::CircleHelp /> }.into_any()
                    }
                }}
                {people.second.map(|name| view! { <small>{move || l::queue::goes(lang(), &name)}</small> })}
            </td>
            <td class="fit half" data-label=t(l::queue::column::state)>
                <StateBadge state=ticket.state />
            </td>
            <td class="queue-clock" data-label=t(l::queue::column::clock)>
                {ticket
                    .next_clock
                    .map(|next| {
                        let kind = next.kind;
                        let clock = Signal::derive(move || Countdown::of_next(&next, time::now()));
                        view! {
                            <CountdownText clock=clock bar=true />
                            <small>{move || kit::label!(kind)}</small>
                        }
                    })}
            </td>
        </tr>
    }
}

/// The element of a row, to scroll it into sight.
pub(super) fn row_id(at: usize) -> String {
    format!("row-{at}")
}

/// Owner, and the engineer when that is another person.
struct People {
    first: Option<String>,
    second: Option<String>,
}

fn people(ticket: &TicketSummary) -> People {
    let other = ticket.assignee_id.is_some() && ticket.assignee_id != ticket.owner_id;
    People { first: ticket.owner_name.clone(), second: ticket.assignee_name.clone().filter(|_| other) }
}

/// `KY-55 · KY55-240311`
fn product(ticket: &TicketSummary) -> String {
    let parts = [ticket.model.as_deref(), ticket.serial.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
