use contract::assets::UnitSummary;
use domain::assets::{UnitStatus, UnitVerification};
use kit::{
    i18n::{t, text},
    ui::{Badge, Icon, TableFrame, Tone},
};
use leptos::prelude::*;

use crate::l;

pub(super) const fn verification_look(verification: UnitVerification) -> (Tone, Icon) {
    match verification {
        UnitVerification::Verified => (Tone::Good, Icon::BadgeCheck),
        UnitVerification::Pending => (Tone::Warn, Icon::CircleHelp),
        UnitVerification::Unknown => (Tone::Bad, Icon::CircleAlert),
    }
}

/// Units as a table; cards on a phone.
#[component]
pub(crate) fn UnitRows(
    #[prop(into)] units: Signal<Vec<UnitSummary>>,
    with_customer: bool,
    #[prop(optional, into)] selected: MaybeProp<usize>,
) -> impl IntoView {
    let rows = move || {
        let rows = units.get().into_iter().enumerate();
        rows.map(|(at, unit)| row(unit, with_customer, move || selected.get() == Some(at))).collect_view()
    };
    view! {
        <TableFrame label=text(l::units::title)>
            <thead>
                <tr>
                    <th class="fit">{t(l::units::serial_batch)}</th>
                    <th>{t(l::units::product)}</th>
                    {with_customer.then(|| view! { <th>{t(l::units::customer)}</th> })}
                    <th class="fit">{t(l::units::status)}</th>
                    <th class="fit">{t(l::units::verification)}</th>
                    <th class="fit">{t(l::units::sold_on)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

fn row(
    unit: UnitSummary,
    with_customer: bool,
    is_selected: impl Fn() -> bool + Send + Sync + 'static,
) -> impl IntoView {
    let UnitSummary {
        id,
        serial,
        batch,
        model,
        product_name,
        customer_id,
        customer_name,
        status,
        verification,
        sold_on,
        ..
    } = unit;
    let (tone, icon) = verification_look(verification);
    let customer = with_customer.then(|| {
        let link = match (customer_id, customer_name) {
            (Some(id), Some(name)) => {
                view! { <a class="quiet-link" href=format!("/customers/{id}")>{name}</a> }.into_any()
            }
            (_, name) => name.into_any(),
        };
        view! { <td data-label=t(l::units::customer)>{link}</td> }
    });
    let quiet = status != UnitStatus::InUse;
    view! {
        <tr aria-selected=move || is_selected().then_some("true")>
            <td class="main fit"><a href=format!("/units/{id}")>{serial.or(batch).unwrap_or_else(|| "—".to_owned())}</a></td>
            <td data-label=t(l::units::product)>{model} <small>{product_name}</small></td>
            {customer}
            <td class="fit half" data-label=t(l::units::status)>
                <span class:muted=quiet>{move || kit::label!(status)}</span>
            </td>
            <td class="fit half" data-label=t(l::units::verification)>
                <Badge text=Signal::derive(move || kit::label!(verification).to_owned()) tone=tone icon=icon />
            </td>
            <td class="fit" data-label=t(l::units::sold_on)>{sold_on.map(|day| day.to_string())}</td>
        </tr>
    }
}
