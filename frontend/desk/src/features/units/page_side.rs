use contract::assets::UnitView;
use domain::access::Permission;
use kit::{
    i18n::{lang, t, text},
    session::use_session,
    ui::{Badge, Fact, FactList, TimeText},
};
use leptos::prelude::*;

use super::rows::verification_look;
use crate::{features::customers::PhoneLink, l};

/// What is known of the unit.
#[component]
pub(super) fn UnitSide(unit: UnitView) -> impl IntoView {
    view! {
        <aside class="stack">
            <Identity unit=unit.clone() />
            <Owner unit=unit.clone() />
            <Dates unit=unit />
        </aside>
    }
}

#[component]
fn Identity(unit: UnitView) -> impl IntoView {
    let (status, verification) = (unit.status, unit.verification);
    let (tone, icon) = verification_look(verification);
    let may_products = untrack(|| use_session().can(Permission::ProductsRead));
    let model = unit.product.model;
    let product = match may_products {
        true => view! { <a href=format!("/products/{}", unit.product.id)>{model}</a> }.into_any(),
        false => model.into_any(),
    };
    let badge = Signal::derive(move || kit::label!(verification).to_owned());
    view! {
        <section class="card-box">
            <header><h2>{t(l::units::unit)}</h2><Badge text=badge tone=tone icon=icon /></header>
            <div class="card-body">
                <FactList>
                    {unit.serial.map(|serial| view! { <Fact name=text(l::units::serial)><code>{serial}</code></Fact> })}
                    {unit.batch.map(|batch| view! { <Fact name=text(l::units::batch)><code>{batch}</code></Fact> })}
                    {unit.quantity.map(|quantity| view! { <Fact name=text(l::units::quantity)>{quantity}</Fact> })}
                    <Fact name=text(l::units::product)>{product} " · " {unit.product.name}</Fact>
                    <Fact name=text(l::units::status)>{move || kit::label!(status)}</Fact>
                    {unit
                        .running_hours
                        .map(|hours| view! { <Fact name=text(l::units::running_hours)>{hours} " h"</Fact> })}
                    {unit.external_id.map(|id| view! { <Fact name=text(l::customers::external_id)><code>{id}</code></Fact> })}
                </FactList>
            </div>
        </section>
    }
}

#[component]
fn Owner(unit: UnitView) -> impl IntoView {
    let buyer = unit.buyer;
    let customer = match unit.customer {
        Some(customer) => {
            let phones = customer.contacts.into_iter().take(2).map(|contact| {
                view! { <p class="row">{contact.name} <PhoneLink phone=contact.phone /></p> }
            });
            view! { <a href=format!("/customers/{}", customer.id)>{customer.name}</a> {phones.collect_view()} }.into_any()
        }
        None => view! { <span class="muted">{t(l::units::no_customer)}</span> }.into_any(),
    };
    view! {
        <section class="card-box">
            <header><h2>{t(l::units::owner)}</h2></header>
            <div class="card-body">
                <FactList>
                    <Fact name=text(l::units::customer)>{customer}</Fact>
                    {unit.site.map(|site| view! { <Fact name=text(l::units::site)>{site.address}</Fact> })}
                    <Fact name=text(l::units::buyer)>{move || kit::label!(buyer)}</Fact>
                    <Fact name=text(l::units::branch)>{unit.branch_name}</Fact>
                </FactList>
            </div>
        </section>
    }
}

#[component]
fn Dates(unit: UnitView) -> impl IntoView {
    let dates = [
        (l::units::sold_on as fn(_) -> _, unit.sold_on),
        (l::units::delivered_on, unit.delivered_on),
        (l::units::installed_on, unit.installed_on),
        (l::units::accepted_on, unit.accepted_on),
    ];
    let line = |(name, day): (fn(_) -> &'static str, Option<_>)| {
        view! {
            <Fact name=text(name)>
                {match day {
                    Some(day) => format!("{day}").into_any(),
                    None => view! { <span class="muted">{move || l::units::not_recorded(lang())}</span> }.into_any(),
                }}
            </Fact>
        }
    };
    view! {
        <section class="card-box">
            <header><h2>{t(l::units::dates)}</h2></header>
            <div class="card-body">
                <FactList>
                    {dates.map(line).into_iter().collect_view()}
                    <Fact name=text(l::customers::updated)><TimeText at=unit.updated_at long=true /></Fact>
                </FactList>
            </div>
        </section>
    }
}
