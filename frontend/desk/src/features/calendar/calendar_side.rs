use contract::sla::CalendarDetail;
use domain::sla::{DateRule, ExceptionSource};
use kit::{
    i18n::{lang, t, text},
    ui::{Badge, Fact, FactList, Tone},
};
use leptos::prelude::*;

use super::month_model::{Month, Special, specials};
use crate::l;

/// What the calendar is, and the special dates of the year on screen.
#[component]
pub(super) fn CalendarSide(calendar: CalendarDetail, month: Memo<Month>) -> impl IntoView {
    let spec = StoredValue::new(calendar.spec.clone());
    let year = Memo::new(move |_| month.get().year);
    let list = move || {
        let list = spec.with_value(|spec| specials(spec, year.get()));
        if list.is_empty() {
            return view! { <p class="nothing-inside">{l::calendar::no_specials(lang())}</p> }.into_any();
        }
        view! { <ul class="special-list">{list.into_iter().map(special).collect_view()}</ul> }.into_any()
    };
    let spec = calendar.spec;
    let windows = spec.windows.iter().map(ToString::to_string).collect::<Vec<_>>().join("  ");
    let weekdays = spec.working_weekdays.clone();
    let weekdays = move || weekdays.iter().map(|day| kit::label!(*day)).collect::<Vec<_>>().join(" ");
    let years = spec.covered_years.iter().map(ToString::to_string).collect::<Vec<_>>().join("  ");
    let kind = spec.kind;
    view! {
        <aside class="stack">
            <section class="card-box">
                <header><h2>{spec.name}</h2></header>
                <div class="card-body">
                    <FactList>
                        <Fact name=text(l::calendar::code)><code>{spec.code}</code> " v" {calendar.version}</Fact>
                        <Fact name=text(l::calendar::kind)>{move || kit::label!(kind)}</Fact>
                        <Fact name=text(l::calendar::zone)>{spec.zone}</Fact>
                        {(!windows.is_empty())
                            .then(|| {
                                view! {
                                    <Fact name=text(l::calendar::windows)>{windows}</Fact>
                                    <Fact name=text(l::calendar::weekdays)>{weekdays}</Fact>
                                }
                            })}
                        {spec
                            .holiday_scheme
                            .map(|scheme| {
                                view! {
                                    <Fact name=text(l::calendar::scheme)><code>{scheme}</code></Fact>
                                    <Fact name=text(l::calendar::covered)>{years}</Fact>
                                }
                            })}
                    </FactList>
                </div>
            </section>
            <section class="card-box">
                <header><h2>{move || l::calendar::specials(lang(), year.get())}</h2></header>
                {list}
            </section>
        </aside>
    }
}

fn special(special: Special) -> impl IntoView {
    let Special { from, to, days, name, rule, source } = special;
    let range = if from == to { from } else { format!("{from} – {}", to.get(5..).unwrap_or(&to)) };
    let tone = if rule == DateRule::Open { Tone::Active } else { Tone::Bad };
    let mark = Signal::derive(move || {
        let closed = rule == DateRule::Closed;
        if closed { l::calendar::mark_closed(lang()) } else { l::calendar::mark_opened(lang()) }.to_owned()
    });
    view! {
        <li class="special-line">
            <Badge text=mark tone=tone />
            <span class="grow">
                {name}
                {(source == ExceptionSource::Company)
                    .then(|| view! { <small class="muted">" · " {t(l::calendar::by_company)}</small> })}
            </span>
            <span class="special-range">{range}</span>
            <span class="special-days">{move || l::calendar::days(lang(), days)}</span>
        </li>
    }
}
