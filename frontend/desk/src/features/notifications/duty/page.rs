use contract::{notifications::DutyShiftView, page::Page};
use domain::{access::Permission, kernel::Timestamp};
use kit::{
    api::{Method, query_string, use_api},
    i18n::{Lang, lang, lang_now, t, text},
    session::use_session,
    state::{CursorList, use_list, use_param, use_submit},
    time::{self, Civil, SHANGHAI},
    ui::{
        Badge, Button, ButtonLook, ConfirmDialog, EmptyState, Glyph, Icon, ListView, PageHead, TableFrame,
        Tone, use_toasts,
    },
};
use leptos::prelude::*;

use super::{
    content::Standing,
    form::{Editing, ShiftDialog},
};
use crate::{
    features::{
        filter_bar::FilterSelect,
        people::{branch_choices, use_branches},
    },
    l,
};

/// 值班表, the first to end first.
#[component]
pub(crate) fn DutyPage() -> impl IntoView {
    let (api, session, branch) = (use_api(), use_session(), use_param("branch_id"));
    let list = use_list(move |cursor| {
        let query = query_string([branch.pair(), ("limit", Some("50".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<DutyShiftView>>(&format!("/duty-shifts{query}")).await }
    });
    let editing = RwSignal::new(None::<Editing>);
    let may_write = Memo::new(move |_| session.can(Permission::DutyWrite));
    let branches = branch_choices(use_branches());
    view! {
        <PageHead title=text(l::notifications::duty::title) note=text(l::notifications::duty::note)>
            <Show when=move || may_write.get()>
                <Button look=ButtonLook::Primary icon=Icon::Plus on_press=move |()| editing.set(Some(Editing::New))>
                    {t(l::notifications::duty::new)}
                </Button>
            </Show>
        </PageHead>
        <div class="stack">
            <Show when=move || branches.with(|all| all.len() > 1)>
                <div class="filter-bar">
                    <FilterSelect param=branch options=branches all=text(l::filter_bar::all_branches) />
                </div>
            </Show>
            <OnDuty list=list />
            <Shifts list=list editing=editing may_write=may_write />
        </div>
        <ShiftDialog editing=editing on_done=move |()| list.reload() />
    }
}

/// Who would be called right now.
#[component]
fn OnDuty(list: CursorList<DutyShiftView>) -> impl IntoView {
    let names = Memo::new(move |_| {
        let now = time::now();
        list.items().with(|all| {
            let on = all.iter().filter(|shift| Standing::of(shift.from, shift.until, now) == Standing::Now);
            on.map(|shift| format!("{}（{}）", shift.user_name, shift.branch_name)).collect::<Vec<_>>()
        })
    });
    let shown = move || {
        let names = names.get();
        if names.is_empty() {
            view! {
                <div class="alert-box tone-warn" role="status">
                    <Glyph icon=Icon::TriangleAlert />
                    <p class="grow">{t(l::notifications::duty::nobody)}</p>
                </div>
            }
            .into_any()
        } else {
            view! {
                <div class="alert-box tone-good" role="status">
                    <Glyph icon=Icon::BellRing />
                    <p class="grow">{move || l::notifications::duty::somebody(lang(), names.join("、"))}</p>
                </div>
            }
            .into_any()
        }
    };
    view! { <Show when=move || list.is_loaded()>{shown}</Show> }
}

#[component]
fn Shifts(
    list: CursorList<DutyShiftView>,
    editing: RwSignal<Option<Editing>>,
    may_write: Memo<bool>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (cancelling, sure) = (RwSignal::new(None::<DutyShiftView>), RwSignal::new(false));
    let cancel = use_submit(
        move |shift: DutyShiftView, key| async move {
            let path = format!("/duty-shifts/{}/cancel", shift.id);
            let request = api.request(Method::Post, &path).if_match(shift.version).retry_key(key);
            request.send::<DutyShiftView>().await
        },
        move |_| {
            toasts.good(l::notifications::duty::cancelled(lang_now()));
            list.reload();
        },
    );
    Effect::new(move |_| {
        if let Some(error) = cancel.error().get() {
            toasts.failed(&error);
            list.reload();
        }
    });
    let ask = Callback::new(move |shift: DutyShiftView| {
        cancelling.set(Some(shift));
        sure.set(true);
    });
    let rows = move || {
        let writable = may_write.get();
        list.items().get().into_iter().map(|shift| row(shift, writable, editing, ask)).collect_view()
    };
    view! {
        <ListView
            list=list
            empty=std::sync::Arc::new(|| {
                view! {
                    <EmptyState
                        icon=Icon::CalendarClock
                        title=text(l::notifications::duty::none)
                        text=text(l::notifications::duty::none_text)
                    />
                }
                    .into_any()
            })
        >
            <TableFrame label=text(l::notifications::duty::title)>
                <thead>
                    <tr>
                        <th>{t(l::notifications::duty::person)}</th>
                        <th>{t(l::people::at_branch)}</th>
                        <th class="fit">{t(l::notifications::duty::from)}</th>
                        <th class="fit">{t(l::notifications::duty::until)}</th>
                        <th class="fit">{t(l::people::state)}</th>
                        <th class="fit"></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
        <ConfirmDialog
            open=sure
            title=text(l::notifications::duty::cancel_title)
            text=text(l::notifications::duty::cancel_text)
            action=text(l::notifications::duty::cancel)
            look=ButtonLook::Danger
            on_confirm=move |()| {
                if let Some(shift) = cancelling.get_untracked() {
                    cancel.send(shift);
                }
            }
        />
    }
}

const fn look(standing: Standing) -> (Tone, Icon, fn(Lang) -> &'static str) {
    match standing {
        Standing::Now => (Tone::Good, Icon::BellRing, l::notifications::duty::now),
        Standing::Ahead => (Tone::Active, Icon::CalendarClock, l::notifications::duty::ahead),
        Standing::Over => (Tone::Quiet, Icon::Check, l::notifications::duty::over),
    }
}

fn row(
    shift: DutyShiftView,
    writable: bool,
    editing: RwSignal<Option<Editing>>,
    ask: Callback<DutyShiftView>,
) -> impl IntoView {
    let DutyShiftView { from, until, branch_name, user_name, .. } = shift.clone();
    let look = move || look(Standing::of(from, until, time::now()));
    let instant = |at: Timestamp| move || Civil::at(at, SHANGHAI).long(lang());
    let shift = StoredValue::new(shift);
    let actions = writable.then(|| {
        view! {
            <Button
                look=ButtonLook::Ghost
                icon=Icon::PenLine
                label=text(l::form::edit)
                on_press=move |()| editing.set(Some(Editing::Known(Box::new(shift.get_value()))))
            />
            <Button
                look=ButtonLook::Ghost
                icon=Icon::Ban
                label=text(l::notifications::duty::cancel)
                on_press=move |()| ask.run(shift.get_value())
            />
        }
    });
    view! {
        <tr>
            <td class="main">{user_name}</td>
            <td data-label=t(l::people::at_branch)>{branch_name}</td>
            <td class="fit half num-left" data-label=t(l::notifications::duty::from)>{instant(from)}</td>
            <td class="fit half num-left" data-label=t(l::notifications::duty::until)>{instant(until)}</td>
            <td class="fit" data-label=t(l::people::state)>
                <Badge
                    text=Signal::derive(move || look().2(lang()).to_owned())
                    tone=Signal::derive(move || look().0)
                    icon=Signal::derive(move || look().1)
                />
            </td>
            <td class="fit row-actions">{actions}</td>
        </tr>
    }
}
