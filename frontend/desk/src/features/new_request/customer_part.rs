use contract::{
    assets::{CustomerSummary, UnitSummary},
    page::Page,
};
use kit::{
    api::{Api, ApiError, query_string, use_api},
    i18n::{t, text},
    state::use_query,
    ui::{Combobox, Field, Suggestion, Suggestions, TextInput},
};
use leptos::prelude::*;

use super::{fields::Fields, product_part::unit_line};
use crate::l;

/// Who asks: found by telephone or name, or typed.
#[component]
pub(super) fn CustomerPart(fields: Fields) -> impl IntoView {
    let api = use_api();
    let by_phone = move |typed: String| -> Suggestions {
        Box::pin(
            async move { customers(api, typed, |customer| customer.phone.clone().unwrap_or_default()).await },
        )
    };
    let by_name = move |typed: String| -> Suggestions {
        Box::pin(async move { customers(api, typed, |customer| customer.name.clone()).await })
    };
    let picked = move |line: Suggestion| {
        // the rest is filled in from the stored customer
        for text in [fields.name, fields.contact_name, fields.phone, fields.address, fields.region] {
            text.set(String::new());
        }
        fields.customer_id.set(line.id.parse().ok());
    };
    view! {
        <Field label=text(l::new_request::phone) pointer="/customer/phone" required=true>
            <Combobox text=fields.phone search=by_phone on_pick=picked least=4 placeholder=text(l::new_request::phone_hint) />
        </Field>
        <Field label=text(l::new_request::contact_name) pointer="/customer/contact_name" required=true>
            <TextInput value=fields.contact_name max_length=60 />
        </Field>
        <Field label=text(l::new_request::customer) pointer="/customer/name" required=true class="span-2">
            <Combobox text=fields.name search=by_name on_pick=picked placeholder=text(l::new_request::customer_hint) />
        </Field>
        <UnitsOfCustomer fields=fields />
        <Field label=text(l::new_request::address) pointer="/customer/address">
            <TextInput value=fields.address max_length=200 />
        </Field>
        <Field label=text(l::new_request::region) pointer="/customer/region" hint=text(l::new_request::region_hint)>
            <TextInput value=fields.region max_length=6 placeholder="370102".to_owned() />
        </Field>
    }
}

async fn customers(
    api: Api,
    typed: String,
    title: fn(&CustomerSummary) -> String,
) -> Result<Vec<Suggestion>, ApiError> {
    let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
    let page: Page<CustomerSummary> = api.get(&format!("/customers{query}")).await?;
    let line = |customer: CustomerSummary| {
        let title = title(&customer);
        let detail = [Some(customer.name), customer.contact_name, customer.phone, customer.address];
        let detail =
            detail.into_iter().flatten().filter(|part| *part != title).collect::<Vec<_>>().join(" · ");
        Suggestion { id: customer.id.to_string(), title, detail }
    };
    Ok(page.items.into_iter().map(line).collect())
}

/// The machines of the chosen customer, to take over by one press.
#[component]
fn UnitsOfCustomer(fields: Fields) -> impl IntoView {
    let api = use_api();
    let units = use_query(move || {
        let customer = fields.customer_id.get();
        async move {
            let Some(customer) = customer else { return Ok(Vec::new()) };
            let page: Page<UnitSummary> = api.get(&format!("/units?customer_id={customer}&limit=6")).await?;
            Ok(page.items)
        }
    });
    let lines = move || {
        units
            .data()
            .unwrap_or_default()
            .into_iter()
            .map(|unit| {
                let line = unit_line(unit);
                let words =
                    format!("{} · {}", line.title, line.detail.split(" · ").next().unwrap_or_default());
                let id = line.id.clone();
                let pressed = move || fields.unit_id.get().is_some_and(|unit| unit.to_string() == id);
                view! {
                    <button
                        type="button"
                        class="btn btn-plain new-unit"
                        aria-pressed=move || if pressed() { "true" } else { "false" }
                        on:click=move |_| {
                            fields.serial.set(line.title.clone());
                            fields.unit_id.set(line.id.parse().ok());
                        }
                    >
                        {words}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <Show when=move || units.signal().with(|units| units.as_ref().is_some_and(|units| !units.is_empty()))>
            <div class="span-2 new-units">
                <span class="muted">{t(l::new_request::units_of_customer)}</span>
                {lines}
            </div>
        </Show>
    }
}
