use contract::{
    notifications::{NotificationView, UnreadCount},
    page::Page,
};
use kit::{
    api::{Method, query_string, use_api},
    i18n::{lang, lang_now, t, text},
    state::{CursorList, use_list, use_param, use_submit},
    ui::{Button, EmptyState, Icon, LinkButton, ListView, PageHead, Tab, Tabs, use_toasts},
};
use leptos::prelude::*;

use super::line::Line;
use crate::{
    l,
    layout::{Unread, use_unread},
};

/// 消息, newest first.
#[component]
pub(crate) fn InboxPage() -> impl IntoView {
    let (api, unread, show) = (use_api(), use_unread(), use_param("show"));
    let list = use_list(move |cursor| {
        let only_unread = show.is("unread").then(|| "true".to_owned());
        let query =
            query_string([("unread", only_unread), ("limit", Some("30".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<NotificationView>>(&format!("/notifications{query}")).await }
    });
    follow(list, unread);
    let tabs = Signal::derive(move || {
        vec![
            Tab { code: "all", label: l::notifications::all(lang()).to_owned(), count: None },
            Tab {
                code: "unread",
                label: l::notifications::unread(lang()).to_owned(),
                count: Some(unread.count()),
            },
        ]
    });
    let read = reader(list, unread);
    let lines = move || {
        let items = list.items().get().into_iter();
        items.map(|notification| view! { <Line notification=notification read=read /> }).collect_view()
    };
    view! {
        <PageHead title=text(l::notifications::title)>
            <ReadAll list=list unread=unread />
            <LinkButton href="/notifications/preferences" icon=Icon::SlidersHorizontal>
                {t(l::notifications::preferences)}
            </LinkButton>
        </PageHead>
        <Tabs param=show tabs=tabs label=text(l::notifications::title) />
        <div class="tab-body">
            <ListView
                list=list
                empty=std::sync::Arc::new(|| {
                    view! { <EmptyState icon=Icon::Bell title=text(l::notifications::none) text=text(l::notifications::none_text) /> }
                        .into_any()
                })
            >
                <ul class="notice-list">{lines}</ul>
            </ListView>
        </div>
    }
}

/// What comes while one reads waits behind a pill; nothing moves under the eyes.
fn follow(list: CursorList<NotificationView>, unread: Unread) {
    // the first count is no news: it was so before
    Effect::new(move |before: Option<Option<u64>>| {
        let now = unread.known();
        if let (Some(before), Some(now)) = (before.flatten(), now)
            && now > before
        {
            list.announce();
        }
        now
    });
}

/// Marks one as read. It stays where it is, also in the list of the unread: one may still be reading it.
fn reader(list: CursorList<NotificationView>, unread: Unread) -> Callback<NotificationView> {
    let (api, toasts) = (use_api(), use_toasts());
    Callback::new(move |notification: NotificationView| {
        if notification.read_at.is_some() {
            return;
        }
        let path = format!("/notifications/{}/read", notification.id);
        leptos::task::spawn_local(async move {
            match api.request(Method::Post, &path).send::<NotificationView>().await {
                Ok(read) => {
                    unread.take_one();
                    // the page may be gone meanwhile
                    list.items().try_update(|all| {
                        if let Some(known) = all.iter_mut().find(|known| known.id == read.id) {
                            *known = read;
                        }
                    });
                }
                Err(error) => toasts.failed(&error),
            }
        });
    })
}

#[component]
fn ReadAll(list: CursorList<NotificationView>, unread: Unread) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let read_all = use_submit(
        move |(), key| async move {
            api.request(Method::Post, "/notifications/read-all").retry_key(key).send::<UnreadCount>().await
        },
        move |count| {
            unread.answered(count);
            toasts.good(l::notifications::all_read(lang_now()));
            list.reload();
        },
    );
    Effect::new(move |_| {
        if let Some(error) = read_all.error().get() {
            toasts.failed(&error);
        }
    });
    let nothing = Signal::derive(move || unread.count() == 0);
    view! {
        <Button icon=Icon::CheckCheck busy=read_all.busy() disabled=nothing on_press=move |()| read_all.send(())>
            {t(l::notifications::read_all)}
        </Button>
    }
}
