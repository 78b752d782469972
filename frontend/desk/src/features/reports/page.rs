use contract::reports::{ConformanceReport, KpiReport, Pivot, PromiseSummary, UrgeReport};
use domain::reports::ReportGroup;
use kit::{
    api::{Api, query_string, use_api},
    browser,
    i18n::{t, text},
    state::{Param, use_param, use_query},
    ui::{Button, Choice, Icon, LinkButton, PageHead, QueryView, use_toasts},
};
use leptos::prelude::*;

use super::{
    figures::{Figures, Frozen},
    tables::{Conformance, PivotTable, Promises, Urges},
};
use crate::{
    features::{
        filter_bar::FilterSelect,
        people::{branch_choices, use_branches},
    },
    l,
};

/// What the address bar asks for.
#[derive(Debug, Clone, Copy)]
struct Asked {
    from: Param,
    to: Param,
    branch: Param,
    by: Param,
}

impl Asked {
    fn here() -> Self {
        Self {
            from: use_param("from"),
            to: use_param("to"),
            branch: use_param("branch_id"),
            by: use_param("by"),
        }
    }

    fn period(self) -> String {
        query_string([self.from.pair(), self.to.pair(), self.branch.pair()])
    }

    fn grouped(self) -> String {
        query_string([self.from.pair(), self.to.pair(), self.branch.pair(), self.by.pair()])
    }
}

/// 报表
#[component]
pub(crate) fn ReportsPage() -> impl IntoView {
    let api = use_api();
    let asked = Asked::here();
    let promises = use_query(move || {
        let path = format!("/reports/promises/summary{}", asked.period());
        async move { api.get::<PromiseSummary>(&path).await }
    });
    let kpis = use_query(move || {
        let path = format!("/reports/kpis{}", asked.grouped());
        async move { api.get::<KpiReport>(&path).await }
    });
    let conformance = use_query(move || {
        let path = format!("/reports/conformance{}", asked.period());
        async move { api.get::<ConformanceReport>(&path).await }
    });
    let urges = use_query(move || {
        let path = format!("/reports/urges{}", asked.period());
        async move { api.get::<UrgeReport>(&path).await }
    });
    let pivot = use_query(move || {
        let path = format!("/reports/pivot{}", asked.period());
        async move { api.get::<Pivot>(&path).await }
    });
    let branches = branch_choices(use_branches());
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
        <div class="filter-bar report-filters">
            <DateFilter param=asked.from label=text(l::reports::from) />
            <DateFilter param=asked.to label=text(l::reports::to) />
            <FilterSelect param=asked.branch options=branches all=text(l::filter_bar::all_branches) />
            <FilterSelect param=asked.by options=groups all=text(l::reports::no_group) />
        </div>
        <div class="stack reports">
            <section class="card-box">
                <header>
                    <h2>{t(l::reports::by_kind)}</h2>
                    <Downloads name="promises" label=l::reports::download_promises query=move || asked.period() />
                </header>
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

/// A day in the address bar.
#[component]
fn DateFilter(param: Param, #[prop(into)] label: Signal<String>) -> impl IntoView {
    view! {
        <label class="report-date">
            <span>{move || label.get()}</span>
            <input
                type="date"
                class="input"
                prop:value=move || param.get().unwrap_or_default()
                on:change=move |event| param.set(Some(&event_target_value(&event)))
            />
        </label>
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
