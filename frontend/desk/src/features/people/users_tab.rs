use contract::{
    access::{GrantView, UserView},
    page::Page,
};
use domain::access::{Permission, Resource, Role};
use kit::{
    api::{query_string, use_api},
    i18n::{lang, t, text},
    session::use_session,
    state::{use_list, use_param},
    time::{self, Civil, SHANGHAI},
    ui::{Badge, Button, ButtonLook, EmptyState, Icon, ListView, TableFrame, TimeText, Tone},
};
use leptos::prelude::*;

use super::{
    absence_dialog::AbsenceDialog,
    branch_data::{branch_choices, use_branches},
    reset_dialog::ResetDialog,
    user_dialog::{Editing, UserDialog},
};
use crate::{
    features::filter_bar::{FilterSelect, SearchBox},
    l,
};

/// People with their roles.
#[component]
pub(super) fn UsersTab() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let (q, role, branch) = (use_param("q"), use_param("role"), use_param("branch_id"));
    let list = use_list(move |cursor| {
        let query = query_string([
            q.pair(),
            role.pair(),
            branch.pair(),
            ("limit", Some("50".to_owned())),
            ("cursor", cursor),
        ]);
        async move { api.get::<Page<UserView>>(&format!("/users{query}")).await }
    });
    let editing = RwSignal::new(None::<Editing>);
    let resetting = RwSignal::new(None::<UserView>);
    let absences = RwSignal::new(None::<UserView>);
    let may_write = Memo::new(move |_| session.can(Permission::UsersWrite));
    let rows = move || {
        let writable = may_write.get();
        list.items()
            .get()
            .into_iter()
            .map(|user| row(user, writable, editing, resetting, absences))
            .collect_view()
    };
    view! {
        <div class="filter-bar">
            <SearchBox param=q placeholder=text(l::people::search) />
            <FilterSelect param=role options=kit::choices!(Role) all=text(l::people::all_roles) />
            <FilterSelect param=branch options=branch_choices(use_branches()) all=text(l::filter_bar::all_branches) />
            <Show when=move || may_write.get()>
                <Button look=ButtonLook::Primary icon=Icon::Plus on_press=move |()| editing.set(Some(Editing::New))>
                    {t(l::people::new_user)}
                </Button>
            </Show>
        </div>
        <ListView
            list=list
            empty=std::sync::Arc::new(|| view! { <EmptyState icon=Icon::Users title=text(l::people::no_users) /> }.into_any())
        >
            <TableFrame label=text(l::people::users)>
                <thead>
                    <tr>
                        <th>{t(l::people::name)}</th>
                        <th>{t(l::people::roles)}</th>
                        <th class="fit">{t(l::people::phone)}</th>
                        <th class="fit">{t(l::people::state)}</th>
                        <th class="fit">{t(l::people::changed)}</th>
                        <th class="fit"></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
        <UserDialog editing=editing on_done=move |()| list.reload() />
        <ResetDialog user=resetting on_done=move |()| list.reload() />
        <AbsenceDialog user=absences on_change=move |()| list.reload() />
    }
}

fn row(
    user: UserView,
    writable: bool,
    editing: RwSignal<Option<Editing>>,
    resetting: RwSignal<Option<UserView>>,
    absences: RwSignal<Option<UserView>>,
) -> impl IntoView {
    let UserView { id, account, name, phone, active, roles, updated_at, absent_until, .. } = user.clone();
    let session = use_session();
    let leads = untrack(|| {
        let may = |grant: &GrantView| {
            session.can_do(Permission::AbsencesWrite, &Resource::of_branch(grant.branch_id))
        };
        session.user().is_some_and(|me| me.id == id) || roles.iter().any(may)
    });
    let grant = |grant: GrantView| {
        let (role, branch) = (grant.role, grant.branch_name);
        view! { <span class="grant">{move || kit::label!(role)} <small>{branch}</small></span> }
    };
    let (tone, icon) = if active { (Tone::Good, Icon::CircleCheck) } else { (Tone::Quiet, Icon::Ban) };
    let state = Signal::derive(move || {
        if active { l::people::active(lang()) } else { l::people::inactive(lang()) }.to_owned()
    });
    let away = absent_until.map(|until| {
        let words = Signal::derive(move || {
            let until = Civil::at(until, SHANGHAI).spoken(Civil::at(time::now(), SHANGHAI), lang());
            l::people::absence::away_until(lang(), &until)
        });
        view! { <Badge text=words tone=Tone::Warn icon=Icon::DoorOpen /> }
    });
    let user = StoredValue::new(user);
    let absence = leads.then(|| {
        view! {
            <Button
                look=ButtonLook::Ghost
                icon=Icon::CalendarDays
                label=text(l::people::absence::title)
                on_press=move |()| absences.set(Some(user.get_value()))
            />
        }
    });
    let actions = writable.then(|| {
        view! {
            <Button
                look=ButtonLook::Ghost
                icon=Icon::PenLine
                label=text(l::form::edit)
                on_press=move |()| editing.set(Some(Editing::Known(user.get_value())))
            />
            <Button
                look=ButtonLook::Ghost
                icon=Icon::KeyRound
                label=text(l::people::reset)
                on_press=move |()| resetting.set(Some(user.get_value()))
            />
        }
    });
    view! {
        <tr>
            <td class="main">{name} <small class="mono">{account}</small></td>
            <td data-label=t(l::people::roles)><div class="grant-list">{roles.into_iter().map(grant).collect_view()}</div></td>
            <td class="fit num-left" data-label=t(l::people::phone)>{phone}</td>
            <td class="fit half" data-label=t(l::people::state)><div class="grant-list"><Badge text=state tone=tone icon=icon /> {away}</div></td>
            <td class="fit half muted" data-label=t(l::people::changed)><TimeText at=updated_at /></td>
            <td class="fit row-actions">{absence} {actions}</td>
        </tr>
    }
}
