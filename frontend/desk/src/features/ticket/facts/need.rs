use kit::{
    i18n::{lang, t, text},
    ui::{Fact, FactList, TimeText},
};
use leptos::prelude::*;

use super::super::{
    panel::Panel,
    state::use_ticket,
    words::{actor_name, owner_why},
};
use crate::l;

/// How it reached us, how urgent it is, who is responsible and why.
#[component]
pub(super) fn Need() -> impl IntoView {
    let ticket = use_ticket();
    let need = ticket.part(|ticket| {
        (
            ticket.channel,
            ticket.severity,
            ticket.impact,
            ticket.fault_code.clone(),
            ticket.received_at,
            ticket.registered_by.clone(),
        )
    });
    let owner = ticket.part(|ticket| ticket.ownership.clone());
    let place =
        ticket.part(|ticket| (ticket.branch_name.clone(), ticket.policy.clone(), ticket.external_id.clone()));
    let facts = move || {
        let (channel, severity, impact, fault_code, received_at, by) = need.get();
        let (branch, policy, external) = place.get();
        view! {
            <FactList>
                <Fact name=text(l::ticket::need::owner)>
                    {match owner.get() {
                        Some(owner) => {
                            let name = owner.owner_name.clone();
                            view! { {name} <small class="muted block">{move || owner_why(&owner, lang())}</small> }.into_any()
                        }
                        None => view! { <span class="tone-text-warn">{t(l::ticket::need::no_owner)}</span> }.into_any(),
                    }}
                </Fact>
                <Fact name=text(l::ticket::need::branch)>{branch}</Fact>
                <Fact name=text(l::ticket::need::urgency)>
                    {move || kit::label!(severity)} " · " {move || kit::label!(impact)}
                </Fact>
                {fault_code.map(|code| view! { <Fact name=text(l::ticket::need::fault_code)>{code}</Fact> })}
                <Fact name=text(l::ticket::need::received)><TimeText at=received_at long=true /></Fact>
                <Fact name=text(l::ticket::need::registered_by)>
                    {move || actor_name(&by, lang())} " · " {move || kit::label!(channel)}
                </Fact>
                <Fact name=text(l::ticket::need::policy)>{policy.code} " " {policy.version}</Fact>
                {external.map(|id| view! { <Fact name=text(l::ticket::need::external)>{id}</Fact> })}
            </FactList>
        }
    };
    view! { <Panel title=l::ticket::need::title>{facts}</Panel> }
}
