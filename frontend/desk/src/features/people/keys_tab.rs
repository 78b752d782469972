use contract::{access::ApiKeyView, page::Page};
use domain::access::Permission;
use kit::{
    api::{Method, query_string, use_api},
    i18n::{lang, lang_now, t, text},
    session::use_session,
    state::{use_list, use_submit},
    time,
    ui::{
        Badge, Button, ButtonLook, ConfirmDialog, EmptyState, Icon, ListView, TableFrame, TimeText, Tone,
        use_toasts,
    },
};
use leptos::prelude::*;

use super::key_dialog::KeyDialog;
use crate::l;

/// API keys of third-party systems.
#[component]
pub(super) fn KeysTab() -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let list = use_list(move |cursor| {
        let query = query_string([("limit", Some("50".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<ApiKeyView>>(&format!("/api-keys{query}")).await }
    });
    let (creating, revoking, sure) =
        (RwSignal::new(false), RwSignal::new(None::<ApiKeyView>), RwSignal::new(false));
    let revoke = use_submit(
        move |id: String, key| async move {
            let path = format!("/api-keys/{id}/revoke");
            api.request(Method::Post, &path).retry_key(key).send::<ApiKeyView>().await
        },
        move |_| {
            toasts.good(l::people::revoked_done(lang_now()));
            list.reload();
        },
    );
    Effect::new(move |_| {
        if let Some(error) = revoke.error().get() {
            toasts.failed(&error);
        }
    });
    let may_write = Memo::new(move |_| session.can(Permission::ApiKeysWrite));
    let ask = Callback::new(move |key: ApiKeyView| {
        revoking.set(Some(key));
        sure.set(true);
    });
    let rows = move || {
        let writable = may_write.get();
        list.items().get().into_iter().map(|key| row(key, writable, ask)).collect_view()
    };
    let confirm = move || {
        if let Some(key) = revoking.get_untracked() {
            revoke.send(key.id.to_string());
        }
    };
    view! {
        <Show when=move || may_write.get()>
            <div class="filter-bar">
                <Button look=ButtonLook::Primary icon=Icon::Plus on_press=move |()| creating.set(true)>
                    {t(l::people::new_key)}
                </Button>
            </div>
        </Show>
        <ListView
            list=list
            empty=std::sync::Arc::new(|| {
                view! { <EmptyState icon=Icon::KeyRound title=text(l::people::no_keys) text=text(l::people::no_keys_text) /> }
                    .into_any()
            })
        >
            <TableFrame label=text(l::people::keys)>
                <thead>
                    <tr>
                        <th>{t(l::people::key_name)}</th>
                        <th>{t(l::people::scopes)}</th>
                        <th class="fit">{t(l::people::last_used)}</th>
                        <th class="fit">{t(l::people::expires)}</th>
                        <th class="fit">{t(l::people::state)}</th>
                        <th class="fit"></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
        <KeyDialog open=creating on_done=move |()| list.reload() />
        <ConfirmDialog
            open=sure
            title=Signal::derive(move || l::people::revoke_title(lang(), revoking.get().map(|key| key.name).unwrap_or_default()))
            text=text(l::people::revoke_text)
            action=text(l::people::revoke)
            look=ButtonLook::Danger
            on_confirm=move |()| confirm()
        />
    }
}

fn row(key: ApiKeyView, writable: bool, ask: Callback<ApiKeyView>) -> impl IntoView {
    let ApiKeyView { name, prefix, scopes, expires_at, revoked_at, last_used_at, .. } = key.clone();
    let scope = |permission: Permission| {
        view! { <span class="grant" title=permission.as_str()>{move || kit::label!(permission)}</span> }
    };
    let state = move || match (revoked_at, expires_at) {
        (Some(_), _) => (Tone::Quiet, Icon::Ban, l::people::revoked(lang())),
        (None, Some(end)) if end <= time::now() => (Tone::Quiet, Icon::Hourglass, l::people::expired(lang())),
        _ => (Tone::Good, Icon::CircleCheck, l::people::valid(lang())),
    };
    let key = StoredValue::new(key);
    let action = (writable && revoked_at.is_none()).then(|| {
        view! { <Button look=ButtonLook::Ghost icon=Icon::Ban label=text(l::people::revoke) on_press=move |()| ask.run(key.get_value()) /> }
    });
    view! {
        <tr>
            <td class="main">{name} <small class="mono">{prefix} "…"</small></td>
            <td data-label=t(l::people::scopes)><div class="grant-list">{scopes.into_iter().map(scope).collect_view()}</div></td>
            <td class="fit half muted" data-label=t(l::people::last_used)>
                {match last_used_at {
                    Some(at) => view! { <TimeText at=at /> }.into_any(),
                    None => t(l::people::never).into_any(),
                }}
            </td>
            <td class="fit half" data-label=t(l::people::expires)>
                {match expires_at {
                    Some(at) => view! { <TimeText at=at long=true /> }.into_any(),
                    None => t(l::people::no_end).into_any(),
                }}
            </td>
            <td class="fit" data-label=t(l::people::state)>
                <Badge
                    text=Signal::derive(move || state().2.to_owned())
                    tone=Signal::derive(move || state().0)
                    icon=Signal::derive(move || state().1)
                />
            </td>
            <td class="fit row-actions">{action}</td>
        </tr>
    }
}
