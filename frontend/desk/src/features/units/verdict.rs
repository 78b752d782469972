use domain::warranty::{Coverage, Remedy, Verdict, WarrantyReason};
use kit::{
    i18n::{lang, t},
    ui::{Badge, Glyph, MoneyText, TimeText},
};
use leptos::prelude::*;

use super::verdict_model::{class_look, days_left, item, payer_tone, reason};
use crate::l;

/// The warranty answer: class, last day, who pays what, the customer's rights, and every ground with its clause.
#[component]
pub(crate) fn VerdictCard(verdict: Verdict) -> impl IntoView {
    let (tone, icon) = class_look(verdict.charge_class);
    let (class, regime, as_of) = (verdict.charge_class, verdict.regime, verdict.as_of);
    let ends_on = verdict.warranty_ends_on;
    let Verdict { coverage, remedies, reasons, .. } = verdict.clone();
    let left = move || days_left(&verdict, lang());
    view! {
        <section class=format!("card-box verdict {}", tone.class())>
            <div class="verdict-head">
                <Glyph icon=icon />
                <div class="grow">
                    <h2>{move || kit::label!(class)}</h2>
                    <p>
                        {match ends_on {
                            Some(day) => view! { {t(l::units::warranty_until)} " " <strong>{day.to_string()}</strong> " · " {left} }.into_any(),
                            None => t(l::units::no_end).into_any(),
                        }}
                    </p>
                </div>
                <p class="verdict-as-of">
                    {t(l::units::as_of)} " " <TimeText at=as_of long=true /> <br /> {move || kit::label!(regime)}
                </p>
            </div>
            <Coverages coverage=coverage />
            {(!remedies.is_empty()).then(|| view! { <Remedies remedies=remedies /> })}
            <Reasons reasons=reasons />
        </section>
    }
}

#[component]
fn Coverages(coverage: Vec<Coverage>) -> impl IntoView {
    let line = |coverage: Coverage| {
        let (payer, until) = (coverage.payer, coverage.until);
        view! {
            <li class="coverage-line">
                <span class="grow">{move || item(&coverage, lang())}</span>
                <Badge text=Signal::derive(move || kit::label!(payer).to_owned()) tone=payer_tone(payer) />
                <span class="coverage-until">{until.map(|day| day.to_string())}</span>
            </li>
        }
    };
    view! {
        <div class="verdict-part">
            <h3>{t(l::units::coverage)}</h3>
            <ul class="coverage-list">{coverage.into_iter().map(line).collect_view()}</ul>
        </div>
    }
}

#[component]
fn Remedies(remedies: Vec<Remedy>) -> impl IntoView {
    let line = |remedy: Remedy| {
        let Remedy { kind, open, until, amount, depreciation, rule, .. } = remedy;
        let state =
            move || if open { l::units::remedy_open(lang()) } else { l::units::remedy_closed(lang()) };
        view! {
            <li class="coverage-line">
                <span class="grow">
                    {move || kit::label!(kind)} " " <span class="muted">{state}</span>
                    {depreciation
                        .map(|off| view! { <small>{t(l::units::depreciation)} " " <MoneyText amount=off /></small> })}
                </span>
                {amount.map(|amount| view! { <MoneyText amount=amount /> })}
                <span class="coverage-until">{until.map(|day| day.to_string())}</span>
                <code>{rule}</code>
            </li>
        }
    };
    view! {
        <div class="verdict-part">
            <h3>{t(l::units::remedies)}</h3>
            <ul class="coverage-list">{remedies.into_iter().map(line).collect_view()}</ul>
        </div>
    }
}

#[component]
fn Reasons(reasons: Vec<WarrantyReason>) -> impl IntoView {
    let line = |ground: WarrantyReason| {
        let WarrantyReason { rule, clause, facts, .. } = ground.clone();
        let facts: Vec<_> = facts
            .into_iter()
            .map(|(name, value)| view! { <span class="reason-fact"><code>{name}</code> " " {value}</span> })
            .collect();
        view! {
            <li>
                <p>{move || reason(&ground, lang())}</p>
                <p class="reason-source"><code>{rule}</code> " " {clause} {facts}</p>
            </li>
        }
    };
    view! {
        <div class="verdict-part">
            <h3>{t(l::units::reasons)}</h3>
            <ol class="reason-list">{reasons.into_iter().map(line).collect_view()}</ol>
        </div>
    }
}
