use domain::sla::{PolicySpec, Priority};
use kit::{
    i18n::{lang, t, text},
    ui::{Glyph, Icon, TableFrame},
};
use leptos::prelude::*;

use super::policy_model::{ClockRow, clock_rows};
use crate::l;

/// Clocks × priorities with the clauses they rest on.
#[component]
pub(super) fn PolicyClocks(policy: PolicySpec) -> impl IntoView {
    let rows = move || clock_rows(&policy, lang()).into_iter().map(row).collect_view();
    let heads = Priority::ALL.iter().map(|priority| {
        let priority = *priority;
        view! { <th class="fit">{priority.as_str()} " " {move || kit::label!(priority)}</th> }
    });
    view! {
        <TableFrame label=text(l::calendar::policy) class="policy-table">
            <thead>
                <tr>
                    <th>{t(l::calendar::clock)}</th>
                    {heads.collect_view()}
                    <th>{t(l::calendar::only)}</th>
                    <th>{t(l::calendar::clauses)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

fn row(row: ClockRow) -> impl IntoView {
    let ClockRow { name, runs, targets, pausable, only, clauses } = row;
    let cells = targets.into_iter().zip(Priority::ALL).map(|((words, code), priority)| {
        view! { <td class="fit half" data-label=priority.as_str() title=code>{words}</td> }
    });
    let clauses = clauses.into_iter().map(|clause| view! { <code class="clause">{clause}</code> });
    view! {
        <tr>
            <td class="main">
                {name}
                {(!pausable)
                    .then(|| {
                        view! {
                            <span class="never-pauses" title=t(l::calendar::never_pauses)>
                                <Glyph icon=Icon::Lock />
                                <span class="visually-hidden">{t(l::calendar::never_pauses)}</span>
                            </span>
                        }
                    })} <small>{runs}</small>
            </td>
            {cells.collect_view()}
            <td data-label=t(l::calendar::only)>{only}</td>
            <td data-label=t(l::calendar::clauses)>{clauses.collect_view()}</td>
        </tr>
    }
}
