use contract::{
    imports::{ImportState, ImportView},
    page::Page,
};
use kit::{
    api::{query_string, use_api},
    i18n::{lang, t, text},
    state::{use_list, use_param},
    ui::{Badge, Button, ButtonLook, Choice, EmptyState, Icon, ListView, PageHead, TableFrame, TimeText},
};
use leptos::prelude::*;

use super::{
    model::{kind_text, state_look, state_text},
    upload::UploadDialog,
};
use crate::{features::filter_bar::FilterSelect, l};

/// Imports, the newest first.
#[component]
pub(crate) fn ImportsPage() -> impl IntoView {
    let api = use_api();
    let kind = use_param("kind");
    let list = use_list(move |cursor| {
        let query = query_string([kind.pair(), ("cursor", cursor)]);
        async move { api.get::<Page<ImportView>>(&format!("/imports{query}")).await }
    });
    let uploading = RwSignal::new(false);
    let kinds = Choice::all(|lang| {
        use contract::imports::ImportKind as K;
        [K::Customers, K::Units, K::Tickets]
            .map(|kind| Choice::new(kind.as_str(), kind_text(kind, lang)))
            .to_vec()
    });
    let rows = move || list.items().get().into_iter().map(row).collect_view();
    let start = move |()| uploading.set(true);
    view! {
        <PageHead title=text(l::imports::title) note=text(l::imports::note)>
            <Button look=ButtonLook::Primary icon=Icon::Upload on_press=start>{t(l::imports::new)}</Button>
        </PageHead>
        <div class="filter-bar"><FilterSelect param=kind options=kinds all=text(l::imports::all_kinds) /></div>
        <ListView
            list=list
            empty=std::sync::Arc::new(move || {
                view! {
                    <EmptyState icon=Icon::FileSpreadsheet title=text(l::imports::none) text=text(l::imports::none_text)>
                        <Button look=ButtonLook::Primary icon=Icon::Upload on_press=start>{t(l::imports::new)}</Button>
                    </EmptyState>
                }
                    .into_any()
            })
        >
            <TableFrame label=text(l::imports::title)>
                <thead>
                    <tr>
                        <th>{t(l::imports::file)}</th>
                        <th class="fit">{t(l::imports::kind)}</th>
                        <th class="fit">{t(l::imports::state_name)}</th>
                        <th class="num fit">{t(l::imports::rows)}</th>
                        <th class="num fit">{t(l::imports::created)}</th>
                        <th class="num fit">{t(l::imports::updated)}</th>
                        <th class="num fit">{t(l::imports::unchanged)}</th>
                        <th class="num fit">{t(l::imports::rejected)}</th>
                        <th class="fit">{t(l::imports::when)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
        <UploadDialog open=uploading />
    }
}

/// State of an import.
#[component]
pub(super) fn StateOfImport(state: ImportState) -> impl IntoView {
    let (tone, icon) = state_look(state);
    view! { <Badge text=Signal::derive(move || state_text(state, lang()).to_owned()) tone=tone icon=icon /> }
}

fn row(import: ImportView) -> impl IntoView {
    let ImportView {
        id,
        kind,
        file_name,
        state,
        rows_total,
        created,
        updated,
        unchanged,
        rejected,
        created_at,
        ..
    } = import;
    let alarming = rejected > 0;
    view! {
        <tr>
            <td class="main"><a href=format!("/imports/{id}")>{file_name}</a></td>
            <td class="fit half" data-label=t(l::imports::kind)>{move || kind_text(kind, lang())}</td>
            <td class="fit half" data-label=t(l::imports::state_name)><StateOfImport state=state /></td>
            <td class="num fit half" data-label=t(l::imports::rows)>{rows_total}</td>
            <td class="num fit half" data-label=t(l::imports::created)>{created}</td>
            <td class="num fit half" data-label=t(l::imports::updated)>{updated}</td>
            <td class="num fit half" data-label=t(l::imports::unchanged)>{unchanged}</td>
            <td class="num fit half" data-label=t(l::imports::rejected)>
                <span class:rejected-count=alarming>{rejected}</span>
            </td>
            <td class="fit half muted" data-label=t(l::imports::when)><TimeText at=created_at /></td>
        </tr>
    }
}
