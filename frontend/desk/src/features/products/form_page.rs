use contract::assets::ProductView;
use kit::{
    api::use_api,
    i18n::{lang, text},
    state::use_query,
    ui::{PageHead, QueryView},
};
use leptos::prelude::*;

use super::{content::ProductContent, form::ProductForm};
use crate::{features::address::use_path_id, l};

/// 新增产品
#[component]
pub(crate) fn NewProductPage() -> impl IntoView {
    view! {
        <PageHead title=text(l::products::new) />
        <ProductForm id=None blank=ProductContent::blank() on_theirs=|()| () />
    }
}

/// 修改产品
#[component]
pub(crate) fn EditProductPage() -> impl IntoView {
    let (api, id) = (use_api(), use_path_id());
    let product = use_query(move || {
        let id = id.get();
        async move { api.get::<ProductView>(&format!("/products/{id}")).await }
    });
    let name = move || product.data().map(|product| product.model).unwrap_or_default();
    let theirs = Callback::new(move |()| {
        product.forget();
        product.reload();
    });
    view! {
        <PageHead
            title=Signal::derive(move || l::products::edit(lang(), name()))
            note=text(l::products::edit_note)
        />
        <QueryView
            query=product
            view=move |product| {
                let blank = ProductContent::of(&product);
                view! { <ProductForm id=Some(product.id.to_string()) blank=blank on_theirs=theirs /> }.into_any()
            }
        />
    }
}
