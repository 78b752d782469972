use domain::warranty::{Coverage, Verdict, WarrantyReason};
use kit::i18n::{Lang, lang, t};
use leptos::prelude::*;

use crate::{features::ticket::ChargeBadge, l};

/// The warranty answer: the class, until when, who pays what, and every reason with its clause.
#[component]
pub(crate) fn VerdictView(verdict: Verdict) -> impl IntoView {
    let ends = verdict.warranty_ends_on;
    let coverage = verdict.coverage.clone();
    view! {
        <div class="verdict">
            <p class="verdict-head">
                <ChargeBadge class=verdict.charge_class />
                {ends.map(|day| view! { <span>{move || l::new_request::warranty::until(lang(), day)}</span> })}
            </p>
            <ul class="verdict-reasons">{verdict.reasons.into_iter().map(reason).collect_view()}</ul>
            {(!coverage.is_empty())
                .then(|| {
                    view! {
                        <details class="verdict-more">
                            <summary>{t(l::new_request::warranty::who_pays)}</summary>
                            <ul>{coverage.into_iter().map(payer).collect_view()}</ul>
                        </details>
                    }
                })}
        </div>
    }
}

fn reason(reason: WarrantyReason) -> impl IntoView {
    let WarrantyReason { clause, text, text_en, facts, .. } = reason;
    let facts =
        facts.into_iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n");
    view! {
        <li title=facts>
            <span>{move || lang().pick(text.as_str(), text_en.as_str()).to_owned()}</span>
            <small class="muted">{clause}</small>
        </li>
    }
}

fn payer(line: Coverage) -> impl IntoView {
    let item = line.item.clone();
    let words = move || match line.until {
        Some(day) => l::new_request::warranty::covered_until(
            lang(),
            day,
            item_name(&item, lang()),
            kit::label!(line.payer),
        ),
        None => l::new_request::warranty::covered(lang(), item_name(&item, lang()), kit::label!(line.payer)),
    };
    view! { <li>{words}</li> }
}

/// The fixed items in words; part groups have their own names.
fn item_name(item: &str, lang: Lang) -> String {
    match item {
        "parts" => l::new_request::warranty::parts(lang).to_owned(),
        "labour" => l::new_request::warranty::labour(lang).to_owned(),
        "travel" => l::new_request::warranty::travel(lang).to_owned(),
        "main_part" => l::new_request::warranty::main_part(lang).to_owned(),
        other => other.to_owned(),
    }
}
