use contract::{
    assets::UnitView,
    warranty::{EvaluateWarranty, Verdict},
};
use kit::{
    api::{ApiError, use_api},
    i18n::{t, text},
    state::{use_param, use_submit},
    ui::{Button, ButtonLook, EmptyState, Form, Icon},
};
use leptos::prelude::*;

use super::{
    history_editor::HistoryEditor,
    warranty_content::{WarrantyContent, place_of},
    warranty_fields::WarrantyFields,
    warranty_form::{FaultFields, SubjectFields},
};
use crate::{
    features::{form::unreadable, units::VerdictCard},
    l,
};

/// Who would pay? `?unit_id=` begins with a registered unit.
#[component]
pub(super) fn WarrantyTab() -> impl IntoView {
    let api = use_api();
    let unit_id = untrack(|| use_param("unit_id").get()).unwrap_or_default();
    let fields = WarrantyFields::new(WarrantyContent::blank(unit_id.clone()));
    name_unit(unit_id, fields);
    let verdict = RwSignal::new(None::<Verdict>);
    let ask = use_submit(
        move |body: EvaluateWarranty, _| async move {
            api.post::<Verdict>("/warranty/evaluate", &body).await.map_err(at_the_forms_places)
        },
        move |answer| verdict.set(Some(answer)),
    );
    let send = move || match untrack(|| fields.content()).request() {
        Ok(request) => ask.send(request),
        Err(pointers) => {
            let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
            ask.error().set(Some(unreadable(&pointers)));
        }
    };
    let answer = move || match verdict.get() {
        Some(verdict) => view! { <VerdictCard verdict=verdict /> }.into_any(),
        None => {
            let (title, note) = (text(l::tools::nothing), text(l::tools::nothing_warranty));
            view! { <EmptyState icon=Icon::ShieldCheck title=title text=note /> }.into_any()
        }
    };
    view! {
        <div class="tool-columns">
            <section class="card-box card-body">
                <Form error=ask.error() on_submit=move |()| send()>
                    <SubjectFields fields=fields />
                    <FaultFields fields=fields />
                    <HistoryEditor history=fields.history />
                    <div class="form-actions">
                        <Button look=ButtonLook::Primary submit=true busy=ask.busy() icon=Icon::ShieldCheck>
                            {t(l::tools::evaluate)}
                        </Button>
                    </div>
                </Form>
            </section>
            <div class="stack">{answer}</div>
        </div>
    }
}

/// Puts the serial of the unit into the field that picks it.
fn name_unit(id: String, fields: WarrantyFields) {
    if id.is_empty() {
        return;
    }
    let api = use_api();
    leptos::task::spawn_local(async move {
        if let Ok(unit) = api.get::<UnitView>(&format!("/units/{id}")).await {
            fields.unit.try_set(unit.serial.or(unit.batch).unwrap_or(unit.product.model));
        }
    });
}

fn at_the_forms_places(error: ApiError) -> ApiError {
    let ApiError::Validation(mut problem) = error else { return error };
    for field in &mut problem.errors {
        if let Some(place) = place_of(field) {
            field.pointer = place;
        }
    }
    ApiError::Validation(problem)
}
