use contract::{access::AuditEntryView, page::Page};
use domain::kernel::Actor;
use kit::{
    api::{query_string, use_api},
    i18n::{lang, t, text},
    state::{use_list, use_param},
    ui::{EmptyState, Icon, ListView, TableFrame, TimeText},
};
use leptos::prelude::*;

use crate::{features::filter_bar::SearchBox, l};

/// Who did what.
#[component]
pub(super) fn AuditTab() -> impl IntoView {
    let api = use_api();
    let (action, subject) = (use_param("action"), use_param("subject_id"));
    let list = use_list(move |cursor| {
        let query = query_string([
            action.pair(),
            subject.pair(),
            ("limit", Some("50".to_owned())),
            ("cursor", cursor),
        ]);
        async move { api.get::<Page<AuditEntryView>>(&format!("/audit{query}")).await }
    });
    let rows = move || list.items().get().into_iter().map(row).collect_view();
    view! {
        <div class="filter-bar">
            <SearchBox param=action placeholder=text(l::people::audit_action) />
            <SearchBox param=subject placeholder=text(l::people::audit_subject) />
        </div>
        <ListView
            list=list
            empty=std::sync::Arc::new(|| view! { <EmptyState icon=Icon::History title=text(l::people::no_audit) /> }.into_any())
        >
            <TableFrame label=text(l::people::audit)>
                <thead>
                    <tr>
                        <th class="fit">{t(l::people::when)}</th>
                        <th class="fit">{t(l::people::who)}</th>
                        <th class="fit">{t(l::people::action)}</th>
                        <th class="fit">{t(l::people::subject)}</th>
                        <th>{t(l::people::detail)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
    }
}

fn row(entry: AuditEntryView) -> impl IntoView {
    let AuditEntryView { at, actor, action, subject_kind, subject_id, detail, .. } = entry;
    let who = move || match &actor {
        Actor::User { name, .. } | Actor::ApiKey { name, .. } | Actor::Customer { name } => name.clone(),
        Actor::System => l::people::system(lang()).to_owned(),
    };
    let detail = if detail.as_object().is_some_and(serde_json::Map::is_empty) {
        String::new()
    } else {
        detail.to_string()
    };
    let short: String = subject_id.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    view! {
        <tr>
            <td class="fit" data-label=t(l::people::when)><TimeText at=at long=true /></td>
            <td class="fit half" data-label=t(l::people::who)>{who}</td>
            <td class="fit half" data-label=t(l::people::action)><code>{action}</code></td>
            <td class="fit" data-label=t(l::people::subject) title=subject_id.clone()>{subject_kind} " " <code>{short}</code></td>
            <td class="audit-detail" data-label=t(l::people::detail)><code>{detail}</code></td>
        </tr>
    }
}
