use contract::assets::CustomerView;
use domain::access::Permission;
use kit::{
    api::use_api,
    i18n::{lang, t},
    live::use_live,
    session::use_session,
    state::use_query,
    ui::{ButtonLook, Icon, LinkButton, PageHead, QueryView},
};
use leptos::prelude::*;

use super::{
    page_lists::{CustomerRequests, CustomerUnits, Which},
    page_side::CustomerSide,
};
use crate::{features::address::use_path_id, l};

/// Everything about one customer: who to call, where, which units, what is open and what was.
#[component]
pub(crate) fn CustomerPage() -> impl IntoView {
    let (api, id) = (use_api(), use_path_id());
    let customer = use_query(move || {
        let id = id.get();
        async move { api.get::<CustomerView>(&format!("/customers/{id}")).await }
    });
    use_live().on_event(move |event| {
        let about = event.read::<contract::events::EventEnvelope>();
        if about
            .is_some_and(|event| event.subject_kind == "customer" && event.subject_id == id.get_untracked())
        {
            customer.reload();
        }
    });
    let title = move || match customer.data() {
        Some(customer) => customer.name,
        None => l::customers::title(lang()).to_owned(),
    };
    let note = move || {
        let customer = customer.data()?;
        let grade = customer.grade.map(|grade| lang().pick(grade.zh(), grade.en()));
        let parts =
            [Some(lang().pick(customer.kind.zh(), customer.kind.en())), grade, Some(&customer.branch_name)];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
    };
    view! {
        <PageHead title=Signal::derive(title) note=Signal::derive(note)>
            <Actions id=id />
        </PageHead>
        <div class="with-side">
            <div class="stack">
                <CustomerRequests id=id which=Which::Open />
                <CustomerUnits id=id />
                <CustomerRequests id=id which=Which::Closed />
            </div>
            <QueryView query=customer rows=10 view=|customer| view! { <CustomerSide customer=customer /> }.into_any() />
        </div>
    }
}

#[component]
fn Actions(id: Memo<String>) -> impl IntoView {
    let session = use_session();
    let may_write = Memo::new(move |_| session.can(Permission::CustomersWrite));
    let may_register = Memo::new(move |_| session.can(Permission::TicketsRegister));
    view! {
        <Show when=move || may_write.get()>
            <LinkButton href=Signal::derive(move || format!("/customers/{}/edit", id.get())) icon=Icon::PenLine>
                {t(l::form::edit)}
            </LinkButton>
        </Show>
        <Show when=move || may_register.get()>
            <LinkButton
                href=Signal::derive(move || format!("/tickets/new?customer_id={}", id.get()))
                look=ButtonLook::Primary
                icon=Icon::Plus
            >
                {t(l::nav::new_request)}
            </LinkButton>
        </Show>
    }
}
