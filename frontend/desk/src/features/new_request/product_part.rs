use contract::{
    assets::{ProductView, UnitSummary},
    page::Page,
};
use domain::tickets::Verification;
use kit::{
    api::{Api, query_string, use_api},
    i18n::{lang, t, text},
    ui::{Combobox, Field, Suggestion, Suggestions, TextInput},
};
use leptos::prelude::*;

use super::{fields::Fields, preview::Preview};
use crate::l;

/// Which product: the serial, or model with batch and quantity.
#[component]
pub(super) fn ProductPart(fields: Fields, preview: Preview) -> impl IntoView {
    let api = use_api();
    let units =
        move |typed: String| -> Suggestions { Box::pin(async move { search_units(api, typed).await }) };
    let picked = move |line: Suggestion| {
        // the unit itself, also where several products share the serial
        fields.unit_id.set(line.id.parse().ok());
    };
    // another text is another unit
    Effect::new(move |before: Option<String>| {
        let serial = fields.serial.get();
        if before.as_ref().is_some_and(|before| *before != serial) && fields.unit_id.get_untracked().is_some()
        {
            let of_pick = preview_serial(preview).is_none_or(|known| known == serial);
            if !of_pick {
                fields.unit_id.set(None);
            }
        }
        serial
    });
    let hint = move || {
        let product = preview.answer()?.product;
        let unknown = product.verification == Verification::Pending && product.unit_id.is_none();
        (unknown && product.serial.is_some()).then(|| l::new_request::serial_unknown(lang()).to_owned())
    };
    view! {
        <Field
            label=text(l::new_request::serial)
            pointer="/product/serial"
            hint=Signal::derive(hint)
            class="span-2"
        >
            <Combobox
                text=fields.serial
                search=units
                on_pick=picked
                autofocus=true
                placeholder=text(l::new_request::serial_hint)
            />
        </Field>
        <details class="span-2 new-details" open=move || without_serial(fields)>
            <summary>{t(l::new_request::no_serial)}</summary>
            <div class="form-grid">
                <Field label=text(l::new_request::model) pointer="/product/model">
                    <ModelInput value=fields.model />
                </Field>
                <Field label=text(l::new_request::purchased_on) pointer="/product/purchased_on">
                    <TextInput value=fields.purchased_on kind="date" />
                </Field>
                <Field label=text(l::new_request::batch) pointer="/product/batch">
                    <TextInput value=fields.batch max_length=60 />
                </Field>
                <Field label=text(l::new_request::quantity) pointer="/product/quantity">
                    <TextInput value=fields.quantity kind="number" />
                </Field>
            </div>
        </details>
    }
}

fn preview_serial(preview: Preview) -> Option<String> {
    untrack(|| preview.answer())?.product.serial.map(|serial| serial.to_string())
}

/// Open from the start when a draft has something in it.
fn without_serial(fields: Fields) -> bool {
    let filled = |text: RwSignal<String>| text.with_untracked(|text| !text.is_empty());
    [fields.model, fields.batch, fields.quantity, fields.purchased_on].into_iter().any(filled)
}

#[component]
fn ModelInput(value: RwSignal<String>) -> impl IntoView {
    let api = use_api();
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
            let page: Page<ProductView> = api.get(&format!("/products{query}")).await?;
            let line = |product: ProductView| Suggestion {
                id: product.id.to_string(),
                title: product.model,
                detail: product.name,
            };
            Ok(page.items.into_iter().map(line).collect())
        })
    };
    view! { <Combobox text=value search=search on_pick=move |_| () placeholder="KY-55".to_owned() /> }
}

async fn search_units(api: Api, typed: String) -> Result<Vec<Suggestion>, kit::api::ApiError> {
    let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
    let page: Page<UnitSummary> = api.get(&format!("/units{query}")).await?;
    Ok(page.items.into_iter().map(unit_line).collect())
}

/// A unit as a line to choose.
pub(crate) fn unit_line(unit: UnitSummary) -> Suggestion {
    let detail = [Some(unit.model), unit.customer_name].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Suggestion { id: unit.id.to_string(), title: unit.serial.or(unit.batch).unwrap_or_default(), detail }
}
