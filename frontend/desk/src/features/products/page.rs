use contract::assets::ProductView;
use domain::access::Permission;
use kit::{
    api::use_api,
    i18n::{lang, t, text},
    session::use_session,
    state::use_query,
    ui::{Fact, FactList, Icon, LinkButton, PageHead, QueryView, TimeText},
};
use leptos::prelude::*;

use super::term_text::full;
use crate::{features::address::use_path_id, l};

/// One product with its terms; its units are one link away.
#[component]
pub(crate) fn ProductPage() -> impl IntoView {
    let (api, id, session) = (use_api(), use_path_id(), use_session());
    let product = use_query(move || {
        let id = id.get();
        async move { api.get::<ProductView>(&format!("/products/{id}")).await }
    });
    let may_write = Memo::new(move |_| session.can(Permission::ProductsWrite));
    let title = move || match product.data() {
        Some(product) => product.model,
        None => l::products::title(lang()).to_owned(),
    };
    let note = move || product.data().map(|product| product.name);
    view! {
        <PageHead title=Signal::derive(title) note=Signal::derive(note)>
            <LinkButton href=Signal::derive(move || format!("/units?product_id={}", id.get())) icon=Icon::Cpu>
                {t(l::products::units)}
            </LinkButton>
            <Show when=move || may_write.get()>
                <LinkButton href=Signal::derive(move || format!("/products/{}/edit", id.get())) icon=Icon::PenLine>
                    {t(l::form::edit)}
                </LinkButton>
            </Show>
        </PageHead>
        <QueryView query=product view=|product| view! { <Facts product=product /> }.into_any() />
    }
}

#[component]
fn Facts(product: ProductView) -> impl IntoView {
    let ProductView { family, category, immovable, batch_only, terms, external_id, updated_at, .. } = product;
    let none = terms.is_empty();
    let lines = terms.into_iter().map(|term| view! { <li>{move || full(&term, lang())}</li> }).collect_view();
    view! {
        <div class="columns">
            <section class="card-box">
                <header><h2>{t(l::products::terms)}</h2></header>
                <ul class="term-list">{lines}</ul>
                {none.then(|| view! { <p class="nothing-inside">{t(l::products::no_terms)}</p> })}
            </section>
            <section class="card-box">
                <header><h2>{t(l::customers::facts)}</h2></header>
                <div class="card-body">
                    <FactList>
                        <Fact name=text(l::products::family)>{family}</Fact>
                        <Fact name=text(l::products::category)>{move || kit::label!(category)}</Fact>
                        {immovable.then(|| view! { <Fact name=text(l::products::service)>{t(l::products::immovable_long)}</Fact> })}
                        {batch_only
                            .then(|| view! { <Fact name=text(l::products::identified)>{t(l::products::batch_only_long)}</Fact> })}
                        {external_id.map(|id| view! { <Fact name=text(l::customers::external_id)><code>{id}</code></Fact> })}
                        <Fact name=text(l::customers::updated)><TimeText at=updated_at long=true /></Fact>
                    </FactList>
                </div>
            </section>
        </div>
    }
}
