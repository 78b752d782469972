use contract::{assets::UnitSummary, page::Page};
use domain::access::Permission;
use kit::{
    api::{query_string, use_api},
    i18n::{t, text},
    live::use_live,
    session::use_session,
    state::{use_list, use_list_keys, use_param},
    ui::{ButtonLook, EmptyState, Icon, LinkButton, ListView, PageHead},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::rows::UnitRows;
use crate::{features::filter_bar::SearchBox, l};

/// 装机
#[component]
pub(crate) fn UnitsPage() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let (q, product) = (use_param("q"), use_param("product_id"));
    let list = use_list(move |cursor| {
        let query =
            query_string([q.pair(), product.pair(), ("limit", Some("50".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<UnitSummary>>(&format!("/units{query}")).await }
    });
    use_live().on_event(move |event| {
        if event.kind.starts_with("unit.") {
            list.announce();
        }
    });
    let navigate = use_navigate();
    let open = move |at: usize| {
        let id = list.items().with_untracked(|all| all.get(at).map(|unit| unit.id));
        if let Some(id) = id {
            navigate(&format!("/units/{id}"), Default::default());
        }
    };
    let keys = [l::units::keys::next, l::units::keys::previous, l::units::keys::open];
    let selected = use_list_keys(keys, move || list.items().with_untracked(Vec::len), open);
    let may_write = Memo::new(move |_| session.can(Permission::UnitsWrite));
    let may_import = Memo::new(move |_| session.can(Permission::ImportsRun));
    let searching = Memo::new(move |_| q.get().is_some() || product.get().is_some());
    view! {
        <PageHead title=text(l::units::title)>
            <Show when=move || may_import.get()>
                <LinkButton href="/imports" icon=Icon::Upload>{t(l::customers::import)}</LinkButton>
            </Show>
            <Show when=move || may_write.get()>
                <LinkButton href="/units/new" look=ButtonLook::Primary icon=Icon::Plus>{t(l::units::new)}</LinkButton>
            </Show>
        </PageHead>
        <div class="filter-bar">
            <SearchBox param=q placeholder=text(l::units::search) />
            <Show when=move || product.get().is_some()>
                <button type="button" class="filter-chip" on:click=move |_| product.set(None)>
                    {t(l::units::one_product)}
                    " ×"
                </button>
            </Show>
        </div>
        <ListView list=list empty=std::sync::Arc::new(move || view! { <Nothing searching=searching /> }.into_any())>
            <UnitRows units=list.items() with_customer=true selected=selected />
        </ListView>
    }
}

#[component]
fn Nothing(searching: Memo<bool>) -> impl IntoView {
    move || {
        let (icon, title, words) = match searching.get() {
            true => (Icon::Search, text(l::units::none_found), text(l::units::none_found_text)),
            false => (Icon::Package, text(l::units::none), text(l::units::none_text)),
        };
        view! { <EmptyState icon=icon title=title text=words /> }
    }
}
