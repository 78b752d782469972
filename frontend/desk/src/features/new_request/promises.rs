use domain::sla::Clock;
use kit::{
    i18n::{lang, t},
    ui::{Badge, TimeText, Tone},
};
use leptos::prelude::*;

use crate::l;

/// The promises that registering will make.
#[component]
pub(super) fn Promises(clocks: Vec<Clock>) -> impl IntoView {
    view! { <ul class="new-promises">{clocks.into_iter().filter(|clock| clock.due_at.is_some()).map(line).collect_view()}</ul> }
}

fn line(clock: Clock) -> impl IntoView {
    let (kind, target) = (clock.kind, clock.target);
    view! {
        <li>
            <span>{move || kit::label!(kind)} <small class="muted">" " {target}</small></span>
            {clock.due_at.map(|due| view! { <TimeText at=due /> })}
            {clock
                .provisional
                .then(|| {
                    let words = Signal::derive(move || l::new_request::provisional(lang()).to_owned());
                    view! { <Badge text=words tone=Tone::Warn /> }
                })}
            {clock
                .calendar
                .map(|calendar| view! { <small class="muted" title=t(l::new_request::calendar)>{calendar}</small> })}
        </li>
    }
}
