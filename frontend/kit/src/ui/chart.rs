use leptos::prelude::*;
use wasm_bindgen::{JsValue, closure::Closure};

use super::{
    chart_option::{ChartSpec, Palette, option},
    states::Skeleton,
    theme::use_theme,
};
use crate::{browser, i18n::t, l};

/// A chart with its figures as a table behind "show as table". The library is fetched when the first chart is shown.
/// `on_pick` gets the positions of the category and the series: every figure leads to the list that makes it up.
#[component]
pub fn Chart(
    #[prop(into)] spec: Signal<ChartSpec>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] on_pick: Option<Callback<(usize, usize)>>,
) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    let drawn = StoredValue::new_local(None::<JsValue>);
    let ready = RwSignal::new(false);
    let theme = use_theme();
    Effect::new(move |_| {
        let _ = theme.get();
        let Some(place) = place.get() else { return };
        let wanted = option(&spec.get(), &palette(&place)).to_string();
        if let Some(chart) = drawn.get_value() {
            let _ = browser::call(&chart, "update", &[wanted.into()]);
            return;
        }
        leptos::task::spawn_local(async move {
            match draw(&place, &wanted, on_pick).await {
                Ok(chart) if drawn.try_get_value().is_some() => {
                    drawn.set_value(Some(chart));
                    ready.set(true);
                }
                Ok(chart) => drop(browser::call(&chart, "dispose", &[])),
                Err(error) => web_sys::console::error_1(&error),
            }
        });
    });
    on_cleanup(move || {
        if let Some(Some(chart)) = drawn.try_get_value() {
            let _ = browser::call(&chart, "dispose", &[]);
        }
    });
    view! {
        <figure class="chart">
            <figcaption>{move || title.get()}</figcaption>
            <div class="chart-place" node_ref=place aria-hidden="true"></div>
            <Show when=move || !ready.get()>
                <Skeleton rows=3 />
            </Show>
            <details class="chart-table">
                <summary>{t(l::chart::as_table)}</summary>
                {move || figures(&spec.get())}
            </details>
        </figure>
    }
}

async fn draw(
    place: &web_sys::HtmlElement,
    wanted: &str,
    on_pick: Option<Callback<(usize, usize)>>,
) -> Result<JsValue, JsValue> {
    let chunk = browser::chunk("chart").await?;
    let pick = on_pick.map_or(JsValue::UNDEFINED, |on_pick| {
        Closure::<dyn Fn(u32, u32)>::new(move |category: u32, series: u32| {
            on_pick.try_run((category as usize, series as usize));
        })
        .into_js_value()
    });
    browser::call(&chunk, "draw", &[place.into(), wanted.into(), pick])
}

fn palette(place: &web_sys::HtmlElement) -> Palette {
    let style = web_sys::window().and_then(|window| window.get_computed_style(place).ok().flatten());
    let value = |name: &str| {
        let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
        value.unwrap_or_default().trim().to_owned()
    };
    Palette {
        ink: value("--ink-2"),
        line: value("--line"),
        surface: value("--surface"),
        plain: (1..=6).map(|at| value(&format!("--chart-{at}"))).collect(),
        tones: Palette::TONES.iter().map(|tone| value(&format!("--chart-{}", tone.class()))).collect(),
    }
}

fn figures(spec: &ChartSpec) -> impl IntoView + use<> {
    let unit = spec.unit;
    let head =
        spec.series.iter().map(|series| view! { <th class="num">{series.name.clone()}</th> }).collect_view();
    let rows: Vec<_> = spec
        .categories
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let cells = spec
                .series
                .iter()
                .map(|series| series.values.get(at).map(|value| format!("{value}{unit}")))
                .map(|value| view! { <td class="num">{value}</td> })
                .collect_view();
            view! { <tr><th scope="row">{name.clone()}</th>{cells}</tr> }
        })
        .collect();
    view! { <table class="data-table"><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table> }
}
