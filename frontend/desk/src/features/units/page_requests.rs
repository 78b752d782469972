use contract::tickets::TicketSummary;
use kit::{
    i18n::{t, text},
    ui::{EmptyState, Icon},
};
use leptos::prelude::*;

use crate::{
    features::request_list::{Columns, RequestRows},
    l,
};

/// 服务记录 of the unit, of whatever branch.
#[component]
pub(super) fn UnitRequests(requests: Vec<TicketSummary>) -> impl IntoView {
    let shown = match requests.is_empty() {
        true => {
            let (title, note) = (text(l::units::no_requests), text(l::units::no_requests_text));
            view! { <div class="card-box"><EmptyState icon=Icon::History title=title text=note /></div> }
                .into_any()
        }
        false => {
            let requests = Signal::stored(requests);
            view! { <RequestRows requests=requests columns=Columns::WithoutUnit label=text(l::units::requests) /> }.into_any()
        }
    };
    view! {
        <section>
            <header class="section-head"><h2>{t(l::units::requests)}</h2></header>
            {shown}
        </section>
    }
}
