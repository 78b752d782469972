use contract::reports::{ConformanceReport, Pivot, PivotCell, PromiseCounts, PromiseSummary, UrgeReport};
use domain::assets::CauseClass;
use kit::{
    i18n::{lang, t, text},
    ui::{Chart, ChartKind, ChartSpec, EmptyState, Series, TableFrame},
};
use leptos::prelude::*;

use crate::l;

fn percent(rate: Option<&str>) -> String {
    rate.map_or_else(|| l::reports::none(lang()).to_owned(), |rate| l::reports::percent(lang(), rate))
}

fn nothing() -> AnyView {
    view! { <EmptyState title=text(l::reports::nothing) /> }.into_any()
}

/// Kept and broken promises by kind, with a chart of the rates.
#[component]
pub(super) fn Promises(summary: PromiseSummary) -> impl IntoView {
    let PromiseSummary { total, by_kind, .. } = summary;
    if by_kind.is_empty() {
        return nothing();
    }
    let rated: Vec<PromiseCounts> =
        by_kind.iter().filter(|counts| counts.kept_rate.is_some()).cloned().collect();
    let spec = Signal::derive(move || {
        let number = |rate: &Option<String>| rate.as_ref().and_then(|rate| rate.parse().ok()).unwrap_or(0.0);
        let series = |name: &str, of: fn(&PromiseCounts) -> &Option<String>| Series {
            name: name.to_owned(),
            values: rated.iter().map(|counts| number(of(counts))).collect(),
            tone: None,
        };
        let kind =
            |counts: &PromiseCounts| counts.kind.map(|kind| lang().pick(kind.zh(), kind.en()).to_owned());
        ChartSpec {
            kind: ChartKind::Bar,
            categories: rated.iter().filter_map(kind).collect(),
            series: vec![
                series(l::reports::rate(lang()), |counts| &counts.kept_rate),
                series(l::reports::rate_first(lang()), |counts| &counts.kept_original_rate),
            ],
            unit: "%",
        }
    });
    let line = |counts: PromiseCounts| {
        let kind = counts.kind;
        let name = move || kind.map_or(l::reports::all_kinds(lang()), |kind| kit::label!(kind));
        let link = |filter: &str| format!("/reports/promises?{}{filter}", counts.query);
        let broken = counts.missed + counts.breached + counts.cancelled_late;
        let (kept_rate, first_rate) = (counts.kept_rate.clone(), counts.kept_original_rate.clone());
        view! {
            <tr>
                <td class="main"><a href=link("")>{name}</a></td>
                <td class="num half" data-label=t(l::reports::kept)><a href=link("&state=met")>{counts.met}</a></td>
                <td class="num half" data-label=t(l::reports::broken)>{broken}</td>
                <td class="num half" data-label=t(l::reports::open)>{counts.running + counts.paused}</td>
                <td class="num half" data-label=t(l::reports::moved)><a href=link("&moved=true")>{counts.moved}</a></td>
                <td class="num half" data-label=t(l::reports::rate)>{move || percent(kept_rate.as_deref())}</td>
                <td class="num half" data-label=t(l::reports::rate_first)>{move || percent(first_rate.as_deref())}</td>
            </tr>
        }
    };
    let lines = by_kind.into_iter().chain([total]).map(line).collect_view();
    view! {
        <div class="card-body"><Chart spec=spec title=text(l::reports::promises) /></div>
        <TableFrame label=text(l::reports::by_kind)>
            <thead>
                <tr>
                    <th>{t(l::reports::kind)}</th>
                    <th class="num">{t(l::reports::kept)}</th>
                    <th class="num">{t(l::reports::broken)}</th>
                    <th class="num">{t(l::reports::open)}</th>
                    <th class="num">{t(l::reports::moved)}</th>
                    <th class="num">{t(l::reports::rate)}</th>
                    <th class="num">{t(l::reports::rate_first)}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </TableFrame>
    }
    .into_any()
}

/// 流程符合 by branch; the number of deviating requests leads to them.
#[component]
pub(super) fn Conformance(report: ConformanceReport) -> impl IntoView {
    if report.rows.is_empty() {
        return nothing();
    }
    let lines = report.rows.into_iter().map(|row| {
        let (rate, which) = (row.rate, row.by_deviation);
        let words = move || {
            let spoken = which.iter().map(|d| format!("{} {}", kit::label!(d.deviation), d.count));
            spoken.collect::<Vec<_>>().join(" · ")
        };
        view! {
            <tr>
                <td class="main">{row.branch_name} <small>{words}</small></td>
                <td class="num half" data-label=t(l::reports::solved)>{row.solved}</td>
                <td class="num half" data-label=t(l::reports::deviating)><a href=row.list>{row.deviating}</a></td>
                <td class="num half" data-label=t(l::reports::conforming)>{move || percent(rate.as_deref())}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    view! {
        <TableFrame label=text(l::reports::conformance)>
            <thead>
                <tr>
                    <th>{t(l::reports::branch)}</th>
                    <th class="num">{t(l::reports::solved)}</th>
                    <th class="num">{t(l::reports::deviating)}</th>
                    <th class="num">{t(l::reports::conforming)}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </TableFrame>
    }
    .into_any()
}

/// Which branch is urged most.
#[component]
pub(super) fn Urges(report: UrgeReport) -> impl IntoView {
    if report.rows.is_empty() {
        return nothing();
    }
    let lines = report.rows.into_iter().map(|row| {
        let rate = row.answered_in_time;
        view! {
            <tr>
                <td class="fit num">{row.rank}</td>
                <td class="main"><a href=row.list>{row.branch_name}</a></td>
                <td class="num half" data-label=t(l::reports::hasten)>{row.hasten}</td>
                <td class="num half" data-label=t(l::reports::supervise)>{row.supervise}</td>
                <td class="num half" data-label=t(l::reports::answered)>{row.answered}</td>
                <td class="num half" data-label=t(l::reports::in_time)>{move || percent(rate.as_deref())}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    view! {
        <TableFrame label=text(l::reports::urges)>
            <thead>
                <tr>
                    <th class="fit num">{t(l::reports::rank)}</th>
                    <th>{t(l::reports::branch)}</th>
                    <th class="num">{t(l::reports::hasten)}</th>
                    <th class="num">{t(l::reports::supervise)}</th>
                    <th class="num">{t(l::reports::answered)}</th>
                    <th class="num">{t(l::reports::in_time)}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </TableFrame>
    }
    .into_any()
}

/// As many lines as are read.
const CELLS: usize = 30;

/// Fault codes by cause, the most frequent first.
#[component]
pub(super) fn PivotTable(pivot: Pivot) -> impl IntoView {
    if pivot.cells.is_empty() {
        return nothing();
    }
    let line = |cell: PivotCell| {
        let PivotCell { row, column, count, share } = cell;
        let known = |code: Option<String>| {
            move || code.clone().unwrap_or_else(|| l::reports::unknown(lang()).to_owned())
        };
        let cause = move || {
            let class = column.as_deref().and_then(|code| code.parse::<CauseClass>().ok());
            class.map_or(l::reports::unknown(lang()), |class| kit::label!(class))
        };
        view! {
            <tr>
                <td class="main">{known(row)}</td>
                <td data-label=t(l::reports::cause)>{cause}</td>
                <td class="num half" data-label=t(l::reports::total)>{count}</td>
                <td class="num half" data-label=t(l::reports::share)>{share}"%"</td>
            </tr>
        }
    };
    let lines = pivot.cells.into_iter().take(CELLS).map(line).collect_view();
    view! {
        <TableFrame label=text(l::reports::pivot)>
            <thead>
                <tr>
                    <th>{t(l::reports::fault_code)}</th>
                    <th>{t(l::reports::cause)}</th>
                    <th class="num">{t(l::reports::total)}</th>
                    <th class="num">{t(l::reports::share)}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </TableFrame>
    }
    .into_any()
}
