use contract::{access::BranchView, notifications::ChannelView, page::Page};
use kit::{
    api::{Method, query_string, use_api},
    i18n::{lang, lang_now, t, text},
    state::{Query, use_list, use_submit},
    ui::{
        Badge, Button, ButtonLook, EmptyState, Icon, ListView, PageHead, TableFrame, TimeText, Tone,
        use_toasts,
    },
};
use leptos::prelude::*;

use super::{
    email::EmailCard,
    form::{ChannelDialog, Editing},
};
use crate::{features::people::use_branches, l};

/// 通知通道
#[component]
pub(crate) fn ChannelsPage() -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let list = use_list(move |cursor| {
        let query = query_string([("limit", Some("50".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<ChannelView>>(&format!("/notification-channels{query}")).await }
    });
    let (editing, branches) = (RwSignal::new(None::<Editing>), use_branches());
    let test = use_submit(
        move |id: String, key| async move {
            let path = format!("/notification-channels/{id}/test");
            api.request(Method::Post, &path).retry_key(key).send_unit().await
        },
        move |()| {
            toasts.good(l::notifications::channel::tested(lang_now()));
            list.reload();
        },
    );
    Effect::new(move |_| {
        if let Some(error) = test.error().get() {
            toasts.failed(&error);
            list.reload();
        }
    });
    let run = Callback::new(move |id: String| test.send(id));
    let rows = move || {
        list.items().get().into_iter().map(|channel| row(channel, branches, editing, run)).collect_view()
    };
    view! {
        <PageHead title=text(l::notifications::channel::title) note=text(l::notifications::channel::note)>
            <Button look=ButtonLook::Primary icon=Icon::Plus on_press=move |()| editing.set(Some(Editing::New))>
                {t(l::notifications::channel::new)}
            </Button>
        </PageHead>
        <div class="stack">
            <EmailCard />
            <h2>{t(l::notifications::channel::robots)}</h2>
            <ListView
                list=list
                empty=std::sync::Arc::new(|| {
                    view! {
                        <EmptyState
                            icon=Icon::MessageSquare
                            title=text(l::notifications::channel::none)
                            text=text(l::notifications::channel::none_text)
                        />
                    }
                        .into_any()
                })
            >
                <TableFrame label=text(l::notifications::channel::robots)>
                    <thead>
                        <tr>
                            <th>{t(l::notifications::channel::name)}</th>
                            <th class="fit">{t(l::notifications::channel::kind)}</th>
                            <th>{t(l::people::at_branch)}</th>
                            <th class="fit">{t(l::people::state)}</th>
                            <th class="fit">{t(l::notifications::channel::last_sent)}</th>
                            <th class="fit">{t(l::notifications::channel::last_failed)}</th>
                            <th class="fit"></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </TableFrame>
            </ListView>
        </div>
        <ChannelDialog editing=editing on_done=move |()| list.reload() />
    }
}

#[component]
fn StateOf(channel: ChannelView) -> impl IntoView {
    // the newer of the two says how it is now
    let fails =
        channel.last_failed_at.is_some_and(|failed| channel.last_sent_at.is_none_or(|sent| sent < failed));
    let (tone, icon, words): (_, _, fn(kit::i18n::Lang) -> &'static str) = match (channel.active, fails) {
        (false, _) => (Tone::Quiet, Icon::CirclePause, l::notifications::channel::paused),
        (true, true) => (Tone::Bad, Icon::CircleX, l::notifications::channel::fails),
        (true, false) if channel.last_sent_at.is_some() => {
            (Tone::Good, Icon::CircleCheck, l::notifications::channel::works)
        }
        (true, false) => (Tone::Neutral, Icon::CircleHelp, l::notifications::channel::untried),
    };
    view! { <Badge text=Signal::derive(move || words(lang()).to_owned()) tone=tone icon=icon /> }
}

fn row(
    channel: ChannelView,
    branches: Query<Vec<BranchView>>,
    editing: RwSignal<Option<Editing>>,
    test: Callback<String>,
) -> impl IntoView {
    let ChannelView { id, branch_id, kind, name, host, last_sent_at, last_failed_at, last_fault, .. } =
        channel.clone();
    let branch = move || {
        branches.signal().with(|all| {
            let found = all.as_deref().and_then(|all| all.iter().find(|branch| branch.id == branch_id));
            found.map_or_else(|| "…".to_owned(), |branch| branch.name.clone())
        })
    };
    let known = StoredValue::new(channel.clone());
    view! {
        <tr>
            <td class="main">{name} <small>{host}</small></td>
            <td class="fit half" data-label=t(l::notifications::channel::kind)>{move || kit::label!(kind)}</td>
            <td class="half" data-label=t(l::people::at_branch)>{branch}</td>
            <td class="fit" data-label=t(l::people::state)><StateOf channel=channel /></td>
            <td class="fit half muted" data-label=t(l::notifications::channel::last_sent)>
                {last_sent_at.map(|at| view! { <TimeText at=at /> })}
            </td>
            <td class="fit half muted" data-label=t(l::notifications::channel::last_failed)>
                {last_failed_at.map(|at| view! { <TimeText at=at /> })}
                {last_fault.map(|fault| view! { <small>{move || kit::label!(fault)}</small> })}
            </td>
            <td class="fit row-actions">
                <Button
                    look=ButtonLook::Ghost
                    icon=Icon::Send
                    label=text(l::notifications::channel::test)
                    on_press=move |()| test.run(id.to_string())
                />
                <Button
                    look=ButtonLook::Ghost
                    icon=Icon::PenLine
                    label=text(l::form::edit)
                    on_press=move |()| editing.set(Some(Editing::Known(Box::new(known.get_value()))))
                />
            </td>
        </tr>
    }
}
