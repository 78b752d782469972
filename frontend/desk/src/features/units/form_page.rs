use contract::assets::UnitView;
use kit::{
    api::use_api,
    i18n::{lang, text},
    state::{use_param, use_query},
    ui::{PageHead, QueryView},
};
use leptos::prelude::*;

use super::{content::UnitContent, form::UnitForm};
use crate::{
    features::{address::use_path_id, people::own_branch},
    l,
};

/// 登记装机; `?customer_id=` begins with its owner.
#[component]
pub(crate) fn NewUnitPage() -> impl IntoView {
    let customer = use_param("customer_id");
    let blank = UnitContent::blank(own_branch(), untrack(|| customer.get()).unwrap_or_default());
    view! {
        <PageHead title=text(l::units::new) />
        <UnitForm id=None blank=blank on_theirs=|()| () />
    }
}

/// 修改装机
#[component]
pub(crate) fn EditUnitPage() -> impl IntoView {
    let (api, id) = (use_api(), use_path_id());
    let unit = use_query(move || {
        let id = id.get();
        async move { api.get::<UnitView>(&format!("/units/{id}")).await }
    });
    let name = move || unit.data().and_then(|unit| unit.serial.or(unit.batch)).unwrap_or_default();
    let theirs = Callback::new(move |()| {
        unit.forget();
        unit.reload();
    });
    view! {
        <PageHead title=Signal::derive(move || l::units::edit(lang(), name())) />
        <QueryView
            query=unit
            view=move |unit| {
                let blank = UnitContent::of(&unit);
                view! { <UnitForm id=Some(unit.id.to_string()) blank=blank on_theirs=theirs /> }.into_any()
            }
        />
    }
}
