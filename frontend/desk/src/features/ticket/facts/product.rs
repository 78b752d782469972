use domain::{tickets::ProductFacts, warranty::Verdict};
use kit::{
    i18n::{lang, t, text},
    ui::{Badge, Fact, FactList, Tone},
};
use leptos::prelude::*;

use super::super::{
    look::{ChargeBadge, VerificationBadge},
    panel::Panel,
    state::use_ticket,
    words::{actor_name, moment},
};
use crate::{features::new_request::VerdictView, l};

/// What it is about, and who pays.
#[component]
pub(super) fn Product() -> impl IntoView {
    let ticket = use_ticket();
    let product = ticket.part(|ticket| ticket.product.clone());
    let charge = ticket.part(|ticket| ticket.charge.clone());
    let earlier = ticket.part(|ticket| ticket.earlier_charges.clone());
    view! {
        <Panel title=l::ticket::product::title>
            {move || view! { <ProductFactsView product=product.get() /> }}
        </Panel>
        <Panel title=l::ticket::charge::title>
            {move || match charge.get() {
                Some(charge) => {
                    view! {
                        <VerdictView verdict=charge.verdict />
                        <p class="muted panel-foot">
                            {move || l::ticket::charge::decided(lang(), moment(charge.decided_at), actor_name(&charge.by, lang()))}
                        </p>
                    }
                        .into_any()
                }
                None => view! { <p class="muted">{t(l::ticket::charge::open)}</p> }.into_any(),
            }}
            {move || {
                let earlier = earlier.get();
                (!earlier.is_empty())
                    .then(|| {
                        view! {
                            <details class="verdict-more">
                                <summary>{t(l::ticket::charge::earlier)}</summary>
                                <ul>
                                    {earlier.into_iter().map(|charge| earlier_line(charge.decided_at, charge.verdict)).collect_view()}
                                </ul>
                            </details>
                        }
                    })
            }}
        </Panel>
    }
}

fn earlier_line(at: domain::kernel::Timestamp, verdict: Verdict) -> impl IntoView {
    let first = verdict.reasons.into_iter().next();
    view! {
        <li>
            {moment(at)} " " <ChargeBadge class=verdict.charge_class />
            {first.map(|reason| view! { <p>{move || lang().pick(reason.text.as_str(), reason.text_en.as_str()).to_owned()}</p> })}
        </li>
    }
}

#[component]
fn ProductFactsView(product: ProductFacts) -> impl IntoView {
    let ProductFacts {
        unit_id, model, serial, batch, quantity, purchased_on, immovable, verification, ..
    } = product;
    let line = |text: Option<domain::kernel::Line>| text.map(|text| text.to_string());
    let number = line(serial).or(line(batch)).unwrap_or_default();
    let immovable_words = Signal::derive(move || l::ticket::product::immovable(lang()).to_owned());
    view! {
        <FactList>
            {line(model).map(|model| view! { <Fact name=text(l::ticket::product::model)>{model}</Fact> })}
            <Fact name=text(l::ticket::product::serial)>
                {match unit_id {
                    Some(id) => view! { <a href=format!("/units/{id}")>{number}</a> }.into_any(),
                    None => number.into_any(),
                }} " " <VerificationBadge verification=verification />
            </Fact>
            {quantity.map(|n| view! { <Fact name=text(l::ticket::product::quantity)>{n}</Fact> })}
            {purchased_on
                .map(|day| view! { <Fact name=text(l::ticket::product::purchased_on)>{day.to_string()}</Fact> })}
            {immovable
                .then(|| {
                    view! { <Fact name=text(l::ticket::product::kind)><Badge text=immovable_words tone=Tone::Neutral /></Fact> }
                })}
        </FactList>
    }
}
