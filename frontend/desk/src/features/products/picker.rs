use contract::{assets::ProductView, page::Page};
use kit::{
    api::{query_string, use_api},
    ui::{Combobox, Suggestion, Suggestions},
};
use leptos::prelude::*;

/// A product by model or name. `id` is empty until one is picked, and again when the text changes.
#[component]
pub(crate) fn ProductPicker(id: RwSignal<String>, name: RwSignal<String>) -> impl IntoView {
    let api = use_api();
    let picked = StoredValue::new(name.get_untracked());
    Effect::new(move |_| {
        let differs = name.with(|name| picked.with_value(|picked| name != picked));
        if differs && !id.with_untracked(String::is_empty) {
            id.set(String::new());
        }
    });
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
            let page = api.get::<Page<ProductView>>(&format!("/products{query}")).await?;
            let line = |product: ProductView| Suggestion { id: product.id.to_string(), title: product.model, detail: product.name };
            Ok(page.items.into_iter().map(line).collect())
        })
    };
    let pick = move |product: Suggestion| {
        picked.set_value(product.title);
        id.set(product.id);
    };
    view! { <Combobox text=name search=Callback::new(search) on_pick=pick /> }
}
