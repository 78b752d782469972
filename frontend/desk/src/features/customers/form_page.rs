use contract::assets::CustomerView;
use kit::{
    api::use_api,
    i18n::{lang, text},
    state::use_query,
    ui::{PageHead, QueryView},
};
use leptos::prelude::*;

use super::{content::CustomerContent, form::CustomerForm};
use crate::{
    features::{address::use_path_id, people::own_branch},
    l,
};

/// 新增客户
#[component]
pub(crate) fn NewCustomerPage() -> impl IntoView {
    let blank = CustomerContent::blank(own_branch());
    view! {
        <PageHead title=text(l::customers::new) />
        <CustomerForm id=None blank=blank on_theirs=|()| () />
    }
}

/// 修改客户
#[component]
pub(crate) fn EditCustomerPage() -> impl IntoView {
    let (api, id) = (use_api(), use_path_id());
    let customer = use_query(move || {
        let id = id.get();
        async move { api.get::<CustomerView>(&format!("/customers/{id}")).await }
    });
    let name = move || customer.data().map(|customer| customer.name).unwrap_or_default();
    let theirs = Callback::new(move |()| {
        customer.forget();
        customer.reload();
    });
    view! {
        <PageHead title=Signal::derive(move || l::customers::edit(lang(), name())) />
        <QueryView
            query=customer
            view=move |customer| {
                let blank = CustomerContent::of(&customer);
                let id = Some(customer.id.to_string());
                view! { <CustomerForm id=id blank=blank on_theirs=theirs /> }.into_any()
            }
        />
    }
}
