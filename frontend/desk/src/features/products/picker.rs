use contract::{assets::ProductView, page::Page};
use kit::{
    api::{query_string, use_api},
    ui::{Combobox, Suggestion, Suggestions},
};
use leptos::prelude::*;

use crate::features::form::unpick_on_typing;

/// A product by model or name. `id` is empty until one is picked, and again when the text changes.
#[component]
pub(crate) fn ProductPicker(id: RwSignal<String>, name: RwSignal<String>) -> impl IntoView {
    let api = use_api();
    unpick_on_typing(id, name);
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
            let page = api.get::<Page<ProductView>>(&format!("/products{query}")).await?;
            let line = |product: ProductView| Suggestion {
                id: product.id.to_string(),
                title: product.model,
                detail: product.name,
            };
            Ok(page.items.into_iter().map(line).collect())
        })
    };
    view! { <Combobox text=name search=Callback::new(search) on_pick=move |product: Suggestion| id.set(product.id) /> }
}
