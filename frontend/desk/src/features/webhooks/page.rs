use contract::{access::BranchView, page::Page, webhooks::WebhookView};
use domain::access::Permission;
use kit::{
    api::{query_string, use_api},
    i18n::{t, text},
    session::use_session,
    state::{Query, use_list},
    ui::{Button, ButtonLook, EmptyState, Icon, ListView, PageHead, TableFrame, TimeText},
};
use leptos::prelude::*;

use super::{
    dialog::NewWebhookDialog,
    look::{EventTypeList, StateOfWebhook, scope_name},
};
use crate::{features::people::use_branches, l};

/// 推送订阅
#[component]
pub(crate) fn WebhooksPage() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let list = use_list(move |cursor| {
        let query = query_string([("limit", Some("50".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<WebhookView>>(&format!("/webhooks{query}")).await }
    });
    let (creating, branches) = (RwSignal::new(false), use_branches());
    let may_manage = Memo::new(move |_| session.can(Permission::WebhooksManage));
    let rows = move || list.items().get().into_iter().map(|hook| row(hook, branches)).collect_view();
    view! {
        <PageHead title=text(l::webhooks::title) note=text(l::webhooks::note)>
            <Show when=move || may_manage.get()>
                <Button look=ButtonLook::Primary icon=Icon::Plus on_press=move |()| creating.set(true)>
                    {t(l::webhooks::new)}
                </Button>
            </Show>
        </PageHead>
        <ListView
            list=list
            empty=std::sync::Arc::new(|| {
                view! { <EmptyState icon=Icon::Send title=text(l::webhooks::none) text=text(l::webhooks::none_text) /> }
                    .into_any()
            })
        >
            <TableFrame label=text(l::webhooks::title)>
                <thead>
                    <tr>
                        <th>{t(l::webhooks::url)}</th>
                        <th>{t(l::webhooks::event_types)}</th>
                        <th class="fit">{t(l::webhooks::scope)}</th>
                        <th class="fit">{t(l::webhooks::changed)}</th>
                        <th class="fit">{t(l::webhooks::state)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
        <NewWebhookDialog open=creating on_done=move |()| list.reload() />
    }
}

fn row(hook: WebhookView, branches: Query<Vec<BranchView>>) -> impl IntoView {
    let WebhookView { id, url, event_types, branch_id, description, updated_at, .. } = hook.clone();
    view! {
        <tr>
            <td class="main webhook-url">
                <a href=format!("/webhooks/{id}")>{description.clone().unwrap_or_else(|| url.clone())}</a>
                {description.map(|_| view! { <small>{url}</small> })}
            </td>
            <td data-label=t(l::webhooks::event_types)><EventTypeList types=event_types /></td>
            <td class="fit half" data-label=t(l::webhooks::scope)>{move || scope_name(branch_id, branches)}</td>
            <td class="fit half muted" data-label=t(l::webhooks::changed)><TimeText at=updated_at /></td>
            <td class="fit" data-label=t(l::webhooks::state)><StateOfWebhook hook=hook /></td>
        </tr>
    }
}
