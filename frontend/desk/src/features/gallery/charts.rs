use kit::ui::{Chart, ChartKind, ChartSpec, Series, Tone};
use leptos::prelude::*;

fn spec(kind: ChartKind, unit: &'static str, series: &[(&str, Option<Tone>)]) -> Signal<ChartSpec> {
    let names = ["济南", "成都", "广州", "青岛", "西安", "武汉"];
    let series = series
        .iter()
        .enumerate()
        .map(|(at, (name, tone))| Series {
            name: (*name).to_owned(),
            values: (0..6_u8)
                .map(|n| f64::from((n * 7 + u8::try_from(at).unwrap_or(0) * 5) % 23 + 4))
                .collect(),
            tone: *tone,
        })
        .collect();
    let categories = names.iter().map(|name| (*name).to_owned()).collect();
    Signal::stored(ChartSpec { kind, categories, series, unit })
}

#[component]
pub(super) fn Charts() -> impl IntoView {
    let states = [("按时", Some(Tone::Good)), ("即将到期", Some(Tone::Warn)), ("超时", Some(Tone::Bad))];
    let charts = [
        ("各分公司时限", spec(ChartKind::Stacked, "", &states)),
        ("履约率", spec(ChartKind::Line, "%", &[("响应", None), ("解决", None)])),
        ("按产品", spec(ChartKind::Rows, "", &[("需求数", None)])),
        ("按类型", spec(ChartKind::Pie, "", &[("需求数", None)])),
    ];
    let card = |(title, spec): (&'static str, _)| {
        view! {
            <section class="card-box">
                <div class="card-body">
                    <Chart spec=spec title=title />
                </div>
            </section>
        }
    };
    view! { <div class="columns">{charts.map(card).collect_view()}</div> }
}
