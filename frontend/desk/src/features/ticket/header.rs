use contract::tickets::TicketView;
use kit::{
    time::Countdown,
    ui::{CountdownText, PageHead},
};
use leptos::prelude::*;

use super::{
    clock_model::nearest,
    look::{ChargeBadge, PriorityBadge, StateBadge},
    state::use_ticket,
};

/// Number, state, priority, charge class, customer, product, and the clock that is due next.
#[component]
pub(super) fn Header() -> impl IntoView {
    let ticket = use_ticket();
    let title = ticket.part(|ticket| ticket.no.clone());
    let note = ticket.part(note);
    let (priority, state) = (ticket.part(|ticket| ticket.priority), ticket.part(|ticket| ticket.state));
    let charge = ticket.part(|ticket| ticket.charge.as_ref().map(|charge| charge.verdict.charge_class));
    let kind = ticket.part(|ticket| (ticket.request_type, ticket.mode));
    let clock = ticket.part(|ticket| nearest(&ticket.clocks).cloned());
    let countdown = move || {
        let clock = clock.get()?;
        let shown = Countdown::of(&clock, ticket.as_of())?;
        let kind = clock.kind;
        Some(view! {
            <div class="ticket-clock">
                <small class="muted">{move || kit::label!(kind)}</small>
                <CountdownText clock=Signal::stored(shown) bar=true />
            </div>
        })
    };
    view! {
        <PageHead title=title note=note>
            {countdown}
        </PageHead>
        <div class="ticket-badges">
            <StateBadge state=state />
            <PriorityBadge priority=priority long=true />
            {move || charge.get().map(|class| view! { <ChargeBadge class=class /> })}
            <span class="muted">
                {move || kit::label!(kind.get().0)} " · " {move || kit::label!(kind.get().1)}
            </span>
        </div>
    }
}

/// `济南恒通 · KY-55 · KY55-240311`
fn note(ticket: &TicketView) -> String {
    let product = &ticket.product;
    let serial = product.serial.as_ref().or(product.batch.as_ref());
    let parts = [Some(&ticket.customer.name), product.model.as_ref(), serial];
    parts.into_iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::{super::sample::ticket, *};

    #[test]
    fn the_note_names_customer_and_product() {
        assert_eq!(note(&ticket(serde_json::json!({}))), "济南恒通 · KY-55 · KY55-240311");
    }
}
