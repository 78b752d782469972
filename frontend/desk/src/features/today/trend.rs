use contract::reports::TrendDay;
use kit::{
    i18n::{Lang, lang, text},
    ui::{Chart, ChartKind, ChartSpec, Series, Tone},
};
use leptos::prelude::*;

use crate::l;

#[expect(clippy::cast_precision_loss, reason = "counts of a day are far below 2^53")]
fn spec(days: &[TrendDay], lang: Lang) -> ChartSpec {
    let series = |name: &str, tone, figure: fn(&TrendDay) -> u64| Series {
        name: name.to_owned(),
        values: days.iter().map(|day| figure(day) as f64).collect(),
        tone: Some(tone),
    };
    ChartSpec {
        kind: ChartKind::Line,
        categories: days.iter().map(|day| day.date.format("%m-%d").to_string()).collect(),
        series: vec![
            series(l::today::registered(lang), Tone::Active, |day| day.registered),
            series(l::today::solved(lang), Tone::Good, |day| day.solved),
            series(l::today::breached(lang), Tone::Bad, |day| day.breached),
        ],
        unit: "",
    }
}

/// 30 days of registered, solved and breached requests.
#[component]
pub(super) fn Trend(days: Vec<TrendDay>) -> impl IntoView {
    let spec = Signal::derive(move || spec(&days, lang()));
    view! {
        <section class="card-box">
            <div class="card-body"><Chart spec=spec title=text(l::today::trend) /></div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_has_its_three_figures() {
        let days: Vec<TrendDay> = serde_json::from_str(
            r#"[{"date":"2025-03-06","registered":4,"solved":2,"breached":0},{"date":"2025-03-07","registered":1,"solved":3,"breached":1}]"#,
        )
        .unwrap();
        let spec = spec(&days, Lang::Zh);
        assert_eq!(spec.categories, ["03-06", "03-07"]);
        let values: Vec<&[f64]> = spec.series.iter().map(|series| series.values.as_slice()).collect();
        assert_eq!(values, [&[4.0, 1.0], &[2.0, 3.0], &[0.0, 1.0]]);
    }
}
