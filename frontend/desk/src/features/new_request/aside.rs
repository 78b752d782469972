use contract::tickets::{PossibleDuplicate, RegistrationPreview, TicketSummary};
use kit::{
    i18n::{Lang, lang, t, text},
    ui::{EmptyState, FormAlert, Glyph, Icon, Skeleton, TimeText},
};
use leptos::prelude::*;

use super::{preview::Preview, promises::Promises, verdict::VerdictView};
use crate::{
    features::ticket::{StateBadge, VerificationBadge},
    l,
};

/// What is known while typing: the unit with its warranty answer, duplicates, promises, owner, recent requests.
#[component]
pub(super) fn Aside(preview: Preview) -> impl IntoView {
    let answer = Memo::new(move |_| preview.answer());
    let body = move || {
        match (answer.get(), preview.error(), preview.is_busy()) {
        (_, Some(error), _) => view! {
            <FormAlert error=error />
            <kit::ui::Button icon=Icon::RefreshCw on_press=move |()| preview.retry()>{t(l::new_request::retry)}</kit::ui::Button>
        }
        .into_any(),
        (Some(answer), None, _) => view! { <Answer answer=answer /> }.into_any(),
        (None, None, true) => view! { <section class="card-box"><div class="card-body"><Skeleton /></div></section> }.into_any(),
        (None, None, false) => view! {
            <section class="card-box">
                <EmptyState
                    icon=Icon::ScanBarcode
                    title=text(l::new_request::aside_empty)
                    text=text(l::new_request::aside_empty_text)
                />
            </section>
        }
        .into_any(),
    }
    };
    view! { <aside class="stack new-aside" aria-label=t(l::new_request::aside) aria-live="polite">{body}</aside> }
}

#[component]
fn Answer(answer: RegistrationPreview) -> impl IntoView {
    let RegistrationPreview {
        duplicates,
        recent,
        clocks,
        owner_name,
        owner_why,
        owner_why_en,
        branch_name,
        charge,
        product,
        ..
    } = answer;
    let recent: Vec<_> =
        recent.into_iter().filter(|t| duplicates.iter().all(|d| d.ticket.id != t.id)).collect();
    let name = [product.model, product.serial.or(product.batch)]
        .into_iter()
        .flatten()
        .map(|l| l.to_string())
        .collect::<Vec<_>>();
    view! {
        {(!duplicates.is_empty()).then(|| view! { <Duplicates duplicates=duplicates /> })}
        {(!name.is_empty())
            .then(|| {
                view! {
                    <Card title=l::new_request::unit>
                        <p class="new-unit-name">
                            {match product.unit_id {
                                Some(id) => view! { <a href=format!("/units/{id}")>{name.join(" · ")}</a> }.into_any(),
                                None => name.join(" · ").into_any(),
                            }} " " <VerificationBadge verification=product.verification />
                        </p>
                        {match charge {
                            Some(verdict) => view! { <VerdictView verdict=verdict /> }.into_any(),
                            None => view! { <p class="muted">{t(l::new_request::charge_open)}</p> }.into_any(),
                        }}
                    </Card>
                }
            })}
        <Card title=l::new_request::promises><Promises clocks=clocks /></Card>
        <Card title=l::new_request::owner>
            <p>
                {owner_name.unwrap_or_else(|| "—".to_owned())}
                {branch_name.map(|name| view! { <span class="muted">" · " {name}</span> })}
            </p>
            <p class="muted">{move || {
                    let english = if owner_why_en.is_some() { &owner_why_en } else { &owner_why };
                    let why = lang().pick(&owner_why, english).clone();
                    why.unwrap_or_else(|| l::new_request::owner_none(lang()).to_owned())
                }}</p>
        </Card>
        {(!recent.is_empty())
            .then(|| view! { <Card title=l::new_request::recent><ul class="new-tickets">{lines(recent)}</ul></Card> })}
    }
}

#[component]
fn Duplicates(duplicates: Vec<PossibleDuplicate>) -> impl IntoView {
    let same_unit = duplicates.iter().any(|duplicate| duplicate.why == "same_unit");
    let words = if same_unit {
        l::new_request::duplicate::same_unit
    } else {
        l::new_request::duplicate::same_customer
    };
    view! {
        <section class="alert-box tone-warn new-duplicates" role="alert">
            <Glyph icon=Icon::Copy />
            <div class="grow">
                <p class="alert-title">{t(words)}</p>
                <ul class="new-tickets">{lines(duplicates.into_iter().map(|duplicate| duplicate.ticket).collect())}</ul>
                <p class="alert-advice">{t(l::new_request::duplicate::advice)}</p>
            </div>
        </section>
    }
}

fn lines(tickets: Vec<TicketSummary>) -> impl IntoView {
    tickets
        .into_iter()
        .map(|ticket| {
            view! {
                <li>
                    <span class="row">
                        <a href=format!("/tickets/{}", ticket.id)>{ticket.no}</a>
                        <StateBadge state=ticket.state />
                        <TimeText at=ticket.received_at />
                    </span>
                    <span class="new-words">{ticket.description}</span>
                </li>
            }
        })
        .collect_view()
}

#[component]
fn Card(title: fn(Lang) -> &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="card-box">
            <header><h2>{t(title)}</h2></header>
            <div class="card-body">{children()}</div>
        </section>
    }
}
