use contract::access::{BranchView, ServiceAreaView};
use domain::access::Permission;
use kit::{
    i18n::{lang, t, text},
    session::use_session,
    ui::{Button, ButtonLook, Icon, QueryView, TableFrame},
};
use leptos::prelude::*;

use super::{
    branch_data::{tree, use_branches},
    branch_dialog::{BranchDialog, EditedBranch},
};
use crate::l;

/// The organisation with its service areas.
#[component]
pub(super) fn BranchesTab() -> impl IntoView {
    let session = use_session();
    let branches = use_branches();
    let editing = RwSignal::new(EditedBranch::None);
    let may_write = Memo::new(move |_| session.can(Permission::BranchesWrite));
    let table = move |all: Vec<BranchView>| {
        let row =
            |(depth, branch): (usize, &BranchView)| row(depth, branch.clone(), may_write.get(), editing);
        let rows: Vec<_> = tree(&all).into_iter().map(row).collect();
        view! {
            <TableFrame label=text(l::people::branches)>
                <thead>
                    <tr>
                        <th>{t(l::people::branch_name)}</th>
                        <th class="fit">{t(l::people::branch_code)}</th>
                        <th class="fit">{t(l::people::branch_kind)}</th>
                        <th class="fit">{t(l::people::calendar)}</th>
                        <th>{t(l::people::areas)}</th>
                        <th class="fit"></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        }
        .into_any()
    };
    view! {
        <Show when=move || may_write.get()>
            <div class="filter-bar">
                <Button look=ButtonLook::Primary icon=Icon::Plus on_press=move |()| editing.set(Some(None))>
                    {t(l::people::new_branch)}
                </Button>
            </div>
        </Show>
        <QueryView query=branches rows=8 view=table />
        <BranchDialog editing=editing branches=branches />
    }
}

/// As many areas as a row shows by itself.
const SHOWN: usize = 6;

fn row(
    depth: usize,
    branch: BranchView,
    writable: bool,
    editing: RwSignal<EditedBranch>,
) -> impl IntoView + use<> {
    let BranchView { name, code, kind, calendar_code, areas, .. } = branch.clone();
    let rest = areas.len().saturating_sub(SHOWN);
    let area = |area: ServiceAreaView| {
        let who =
            [Some(area.owner_name), area.deputy_name].into_iter().flatten().collect::<Vec<_>>().join(" / ");
        view! { <span class="grant"><code>{area.region_prefix}</code> <small>{who}</small></span> }
    };
    let branch = StoredValue::new(branch);
    let edit = writable.then(|| {
        view! {
            <Button
                look=ButtonLook::Ghost
                icon=Icon::PenLine
                label=text(l::form::edit)
                on_press=move |()| editing.set(Some(Some(branch.get_value())))
            />
        }
    });
    view! {
        <tr>
            <td class="main"><span class=format!("tree-{}", depth.min(4))>{name}</span></td>
            <td class="fit half" data-label=t(l::people::branch_code)><code>{code}</code></td>
            <td class="fit half" data-label=t(l::people::branch_kind)>{move || kit::label!(kind)}</td>
            <td class="fit" data-label=t(l::people::calendar)>
                {move || calendar_code.clone().unwrap_or_else(|| l::people::standard_calendar(lang()).to_owned())}
            </td>
            <td data-label=t(l::people::areas)>
                <div class="grant-list">
                    {areas.into_iter().take(SHOWN).map(area).collect_view()}
                    {(rest > 0).then(|| view! { <span class="muted">{move || l::people::more_areas(lang(), rest)}</span> })}
                </div>
            </td>
            <td class="fit row-actions">{edit}</td>
        </tr>
    }
}
