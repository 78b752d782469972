use contract::{assets::CustomerSummary, page::Page};
use kit::{
    api::{query_string, use_api},
    ui::{Combobox, Suggestion, Suggestions},
};
use leptos::prelude::*;

use crate::features::form::unpick_on_typing;

/// A customer by name, contact, phone or address. `id` is empty until one is picked, and again when the text changes.
#[component]
pub(crate) fn CustomerPicker(id: RwSignal<String>, name: RwSignal<String>) -> impl IntoView {
    let api = use_api();
    unpick_on_typing(id, name);
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
            let page = api.get::<Page<CustomerSummary>>(&format!("/customers{query}")).await?;
            Ok(page.items.into_iter().map(suggestion).collect())
        })
    };
    view! { <Combobox text=name search=Callback::new(search) on_pick=move |customer: Suggestion| id.set(customer.id) /> }
}

fn suggestion(customer: CustomerSummary) -> Suggestion {
    let CustomerSummary { id, name, contact_name, phone, address, .. } = customer;
    let detail = [contact_name, phone, address].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Suggestion { id: id.to_string(), title: name, detail }
}
