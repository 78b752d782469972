use contract::reports::{ConformanceReport, KpiReport, Pivot, PromiseSummary, UrgeReport};
use domain::{
    reports::ReportGroup,
    sla::{ClockKind, ClockState},
};
use kit::{
    api::{Api, use_api},
    browser,
    i18n::{t, text},
    state::use_query,
    ui::{Button, Choice, Icon, LinkButton, PageHead, QueryView, use_toasts},
};
use leptos::prelude::*;

use super::{
    figures::{Figures, Frozen},
    filters::{Asked, Filters},
    tables::{Conformance, PivotTable, Promises, Urges},
};
use crate::{features::filter_bar::FilterSelect, l};

/// 报表
#[component]
pub(crate) fn ReportsPage() -> impl IntoView {
    let api = use_api();
    let asked = Asked::here();
    let promises = use_query(move || {
        let path = format!("/reports/promises/summary{}", asked.promises());
        async move { api.get::<PromiseSummary>(&path).await }
    });
    let kpis = use_query(move || {
        let path = format!("/reports/kpis{}", asked.grouped());
        async move { api.get::<KpiReport>(&path).await }
    });
    let conformance = use_query(move || {
        let path = format!("/reports/conformance{}", asked.narrowed());
        async move { api.get::<ConformanceReport>(&path).await }
    });
    let urges = use_query(move || {
        let path = format!("/reports/urges{}", asked.period());
        async move { api.get::<UrgeReport>(&path).await }
    });
    let pivot = use_query(move || {
        let path = format!("/reports/pivot{}", asked.narrowed());
        async move { api.get::<Pivot>(&path).await }
    });
    let groups = Choice::all(|lang| {
        ReportGroup::ALL
            .iter()
            .map(|group| Choice::new(group.as_str(), lang.pick(group.zh(), group.en())))
            .collect()
    });
    view! {
        <PageHead title=text(l::reports::title)>
            <LinkButton href="/wall" icon=Icon::Monitor>{t(l::reports::wall)}</LinkButton>
        </PageHead>
        <Filters asked=asked>
            <FilterSelect param=asked.by options=groups all=text(l::reports::no_group) />
        </Filters>
        <div class="stack reports">
            <section class="card-box">
                <header>
                    <h2>{t(l::reports::by_kind)}</h2>
                    <Downloads name="promises" label=l::reports::download_promises query=move || asked.promises() />
                </header>
                <div class="filter-bar report-section-filters">
                    <FilterSelect param=asked.kind options=kit::choices!(ClockKind) all=text(l::reports::any_kind) />
                    <FilterSelect param=asked.state options=kit::choices!(ClockState) all=text(l::reports::any_state) />
                </div>
                <QueryView query=promises rows=6 view=|summary| view! { <Promises summary=summary /> }.into_any() />
            </section>
            <section class="card-box">
                <header>
                    <h2>{t(l::reports::figures)}</h2>
                    <Downloads name="kpis" label=l::reports::download_figures query=move || asked.grouped() />
                </header>
                <QueryView query=kpis rows=10 view=|report| view! { <Figures report=report /> }.into_any() />
            </section>
            <QueryView query=kpis rows=1 view=|report| view! { <Frozen months=report.frozen /> }.into_any() />
            <div class="report-pair">
                <section class="card-box">
                    <header><h2>{t(l::reports::conformance)}</h2></header>
                    <QueryView
                        query=conformance
                        rows=4
                        view=|report| view! { <Conformance report=report /> }.into_any()
                    />
                </section>
                <section class="card-box">
                    <header><h2>{t(l::reports::urges)}</h2></header>
                    <Show when=move || asked.is_narrow()>
                        <p class="report-note muted">{t(l::reports::urges_whole)}</p>
                    </Show>
                    <QueryView query=urges rows=4 view=|report| view! { <Urges report=report /> }.into_any() />
                </section>
            </div>
            <section class="card-box">
                <header><h2>{t(l::reports::pivot)}</h2></header>
                <QueryView query=pivot rows=6 view=|pivot| view! { <PivotTable pivot=pivot /> }.into_any() />
            </section>
        </div>
    }
}

/// The same as a file, twice.
#[component]
fn Downloads(
    name: &'static str,
    label: fn(kit::i18n::Lang) -> &'static str,
    query: impl Fn() -> String + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let save = move |ending: &'static str| {
        let (file, query) = (format!("{name}.{ending}"), untrack(query));
        leptos::task::spawn_local(async move {
            match fetch(api, &file, &query).await {
                Ok(blob) => browser::save_file(&blob, &file),
                Err(error) => toasts.failed(&error),
            }
        });
    };
    let button = move |ending, words: fn(kit::i18n::Lang) -> &'static str| {
        let spoken = Signal::derive(move || format!("{} {}", t(label)(), t(words)()));
        view! {
            <Button icon=Icon::Download label=spoken on_press=move |()| save(ending)>
                {t(words)}
            </Button>
        }
    };
    view! {
        <div class="report-downloads">
            {button("csv", l::reports::csv)}
            {button("xlsx", l::reports::xlsx)}
        </div>
    }
}

async fn fetch(api: Api, file: &str, query: &str) -> Result<web_sys::Blob, kit::api::ApiError> {
    api.file(&format!("/reports/{file}{query}")).await
}
