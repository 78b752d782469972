use contract::{assets::CustomerSummary, page::Page};
use domain::access::Permission;
use kit::{
    api::{query_string, use_api},
    i18n::{t, text},
    live::use_live,
    session::use_session,
    state::{CursorList, use_list, use_list_keys, use_param},
    ui::{Badge, ButtonLook, EmptyState, Icon, LinkButton, ListView, PageHead, TableFrame, TimeText, Tone},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::phone_link::PhoneLink;
use crate::{
    features::{
        filter_bar::{FilterSelect, SearchBox},
        people::{branch_choices, use_branches},
    },
    l,
};

/// 客户
#[component]
pub(crate) fn CustomersPage() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let (q, branch) = (use_param("q"), use_param("branch_id"));
    let list = use_list(move |cursor| {
        let query =
            query_string([q.pair(), branch.pair(), ("limit", Some("50".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<CustomerSummary>>(&format!("/customers{query}")).await }
    });
    use_live().on_event(move |event| {
        if event.kind.starts_with("customer.") {
            list.announce();
        }
    });
    let may_write = Memo::new(move |_| session.can(Permission::CustomersWrite));
    let may_import = Memo::new(move |_| session.can(Permission::ImportsRun));
    let branches = branch_choices(use_branches());
    let searching = Memo::new(move |_| q.get().is_some() || branch.get().is_some());
    view! {
        <PageHead title=text(l::customers::title)>
            <Show when=move || may_import.get()>
                <LinkButton href="/imports" icon=Icon::Upload>{t(l::customers::import)}</LinkButton>
            </Show>
            <Show when=move || may_write.get()>
                <LinkButton href="/customers/new" look=ButtonLook::Primary icon=Icon::Plus>{t(l::customers::new)}</LinkButton>
            </Show>
        </PageHead>
        <div class="filter-bar">
            <SearchBox param=q placeholder=text(l::customers::search) />
            <FilterSelect param=branch options=branches all=text(l::filter_bar::all_branches) />
        </div>
        <ListView
            list=list
            empty=std::sync::Arc::new(move || view! { <Nothing searching=searching may_write=may_write /> }.into_any())
        >
            <Rows list=list />
        </ListView>
    }
}

#[component]
fn Nothing(searching: Memo<bool>, may_write: Memo<bool>) -> impl IntoView {
    move || {
        if searching.get() {
            return view! {
                <EmptyState icon=Icon::Search title=text(l::customers::none_found) text=text(l::customers::none_found_text) />
            }
            .into_any();
        }
        view! {
            <EmptyState icon=Icon::Building2 title=text(l::customers::none) text=text(l::customers::none_text)>
                <Show when=move || may_write.get()>
                    <LinkButton href="/customers/new" look=ButtonLook::Primary icon=Icon::Plus>{t(l::customers::new)}</LinkButton>
                </Show>
            </EmptyState>
        }
        .into_any()
    }
}

#[component]
fn Rows(list: CursorList<CustomerSummary>) -> impl IntoView {
    let navigate = use_navigate();
    let open = move |at: usize| {
        let id = list.items().with_untracked(|all| all.get(at).map(|customer| customer.id));
        if let Some(id) = id {
            navigate(&format!("/customers/{id}"), Default::default());
        }
    };
    let keys = [l::customers::keys::next, l::customers::keys::previous, l::customers::keys::open];
    let selected = use_list_keys(keys, move || list.items().with_untracked(Vec::len), open);
    let rows = move || {
        let rows = list.items().get().into_iter().enumerate();
        rows.map(|(at, customer)| row(customer, move || selected.get() == Some(at))).collect_view()
    };
    view! {
        <TableFrame label=text(l::customers::title)>
            <thead>
                <tr>
                    <th>{t(l::customers::name)}</th>
                    <th class="fit">{t(l::customers::contact_name)}</th>
                    <th class="fit">{t(l::customers::phone)}</th>
                    <th>{t(l::customers::address)}</th>
                    <th class="fit">{t(l::customers::branch)}</th>
                    <th class="fit">{t(l::customers::updated)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

fn row(customer: CustomerSummary, is_selected: impl Fn() -> bool + Send + Sync + 'static) -> impl IntoView {
    let CustomerSummary { id, name, kind, grade, branch_name, contact_name, phone, address, updated_at } =
        customer;
    let phone = phone.map(|phone| view! { <PhoneLink phone=phone /> });
    view! {
        <tr aria-selected=move || is_selected().then_some("true")>
            <td class="main">
                <a href=format!("/customers/{id}")>{name}</a>
                " "
                {grade
                    .filter(|grade| grade.as_str() == "A")
                    .map(|_| view! { <Badge text=text(l::customers::key_customer) tone=Tone::Active icon=Icon::Star /> })}
                <small>{move || kit::label!(kind)}</small>
            </td>
            <td class="fit" data-label=t(l::customers::contact_name)>{contact_name}</td>
            <td class="fit num-left" data-label=t(l::customers::phone)>{phone}</td>
            <td data-label=t(l::customers::address)>{address}</td>
            <td class="fit" data-label=t(l::customers::branch)>{branch_name}</td>
            <td class="fit muted" data-label=t(l::customers::updated)><TimeText at=updated_at /></td>
        </tr>
    }
}
