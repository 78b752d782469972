use contract::assets::{ContactView, CustomerView, SiteView};
use kit::{
    i18n::{t, text},
    ui::{Fact, FactList, Glyph, Icon, TimeText},
};
use leptos::prelude::*;

use super::phone_link::PhoneLink;
use crate::l;

/// Contacts, places and facts of a customer.
#[component]
pub(super) fn CustomerSide(customer: CustomerView) -> impl IntoView {
    let CustomerView {
        contacts,
        sites,
        external_id,
        contract_no,
        tax_no,
        note,
        unit_count,
        open_ticket_count,
        created_at,
        ..
    } = customer;
    let (no_contacts, no_sites) = (contacts.is_empty(), sites.is_empty());
    view! {
        <aside class="stack">
            <section class="card-box">
                <header><h2>{t(l::customers::contacts)}</h2></header>
                <ul class="person-list">{contacts.into_iter().map(contact).collect_view()}</ul>
                {no_contacts.then(|| view! { <p class="nothing-inside">{t(l::customers::no_contacts)}</p> })}
            </section>
            <section class="card-box">
                <header><h2>{t(l::customers::sites)}</h2></header>
                <ul class="person-list">{sites.into_iter().map(site).collect_view()}</ul>
                {no_sites.then(|| view! { <p class="nothing-inside">{t(l::customers::no_sites)}</p> })}
            </section>
            <section class="card-box">
                <header><h2>{t(l::customers::facts)}</h2></header>
                <div class="card-body">
                    <FactList>
                        <Fact name=text(l::customers::unit_count)>{unit_count}</Fact>
                        <Fact name=text(l::customers::open_count)>{open_ticket_count}</Fact>
                        {contract_no.map(|no| view! { <Fact name=text(l::customers::contract_no)><code>{no}</code></Fact> })}
                        {tax_no.map(|no| view! { <Fact name=text(l::customers::tax_no)>{no}</Fact> })}
                        {external_id.map(|id| view! { <Fact name=text(l::customers::external_id)><code>{id}</code></Fact> })}
                        {note.map(|note| view! { <Fact name=text(l::customers::note)><span class="prose">{note}</span></Fact> })}
                        <Fact name=text(l::customers::since)><TimeText at=created_at long=true /></Fact>
                    </FactList>
                </div>
            </section>
        </aside>
    }
}

fn contact(contact: ContactView) -> impl IntoView {
    let ContactView { name, phone, email, position, .. } = contact;
    let mail = email.as_ref().map(|email| format!("mailto:{email}"));
    view! {
        <li class="person-line">
            <div class="grow">
                <strong>{name}</strong>
                {position.map(|position| view! { <span class="muted">" · "{position}</span> })}
                {email.map(|email| view! { <small><a href=mail>{email}</a></small> })}
            </div>
            <PhoneLink phone=phone />
        </li>
    }
}

fn site(site: SiteView) -> impl IntoView {
    view! {
        <li class="person-line">
            <Glyph icon=Icon::MapPin />
            <div class="grow">{site.address} {site.region.map(|region| view! { <small>{region}</small> })}</div>
        </li>
    }
}
