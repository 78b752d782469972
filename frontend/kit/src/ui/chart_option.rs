//! A chart as plain figures, and the ECharts option made from it. Few, labelled directly, zero-based, and the same
//! colour for the same state everywhere.

use serde_json::{Value, json};

use super::Tone;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    Bar,
    /// Bars lying down, for long names
    Rows,
    Stacked,
    Line,
    Pie,
}

/// One row of figures, one per category.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub name: String,
    pub values: Vec<f64>,
    /// Its colour where it means a state; else the next of the palette.
    pub tone: Option<Tone>,
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartSpec {
    pub kind: ChartKind,
    pub categories: Vec<String>,
    pub series: Vec<Series>,
    /// `%`, `h` or nothing; stands after each figure.
    pub unit: &'static str,
}

/// The colours of the theme, as the page's CSS variables say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) ink: String,
    pub(super) line: String,
    pub(super) surface: String,
    pub(super) plain: Vec<String>,
    /// In the order of [`Palette::TONES`]
    pub(super) tones: Vec<String>,
}

impl Palette {
    pub(super) const TONES: [Tone; 6] =
        [Tone::Neutral, Tone::Active, Tone::Good, Tone::Warn, Tone::Bad, Tone::Quiet];

    fn of(&self, series: &Series, at: usize) -> &str {
        let toned = series.tone.and_then(|tone| Self::TONES.iter().position(|t| *t == tone));
        match toned {
            Some(at) => self.tones.get(at),
            None => self.plain.get(at % self.plain.len().max(1)),
        }
        .map_or("", String::as_str)
    }
}

/// The ECharts option.
pub(super) fn option(spec: &ChartSpec, palette: &Palette) -> Value {
    let mut option = json!({
        "animation": false,
        "textStyle": { "fontFamily": "inherit", "color": palette.ink },
        "color": palette.plain,
        "tooltip": {
            "renderMode": "richText", "trigger": if spec.kind == ChartKind::Pie { "item" } else { "axis" },
            "axisPointer": { "type": "line", "lineStyle": { "color": palette.line } },
            "backgroundColor": palette.surface, "borderColor": palette.line, "borderWidth": 1, "padding": 8,
            "textStyle": { "color": palette.ink, "fontSize": 12 },
        },
        "series": series(spec, palette),
    });
    if spec.series.len() > 1 {
        option["legend"] = json!({ "top": 0, "left": 0, "icon": "roundRect", "itemWidth": 10, "itemHeight": 10, "itemGap": 16,
            "textStyle": { "color": palette.ink } });
    }
    if spec.kind != ChartKind::Pie {
        let names = json!({ "type": "category", "data": spec.categories, "inverse": spec.kind == ChartKind::Rows,
            "axisTick": { "show": false }, "axisLine": { "lineStyle": { "color": palette.line } },
            "axisLabel": { "color": palette.ink } });
        let mut figures = json!({ "type": "value", "min": 0, "splitNumber": 4,
            "splitLine": { "lineStyle": { "color": palette.line } },
            "axisLabel": { "color": palette.ink, "formatter": format!("{{value}}{}", spec.unit) } });
        // an axis to 120 % would say that more than everything can be kept
        let shares =
            spec.unit == "%" && spec.series.iter().flat_map(|s| &s.values).all(|share| *share <= 100.0);
        if shares {
            figures["max"] = json!(100);
        }
        let rows = spec.kind == ChartKind::Rows;
        option["xAxis"] = if rows { figures.clone() } else { names.clone() };
        option["yAxis"] = if rows { names } else { figures };
        let top = if spec.series.len() > 1 { 36 } else { 12 };
        option["grid"] = json!({ "left": 4, "right": 20, "top": top, "bottom": 4, "containLabel": true });
    }
    option
}

fn series(spec: &ChartSpec, palette: &Palette) -> Value {
    if spec.kind == ChartKind::Pie {
        let Some(first) = spec.series.first() else { return json!([]) };
        let slices: Vec<Value> = spec
            .categories
            .iter()
            .zip(&first.values)
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        return json!([{ "type": "pie", "name": first.name, "radius": ["48%", "72%"], "center": ["50%", "50%"],
            "data": slices, "label": { "formatter": "{b} {c}", "color": palette.ink },
            "itemStyle": { "borderColor": palette.surface, "borderWidth": 2 } }]);
    }
    let last = spec.series.len().saturating_sub(1);
    spec.series.iter().enumerate().map(|(at, series)| {
        let line = spec.kind == ChartKind::Line;
        let color = palette.of(series, at);
        let mut drawn = json!({ "name": series.name, "data": series.values, "type": if line { "line" } else { "bar" },
            "itemStyle": { "color": color }, "cursor": "pointer" });
        if line {
            drawn["lineStyle"] = json!({ "width": 2, "color": color });
            drawn["showSymbol"] = json!(series.values.len() < 32);
            drawn["symbolSize"] = json!(5);
        } else {
            drawn["barMaxWidth"] = json!(28);
            drawn["barMinHeight"] = json!(2);
        }
        match spec.kind {
            ChartKind::Stacked => drawn["stack"] = json!("all"),
            ChartKind::Bar | ChartKind::Rows if last == 0 => {
                let place = if spec.kind == ChartKind::Rows { "right" } else { "top" };
                drawn["label"] = json!({ "show": true, "position": place, "color": palette.ink,
                    "formatter": format!("{{c}}{}", spec.unit) });
            }
            _ => {}
        }
        drawn
    }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette() -> Palette {
        Palette {
            ink: "#111".to_owned(),
            line: "#ddd".to_owned(),
            surface: "#fff".to_owned(),
            plain: vec!["#00f".to_owned(), "#0aa".to_owned()],
            tones: (0..6).map(|at| format!("tone{at}")).collect(),
        }
    }

    fn spec(kind: ChartKind, tones: &[Option<Tone>]) -> ChartSpec {
        let series = tones
            .iter()
            .map(|tone| Series { name: "数".to_owned(), values: vec![1.0, 2.0], tone: *tone })
            .collect();
        ChartSpec { kind, categories: vec!["济南".to_owned(), "成都".to_owned()], series, unit: "" }
    }

    #[test]
    fn a_state_has_its_colour_and_the_rest_take_the_palette() {
        let option = option(&spec(ChartKind::Stacked, &[Some(Tone::Bad), None]), &palette());
        assert_eq!(option["series"][0]["itemStyle"]["color"], "tone4");
        assert_eq!(option["series"][1]["itemStyle"]["color"], "#0aa");
        assert_eq!(option["series"][1]["stack"], "all");
    }

    #[test]
    fn figures_start_at_zero_and_rows_lie_down() {
        let standing = option(&spec(ChartKind::Bar, &[None]), &palette());
        assert_eq!(standing["yAxis"]["min"], 0);
        let lying = option(&spec(ChartKind::Rows, &[None]), &palette());
        assert_eq!((&lying["xAxis"]["type"], &lying["yAxis"]["inverse"]), (&json!("value"), &json!(true)));
    }

    #[test]
    fn shares_end_at_a_hundred() {
        let mut shares = spec(ChartKind::Bar, &[None]);
        assert_eq!(option(&shares, &palette())["yAxis"].get("max"), None);
        shares.unit = "%";
        assert_eq!(option(&shares, &palette())["yAxis"]["max"], 100);
        shares.series[0].values[0] = 120.0;
        assert_eq!(option(&shares, &palette())["yAxis"].get("max"), None);
    }

    #[test]
    fn a_pie_has_no_axes_and_takes_its_names_from_the_categories() {
        let pie = option(&spec(ChartKind::Pie, &[None]), &palette());
        assert!(pie.get("xAxis").is_none());
        assert_eq!(pie["series"][0]["data"][1], json!({ "name": "成都", "value": 2.0 }));
    }
}
