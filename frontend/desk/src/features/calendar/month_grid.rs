use contract::sla::{CalendarDay, CalendarMonth};
use domain::sla::WeekdayCode;
use kit::{
    i18n::{lang, t},
    time::{Civil, SHANGHAI, now_untracked},
};
use leptos::prelude::*;

use super::month_model::{DayLook, Month};
use crate::l;

/// A month with what each day is.
#[component]
pub(super) fn MonthGrid(month: CalendarMonth) -> impl IntoView {
    let shown = Month { year: i64::from(month.year), month: u8::try_from(month.month).unwrap_or(1) };
    let blanks = (0..shown.blanks()).map(|_| view! { <div class="day-blank"></div> }).collect_view();
    let heads =
        WeekdayCode::ALL.iter().map(|day| view! { <div class="day-head">{move || kit::label!(*day)}</div> });
    let today = Civil::at(now_untracked(), SHANGHAI).date();
    let days = month.days.into_iter().map(|day| cell(day, &today)).collect_view();
    view! {
        <div class="month-grid" role="group" aria-label=shown.text()>
            {heads.collect_view()} {blanks} {days}
        </div>
        <ul class="month-legend">
            <li><span class="legend-box day-working"></span>{t(l::calendar::working)}</li>
            <li><span class="legend-box day-off"></span>{t(l::calendar::off)}</li>
            <li><span class="legend-box day-closed"></span>{t(l::calendar::closed)}</li>
            <li><span class="legend-box day-opened"></span>{t(l::calendar::opened)}</li>
            <li><span class="legend-box day-provisional"></span>{t(l::calendar::provisional)}</li>
        </ul>
    }
}

fn cell(day: CalendarDay, today: &str) -> impl IntoView + use<> {
    let look = DayLook::of(&day);
    let date = day.date.to_string();
    let is_today = date == today;
    let number = date.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned();
    let provisional = day.provisional;
    let hours = day.windows.iter().map(ToString::to_string).collect::<Vec<_>>().join("  ");
    let mark = move || match look {
        DayLook::Closed => l::calendar::mark_closed(lang()),
        DayLook::Opened => l::calendar::mark_opened(lang()),
        DayLook::Working | DayLook::Off => "",
    };
    let title = {
        let hours = hours.clone();
        move || {
            let what = match look {
                DayLook::Working => l::calendar::working(lang()),
                DayLook::Off => l::calendar::off(lang()),
                DayLook::Closed => l::calendar::closed(lang()),
                DayLook::Opened => l::calendar::opened(lang()),
            };
            let unsure = if provisional { l::calendar::provisional_text(lang()) } else { "" };
            [what, hours.as_str(), unsure]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        }
    };
    let spoken = title.clone();
    view! {
        <div
            class=format!("day-cell {}", look.class())
            class:day-provisional=provisional
            class:day-today=is_today
            title=title
        >
            <span class="day-top">
                <time class="day-number" datetime=date.clone()>{number}</time>
                <span class="day-mark" aria-hidden="true">{mark}</span>
            </span>
            <span class="day-name">{day.name}</span>
            <span class="day-hours">{hours}</span>
            <span class="visually-hidden">{spoken}</span>
        </div>
    }
}
