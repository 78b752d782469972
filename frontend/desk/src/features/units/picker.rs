use contract::{assets::UnitSummary, page::Page};
use kit::{
    api::{query_string, use_api},
    ui::{Combobox, Suggestion, Suggestions},
};
use leptos::prelude::*;

use crate::features::form::unpick_on_typing;

/// A unit by serial, batch, model or customer. `id` is empty until one is picked.
#[component]
pub(crate) fn UnitPicker(id: RwSignal<String>, name: RwSignal<String>) -> impl IntoView {
    let api = use_api();
    unpick_on_typing(id, name);
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
            let page = api.get::<Page<UnitSummary>>(&format!("/units{query}")).await?;
            Ok(page.items.into_iter().map(suggestion).collect())
        })
    };
    view! { <Combobox text=name search=Callback::new(search) on_pick=move |unit: Suggestion| id.set(unit.id) /> }
}

fn suggestion(unit: UnitSummary) -> Suggestion {
    let UnitSummary { id, serial, batch, model, product_name, customer_name, .. } = unit;
    let detail = [Some(format!("{model} {product_name}")), customer_name]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    Suggestion { id: id.to_string(), title: serial.or(batch).unwrap_or(model), detail }
}
