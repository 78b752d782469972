use domain::tickets::Visit;
use kit::{
    i18n::{lang, t},
    ui::{Badge, Icon, TimeText, Tone},
};
use leptos::prelude::*;

use super::super::words::window;
use crate::l;

/// One visit: who, when, where, the calls before it, arrival and end.
#[component]
pub(super) fn VisitView(visit: Visit) -> impl IntoView {
    let (tone, icon, words) = look(&visit);
    let (from, to) = (visit.from, visit.to);
    let contacts = visit.contacts.into_iter().map(|contact| {
        let result = contact.result;
        view! {
            <li>
                {t(l::ticket::record::contact)} " " {move || kit::label!(result)} " " <TimeText at=contact.at />
                {contact.note.map(|note| view! { <span class="muted">" · " {note.to_string()}</span> })}
            </li>
        }
    });
    view! {
        <div class="note-line">
            <p class="row">
                <b>{visit.engineer_name}</b>
                <Badge text=Signal::derive(move || words(lang()).to_owned()) tone=tone icon=icon />
            </p>
            <p>{move || window(from, to, lang())} {visit.agreed.then(|| view! { <small class="muted">" · " {t(l::ticket::record::agreed)}</small> })}</p>
            <p class="muted">{visit.place.to_string()}</p>
            <ul class="visit-steps">
                {contacts.collect_view()}
                {visit.arrived_at.map(|at| view! { <li>{t(l::ticket::record::arrived)} " " <TimeText at=at /></li> })}
                {visit
                    .finish
                    .map(|finish| {
                        let (outcome, test) = (finish.outcome, finish.function_test);
                        view! {
                            <li>
                                {move || kit::label!(outcome)} " " <TimeText at=finish.at /> " · "
                                {t(l::ticket::record::function_test)} " " {move || kit::label!(test)}
                            </li>
                        }
                    })}
                {visit.cancelled.map(|why| view! { <li>{why.to_string()}</li> })}
            </ul>
        </div>
    }
}

fn look(visit: &Visit) -> (Tone, Icon, fn(kit::i18n::Lang) -> &'static str) {
    match (&visit.cancelled, &visit.finish, visit.arrived_at) {
        (Some(_), ..) => (Tone::Quiet, Icon::Ban, l::ticket::record::visit::cancelled),
        (None, Some(_), _) => (Tone::Good, Icon::CircleCheck, l::ticket::record::visit::finished),
        (None, None, Some(_)) => (Tone::Active, Icon::Wrench, l::ticket::record::visit::there),
        (None, None, None) => (Tone::Active, Icon::Truck, l::ticket::record::visit::planned),
    }
}
