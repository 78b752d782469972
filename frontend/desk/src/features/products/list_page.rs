use contract::{assets::ProductView, page::Page};
use domain::access::Permission;
use kit::{
    api::{query_string, use_api},
    i18n::{lang, t, text},
    session::use_session,
    state::{use_list, use_list_keys, use_param},
    ui::{ButtonLook, EmptyState, Icon, LinkButton, ListView, PageHead, TableFrame},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::term_text::short;
use crate::{features::filter_bar::SearchBox, l};

/// 产品
#[component]
pub(crate) fn ProductsPage() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let (q, family) = (use_param("q"), use_param("family"));
    let list = use_list(move |cursor| {
        let query =
            query_string([q.pair(), family.pair(), ("limit", Some("50".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<ProductView>>(&format!("/products{query}")).await }
    });
    let navigate = use_navigate();
    let open = move |at: usize| {
        let id = list.items().with_untracked(|all| all.get(at).map(|product| product.id));
        if let Some(id) = id {
            navigate(&format!("/products/{id}"), Default::default());
        }
    };
    let keys = [l::products::keys::next, l::products::keys::previous, l::products::keys::open];
    let selected = use_list_keys(keys, move || list.items().with_untracked(Vec::len), open);
    let may_write = Memo::new(move |_| session.can(Permission::ProductsWrite));
    let rows = move || {
        let rows = list.items().get().into_iter().enumerate();
        rows.map(|(at, product)| row(product, move || selected.get() == Some(at))).collect_view()
    };
    view! {
        <PageHead title=text(l::products::title)>
            <Show when=move || may_write.get()>
                <LinkButton href="/products/new" look=ButtonLook::Primary icon=Icon::Plus>{t(l::products::new)}</LinkButton>
            </Show>
        </PageHead>
        <div class="filter-bar">
            <SearchBox param=q placeholder=text(l::products::search) />
            <Show when=move || family.get().is_some()>
                <button type="button" class="filter-chip" on:click=move |_| family.set(None)>{move || family.get()} " ×"</button>
            </Show>
        </div>
        <ListView
            list=list
            empty=std::sync::Arc::new(|| {
                view! { <EmptyState icon=Icon::Package title=text(l::products::none) text=text(l::products::none_text) /> }
                    .into_any()
            })
        >
            <TableFrame label=text(l::products::title)>
                <thead>
                    <tr>
                        <th class="fit">{t(l::products::model)}</th>
                        <th>{t(l::products::name)}</th>
                        <th class="fit">{t(l::products::family)}</th>
                        <th class="fit">{t(l::products::category)}</th>
                        <th>{t(l::products::terms)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
    }
}

fn row(product: ProductView, is_selected: impl Fn() -> bool + Send + Sync + 'static) -> impl IntoView {
    let ProductView { id, model, name, family, category, immovable, batch_only, terms, .. } = product;
    let terms = move || {
        terms.iter().map(|term| short(term, lang())).collect::<Vec<_>>().join(lang().pick("；", "; "))
    };
    let flags = move || {
        let flags =
            [(immovable, l::products::immovable(lang())), (batch_only, l::products::batch_only(lang()))];
        flags.into_iter().filter(|(set, _)| *set).map(|(_, words)| words).collect::<Vec<_>>().join(" · ")
    };
    let family_link = format!("/products?family={family}");
    view! {
        <tr aria-selected=move || is_selected().then_some("true")>
            <td class="main fit"><a href=format!("/products/{id}")>{model}</a></td>
            <td data-label=t(l::products::name)>{name} <small>{flags}</small></td>
            <td class="fit half" data-label=t(l::products::family)><a class="quiet-link" href=family_link>{family}</a></td>
            <td class="fit half" data-label=t(l::products::category)>{move || kit::label!(category)}</td>
            <td data-label=t(l::products::terms)>{terms}</td>
        </tr>
    }
}
