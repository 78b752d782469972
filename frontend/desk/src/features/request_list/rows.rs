use contract::tickets::TicketSummary;
use kit::{
    i18n::t,
    time::{self, Countdown},
    ui::{CountdownText, TableFrame, TimeText},
};
use leptos::prelude::*;

use crate::{
    features::ticket::{PriorityBadge, StateBadge},
    l,
};

/// What the page around already says of every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Customer and unit
    All,
    /// On a customer's page
    WithoutCustomer,
    /// On a unit's page
    WithoutUnit,
}

/// Requests as a table; cards on a phone.
#[component]
pub(crate) fn RequestRows(
    #[prop(into)] requests: Signal<Vec<TicketSummary>>,
    columns: Columns,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] selected: MaybeProp<usize>,
) -> impl IntoView {
    let head = match columns {
        Columns::All => l::request_list::customer_unit,
        Columns::WithoutCustomer => l::request_list::unit,
        Columns::WithoutUnit => l::request_list::customer,
    };
    let rows = move || {
        let rows = requests.get().into_iter().enumerate();
        rows.map(|(at, request)| row(request, columns, move || selected.get() == Some(at))).collect_view()
    };
    view! {
        <TableFrame label=label class="request-rows">
            <thead>
                <tr>
                    <th class="fit">{t(l::request_list::no)}</th>
                    <th class="fit">{t(l::request_list::priority)}</th>
                    <th>{t(head)}</th>
                    <th class="wide-only">{t(l::request_list::asked)}</th>
                    <th class="fit">{t(l::request_list::state)}</th>
                    <th class="fit">{t(l::request_list::due)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

fn row(
    request: TicketSummary,
    columns: Columns,
    is_selected: impl Fn() -> bool + Send + Sync + 'static,
) -> impl IntoView {
    let TicketSummary { id, no, priority, state, request_type, next_clock, received_at, description, .. } =
        request;
    let unit = [request.model, request.serial].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (main, small) = match columns {
        Columns::All => (request.customer_name, unit),
        Columns::WithoutCustomer => (unit, String::new()),
        Columns::WithoutUnit => (request.customer_name, String::new()),
    };
    let clock = match next_clock {
        Some(next) => {
            let clock = Signal::derive(move || Countdown::of_next(&next, time::now()));
            view! { <CountdownText clock=clock bar=true /> }.into_any()
        }
        None => view! { <span class="muted"><TimeText at=received_at long=true /></span> }.into_any(),
    };
    view! {
        <tr aria-selected=move || is_selected().then_some("true")>
            <td class="main fit"><a href=format!("/tickets/{id}")>{no}</a></td>
            <td class="fit half" data-label=t(l::request_list::priority)>
                <PriorityBadge priority=priority />
                " "
                <span class="request-type">{move || kit::label!(request_type)}</span>
            </td>
            <td data-label=t(l::request_list::customer)>
                {main} {(!small.is_empty()).then(|| view! { <small>{small}</small> })}
            </td>
            <td class="clip wide-only asked" title=description.clone()>{description.clone()}</td>
            <td class="fit half" data-label=t(l::request_list::state)><StateBadge state=state /></td>
            <td class="fit" data-label=t(l::request_list::due)>{clock}</td>
        </tr>
    }
}
