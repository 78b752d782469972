use domain::tickets::{LinkedTicket, Links};
use kit::{
    i18n::{Lang, t},
    ui::{Glyph, Icon, TimeText},
};
use leptos::prelude::*;

use super::super::{panel::Panel, state::use_ticket};
use crate::l;

/// Requests that were joined with this one or parted from it.
#[component]
pub(in super::super) fn LinkedRequests() -> impl IntoView {
    let links = use_ticket().part(|ticket| ticket.links.clone());
    let shown = move || {
        let lines = lines(links.get());
        (!lines.is_empty()).then(|| {
            let count = lines.len();
            view! {
                <Panel title=l::promise::links::title count=Some(count)>
                    <ul class="new-tickets">{lines.into_iter().map(line).collect_view()}</ul>
                </Panel>
            }
        })
    };
    view! { {shown} }
}

type Line = (Icon, fn(Lang) -> &'static str, LinkedTicket);

fn lines(links: Links) -> Vec<Line> {
    let with = |icon: Icon, words: fn(Lang) -> &'static str| move |other| (icon, words, other);
    let into = links.merged_into.into_iter().map(with(Icon::Merge, l::promise::links::merged_into));
    let from = links.split_from.into_iter().map(with(Icon::Split, l::promise::links::split_from));
    let absorbed = links.absorbed.into_iter().map(with(Icon::Merge, l::promise::links::absorbed));
    let parts = links.split_into.into_iter().map(with(Icon::Split, l::promise::links::split_into));
    into.chain(from).chain(absorbed).chain(parts).collect()
}

fn line((icon, words, other): Line) -> impl IntoView {
    view! {
        <li>
            <span class="row">
                <Glyph icon=icon />
                <span class="muted">{t(words)}</span>
                <a href=format!("/tickets/{}", other.id)>{other.no.to_string()}</a>
                <TimeText at=other.at />
            </span>
        </li>
    }
}
