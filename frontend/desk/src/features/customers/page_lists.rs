use contract::{assets::UnitSummary, page::Page, tickets::TicketSummary};
use domain::access::Permission;
use kit::{
    api::{query_string, use_api},
    i18n::{Lang, t, text},
    live::use_live,
    session::use_session,
    state::use_list,
    ui::{Icon, LinkButton, ListView},
};
use leptos::prelude::*;

use crate::{
    features::{
        request_list::{Columns, RequestRows},
        units::UnitRows,
    },
    l,
};

type Text = fn(Lang) -> &'static str;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Open,
    Closed,
}

/// The customer's open requests, the nearest deadline first; or the closed ones, the latest first.
#[component]
pub(super) fn CustomerRequests(id: Memo<String>, which: Which) -> impl IntoView {
    let api = use_api();
    let open = which == Which::Open;
    let (title, nothing): (Text, Text) = match which {
        Which::Open => (l::customers::open_requests, l::customers::no_open),
        Which::Closed => (l::customers::closed_requests, l::customers::no_closed),
    };
    let list = use_list(move |cursor| {
        let query = query_string([
            ("customer_id", Some(id.get())),
            ("scope", Some(if open { "open" } else { "closed" }.to_owned())),
            ("sort", (!open).then(|| "-received_at".to_owned())),
            ("limit", Some(if open { "20" } else { "10" }.to_owned())),
            ("cursor", cursor),
        ]);
        async move { api.get::<Page<TicketSummary>>(&format!("/tickets{query}")).await }
    });
    use_live().on_event(move |event| {
        if event.kind.starts_with("ticket.") {
            list.reload();
        }
    });
    view! {
        <section>
            <header class="section-head"><h2>{t(title)}</h2></header>
            <ListView list=list empty=std::sync::Arc::new(move || view! { <p class="nothing">{t(nothing)}</p> }.into_any())>
                <RequestRows requests=list.items() columns=Columns::WithoutCustomer label=text(title) />
            </ListView>
        </section>
    }
}

/// The customer's units.
#[component]
pub(super) fn CustomerUnits(id: Memo<String>) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let list = use_list(move |cursor| {
        let query = query_string([("customer_id", Some(id.get())), ("cursor", cursor)]);
        async move { api.get::<Page<UnitSummary>>(&format!("/units{query}")).await }
    });
    let may_write = Memo::new(move |_| session.can(Permission::UnitsWrite));
    view! {
        <section>
            <header class="section-head">
                <h2>{t(l::customers::units)}</h2>
                <Show when=move || may_write.get()>
                    <LinkButton
                        href=Signal::derive(move || format!("/units/new?customer_id={}", id.get()))
                        look=kit::ui::ButtonLook::Ghost
                        icon=Icon::Plus
                    >
                        {t(l::units::new)}
                    </LinkButton>
                </Show>
            </header>
            <ListView
                list=list
                empty=std::sync::Arc::new(|| view! { <p class="nothing">{t(l::customers::no_units)}</p> }.into_any())
            >
                <UnitRows units=list.items() with_customer=false />
            </ListView>
        </section>
    }
}
