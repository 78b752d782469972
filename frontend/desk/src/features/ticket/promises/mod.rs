//! The promises to the customer: what they were told, which deadlines were moved, who presses, who helps.

mod extensions;
mod links;
mod notices;
mod pending;
mod transfers;
mod urges;

pub(super) use extensions::AskedExtension;
pub(super) use links::LinkedRequests;
pub(super) use pending::Pending;
pub(super) use urges::OpenOrders;

use extensions::Extensions;
use leptos::prelude::*;
use notices::Notices;
use transfers::Transfers;
use urges::Urges;

use super::{panel::Panel, state::use_ticket};
use crate::l;

/// What the customer was told, then how the promises were moved.
#[component]
pub(super) fn PromisePanels() -> impl IntoView {
    let ticket = use_ticket();
    let told = ticket.part(|ticket| ticket.promises.notices.len());
    let moved = ticket.part(|ticket| {
        let promises = &ticket.promises;
        !(promises.extensions.is_empty()
            && promises.urges.is_empty()
            && promises.transfers.is_empty()
            && promises.surveys.is_empty())
    });
    view! {
        <Show when=move || moved.get()>
            <Panel title=l::promise::title>
                <div class="record">
                    <Extensions />
                    <Urges />
                    <Transfers />
                    <notices::Surveys />
                </div>
            </Panel>
        </Show>
        <Show when=move || told.get() != 0>
            <Panel title=l::promise::notices count=Signal::derive(move || Some(told.get()))>
                <Notices />
            </Panel>
        </Show>
    }
}
