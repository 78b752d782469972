//! What a figure is made of. The page asks the API exactly what its address says.

use contract::{
    page::Page,
    reports::{CaseRow, PromiseRow},
};
use domain::{
    reports::KpiCode,
    sla::{ClockKind, ClockState},
};
use kit::{
    api::use_api,
    i18n::{lang, t, text},
    state::{use_list, use_param},
    time::countdown::natural_span,
    ui::{Badge, Icon, LinkButton, ListView, PageHead, TableFrame, TimeText, Tone},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use serde::de::DeserializeOwned;

use super::filters::{Asked, Filters};
use crate::{features::filter_bar::FilterSelect, l};

/// The address's own query with a page's size and place.
fn asked(mut query: ParamsMap, cursor: Option<String>) -> String {
    query.replace("limit", "50".to_owned());
    if let Some(cursor) = cursor {
        query.replace("cursor", cursor);
    }
    query.to_query_string()
}

fn rows_of<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    path: &'static str,
) -> kit::state::CursorList<T> {
    let api = use_api();
    let map = use_query_map();
    use_list(move |cursor| {
        let query = asked(map.get(), cursor);
        async move { api.get::<Page<T>>(&format!("{path}{query}")).await }
    })
}

/// 指标明细
#[component]
pub(crate) fn CasesPage() -> impl IntoView {
    let list = rows_of::<CaseRow>("/reports/cases");
    let (kpi, asked) = (use_param("kpi"), Asked::here());
    let note = Signal::derive(move || {
        kpi.value::<KpiCode>().map(|kpi| kit::label!(kpi).to_owned()).unwrap_or_default()
    });
    let rows = move || list.items().get().into_iter().map(case).collect_view();
    view! {
        <PageHead title=text(l::reports::cases) note=note>
            <LinkButton href="/reports" icon=Icon::ArrowLeft>{t(l::reports::back)}</LinkButton>
        </PageHead>
        <Filters asked=asked />
        <ListView list=list>
            <TableFrame label=text(l::reports::cases)>
                <thead>
                    <tr>
                        <th class="fit">{t(l::reports::ticket)}</th>
                        <th>{t(l::reports::customer)}</th>
                        <th class="fit">{t(l::reports::branch)}</th>
                        <th class="fit">{t(l::reports::owner)}</th>
                        <th class="fit">{t(l::reports::registered_at)}</th>
                        <th class="fit">{t(l::reports::solved_at)}</th>
                        <th class="fit num">{t(l::reports::numerator)}</th>
                        <th>{t(l::reports::deviations)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
    }
}

fn case(row: CaseRow) -> AnyView {
    let deviations = row.deviations;
    let words = move || deviations.iter().map(|d| kit::label!(*d)).collect::<Vec<_>>().join(" · ");
    let counts = row.numerator;
    let counts = move || match counts {
        0 | 1 => counts.to_string(),
        millis => natural_span(millis / 1000, lang()),
    };
    view! {
        <tr>
            <td class="main fit"><a href=format!("/tickets/{}", row.ticket_id)>{row.ticket_no}</a></td>
            <td data-label=t(l::reports::customer)>{row.customer_name}</td>
            <td class="fit half" data-label=t(l::reports::branch)>{row.branch_name}</td>
            <td class="fit half" data-label=t(l::reports::owner)>{row.owner_name}</td>
            <td class="fit half" data-label=t(l::reports::registered_at)><TimeText at=row.registered_at long=true /></td>
            <td class="fit half" data-label=t(l::reports::solved_at)>
                {row.solved_at.map(|at| view! { <TimeText at=at long=true /> })}
            </td>
            <td class="fit num half" data-label=t(l::reports::numerator)>{counts}</td>
            <td data-label=t(l::reports::deviations)>{words}</td>
        </tr>
    }
    .into_any()
}

/// 承诺台账
#[component]
pub(crate) fn LedgerPage() -> impl IntoView {
    let (list, asked) = (rows_of::<PromiseRow>("/reports/promises"), Asked::here());
    let rows = move || list.items().get().into_iter().map(promise).collect_view();
    view! {
        <PageHead title=text(l::reports::ledger)>
            <LinkButton href="/reports" icon=Icon::ArrowLeft>{t(l::reports::back)}</LinkButton>
        </PageHead>
        <Filters asked=asked>
            <FilterSelect param=asked.kind options=kit::choices!(ClockKind) all=text(l::reports::any_kind) />
            <FilterSelect param=asked.state options=kit::choices!(ClockState) all=text(l::reports::any_state) />
        </Filters>
        <ListView list=list>
            <TableFrame label=text(l::reports::ledger)>
                <thead>
                    <tr>
                        <th class="fit">{t(l::reports::ticket)}</th>
                        <th>{t(l::reports::kind)}</th>
                        <th class="fit">{t(l::reports::branch)}</th>
                        <th class="fit">{t(l::reports::owner)}</th>
                        <th class="fit">{t(l::reports::original_due)}</th>
                        <th class="fit">{t(l::reports::due)}</th>
                        <th class="fit">{t(l::reports::stopped)}</th>
                        <th class="fit">{t(l::reports::state)}</th>
                        <th class="fit num">{t(l::reports::late)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
    }
}

const fn tone(state: ClockState) -> Tone {
    match state {
        ClockState::Running => Tone::Active,
        ClockState::Met => Tone::Good,
        ClockState::Missed | ClockState::Breached => Tone::Bad,
        ClockState::Paused | ClockState::Cancelled => Tone::Quiet,
    }
}

fn promise(row: PromiseRow) -> AnyView {
    let (kind, state, late) = (row.kind, row.state, row.late_working_seconds);
    let late = move || late.map(|seconds| natural_span(seconds, lang())).unwrap_or_default();
    view! {
        <tr>
            <td class="main fit"><a href=format!("/tickets/{}", row.ticket_id)>{row.ticket_no}</a></td>
            <td data-label=t(l::reports::kind)>{move || kit::label!(kind)} <small>{row.target}</small></td>
            <td class="fit half" data-label=t(l::reports::branch)>{row.branch_name}</td>
            <td class="fit half" data-label=t(l::reports::owner)>{row.owner_name}</td>
            <td class="fit half" data-label=t(l::reports::original_due)><TimeText at=row.original_due_at long=true /></td>
            <td class="fit half" data-label=t(l::reports::due)><TimeText at=row.due_at long=true /></td>
            <td class="fit half" data-label=t(l::reports::stopped)>
                {row.stopped_at.map(|at| view! { <TimeText at=at long=true /> })}
            </td>
            <td class="fit half" data-label=t(l::reports::state)>
                <Badge text=Signal::derive(move || kit::label!(state).to_owned()) tone=tone(state) />
            </td>
            <td class="fit num half" data-label=t(l::reports::late)>{late}</td>
        </tr>
    }
    .into_any()
}
