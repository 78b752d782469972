use contract::reports::{FrozenMonth, KpiDefinitionView, KpiFigure, KpiReport, KpiRow};
use domain::reports::{KpiCode, KpiUnit};
use kit::{
    i18n::{Lang, lang, t, text},
    ui::{Chart, ChartKind, ChartSpec, Series, TableFrame, TimeText},
};
use leptos::prelude::*;

use crate::l;

/// The figure as it is spoken.
pub(super) fn spoken(figure: &KpiFigure, lang: Lang) -> String {
    match (&figure.value, figure.kpi.definition().unit) {
        (None, _) => l::reports::none(lang).to_owned(),
        (Some(value), KpiUnit::Percent) => l::reports::percent(lang, value),
        (Some(value), KpiUnit::WorkingHours) => l::reports::hours(lang, value),
    }
}

/// Every figure with its definition; below, by the chosen group.
#[component]
pub(super) fn Figures(report: KpiReport) -> impl IntoView {
    let KpiReport { definitions, total, rows, .. } = report;
    let lines =
        total.figures.into_iter().zip(definitions).map(|(figure, definition)| line(figure, definition));
    let lines = lines.collect_view();
    view! {
        <TableFrame label=text(l::reports::figures)>
            <thead>
                <tr>
                    <th>{t(l::reports::figure)}</th>
                    <th class="fit num">{t(l::reports::value)}</th>
                    <th class="fit num">{t(l::reports::count)}</th>
                    <th class="fit num">{t(l::reports::target)}</th>
                    <th>{t(l::reports::definition)}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </TableFrame>
        {(!rows.is_empty()).then(|| view! { <Groups rows=rows /> })}
    }
}

fn line(figure: KpiFigure, definition: KpiDefinitionView) -> AnyView {
    let kpi = figure.kpi;
    let tone = match figure.on_target {
        Some(true) => "tone-good",
        Some(false) => "tone-bad",
        None => "tone-neutral",
    };
    let target = definition.target.map(|target| format!("≥ {target}%")).unwrap_or_default();
    let count = figure.denominator.to_string();
    let list = figure.list.clone();
    let words = move || {
        let (numerator, denominator) = lang().pick(
            (&definition.numerator_zh, &definition.denominator_zh),
            (&definition.numerator_en, &definition.denominator_en),
        );
        l::reports::over(lang(), denominator, numerator)
    };
    view! {
        <tr>
            <td class="main">{move || kit::label!(kpi)}</td>
            <td class=format!("fit num report-value {tone}") data-label=t(l::reports::value)>
                {move || spoken(&figure, lang())}
            </td>
            <td class="fit num" data-label=t(l::reports::count)>
                {match list {
                    Some(list) => view! { <a href=list>{count}</a> }.into_any(),
                    None => count.into_any(),
                }}
            </td>
            <td class="fit num" data-label=t(l::reports::target)>{target}</td>
            <td class="report-words" data-label=t(l::reports::definition)>{words}</td>
        </tr>
    }
    .into_any()
}

/// The figures that a group of rows is compared by.
const COMPARED: [KpiCode; 5] = [
    KpiCode::ResponseOnTime,
    KpiCode::ResolutionRate,
    KpiCode::CompletionOnTime,
    KpiCode::FirstTimeFix,
    KpiCode::RepairHours,
];

#[component]
fn Groups(rows: Vec<KpiRow>) -> impl IntoView {
    let named = |label: &str, lang| {
        if label.is_empty() { l::reports::unknown(lang).to_owned() } else { label.to_owned() }
    };
    let charted = rows.clone();
    let spec = Signal::derive(move || {
        let lang = lang();
        let value = |row: &KpiRow, kpi| {
            let figure = row.figures.iter().find(|figure| figure.kpi == kpi);
            figure.and_then(|figure| figure.value.as_ref()?.parse().ok()).unwrap_or(0.0)
        };
        let series = |kpi: KpiCode| Series {
            name: lang.pick(kpi.zh(), kpi.en()).to_owned(),
            values: charted.iter().map(|row| value(row, kpi)).collect(),
            tone: None,
        };
        ChartSpec {
            kind: ChartKind::Bar,
            categories: charted.iter().map(|row| named(&row.label, lang)).collect(),
            series: [KpiCode::ResolutionRate, KpiCode::ResponseOnTime].map(series).to_vec(),
            unit: "%",
        }
    });
    let line = move |row: KpiRow| {
        let label = row.label.clone();
        let cells = COMPARED.map(|kpi| {
            let figure = row.figures.iter().find(|figure| figure.kpi == kpi).cloned();
            let list = figure
                .as_ref()
                .and_then(|figure| figure.list.clone())
                .filter(|_| figure.as_ref().is_some_and(|f| f.denominator > 0));
            let words = move || figure.as_ref().map(|figure| spoken(figure, lang())).unwrap_or_default();
            view! {
                <td class="num half" data-label=move || kit::label!(kpi)>
                    {match list {
                        Some(list) => view! { <a href=list>{words}</a> }.into_any(),
                        None => words.into_any(),
                    }}
                </td>
            }
        });
        view! {
            <tr>
                <td class="main">{move || named(&label, lang())}</td>
                {cells.into_iter().collect_view()}
            </tr>
        }
    };
    let heads = COMPARED.map(|kpi| view! { <th class="num">{move || kit::label!(kpi)}</th> });
    view! {
        <div class="card-body"><Chart spec=spec title=text(l::reports::group) /></div>
        <TableFrame label=text(l::reports::group)>
            <thead>
                <tr>
                    <th>{t(l::reports::group)}</th>
                    {heads.into_iter().collect_view()}
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </TableFrame>
    }
}

/// Months that are over: as they were kept, and as they would be now.
#[component]
pub(super) fn Frozen(months: Vec<FrozenMonth>) -> impl IntoView {
    if months.is_empty() {
        return ().into_any();
    }
    let line = |month: FrozenMonth| {
        let FrozenMonth { month, as_of, frozen, live } = month;
        let lines =
            frozen.into_iter().zip(live).filter(|(kept, now)| kept.denominator > 0 || now.denominator > 0);
        lines
            .map(|(kept, now)| {
                let (kpi, month) = (kept.kpi, month.clone());
                view! {
                    <tr>
                        <td class="fit">{month}</td>
                        <td class="main">{move || kit::label!(kpi)}</td>
                        <td class="num half" data-label=t(l::reports::frozen_value)>{move || spoken(&kept, lang())}</td>
                        <td class="num half" data-label=t(l::reports::live_value)>{move || spoken(&now, lang())}</td>
                        <td class="fit" data-label=t(l::reports::as_of)><TimeText at=as_of long=true /></td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <section class="card-box">
            <header><h2>{t(l::reports::frozen)}</h2></header>
            <TableFrame label=text(l::reports::frozen)>
                <thead>
                    <tr>
                        <th class="fit">{t(l::reports::month)}</th>
                        <th>{t(l::reports::figure)}</th>
                        <th class="num">{t(l::reports::frozen_value)}</th>
                        <th class="num">{t(l::reports::live_value)}</th>
                        <th class="fit">{t(l::reports::as_of)}</th>
                    </tr>
                </thead>
                <tbody>{months.into_iter().map(line).collect_view()}</tbody>
            </TableFrame>
        </section>
    }
    .into_any()
}
