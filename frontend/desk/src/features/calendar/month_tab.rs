use contract::sla::{CalendarDetail, CalendarItem, CalendarMonth};
use domain::access::Permission;
use kit::{
    api::use_api,
    i18n::{lang, t, text},
    session::use_session,
    state::{Query, use_param, use_query},
    time::{Civil, SHANGHAI, now_untracked},
    ui::{Button, ButtonLook, Choice, Icon, QueryView},
};
use leptos::prelude::*;

use super::{
    calendar_side::CalendarSide, holiday_import::HolidayImport, month_grid::MonthGrid, month_model::Month,
};
use crate::{features::filter_bar::FilterSelect, l};

/// A calendar, month by month.
#[component]
pub(super) fn MonthTab() -> impl IntoView {
    let api = use_api();
    let calendars = use_query(move || async move { api.get::<Vec<CalendarItem>>("/calendars").await });
    let (code, month_param) = (use_param("calendar"), use_param("month"));
    let month = Memo::new(move |_| {
        let wanted = month_param.get().and_then(|text| Month::parse(&text));
        wanted.unwrap_or_else(|| Month::of(Civil::at(now_untracked(), SHANGHAI)))
    });
    let current = Memo::new(move |_| calendars.data().and_then(|all| pick(&all, code.get().as_deref())));
    view! {
        <QueryView
            query=calendars
            rows=10
            view=move |_| {
                view! {
                    <Bar calendars=calendars current=current month=month />
                    {move || {
                        let item = current.get();
                        item.map(|item| view! { <Shown calendar=item month=month calendars=calendars /> })
                    }}
                }
                    .into_any()
            }
        />
    }
}

/// The calendar of the address bar, else the first that has closed days at all.
fn pick(all: &[CalendarItem], code: Option<&str>) -> Option<CalendarItem> {
    let wanted = all.iter().find(|item| Some(item.code.as_str()) == code);
    let business = || all.iter().find(|item| item.kind == domain::sla::CalendarKind::Business);
    wanted.or_else(business).or_else(|| all.first()).cloned()
}

#[component]
fn Bar(
    calendars: Query<Vec<CalendarItem>>,
    current: Memo<Option<CalendarItem>>,
    month: Memo<Month>,
) -> impl IntoView {
    let (code, month_param) = (use_param("calendar"), use_param("month"));
    let options = Signal::derive(move || {
        let choice =
            |item: CalendarItem| Choice::new(item.code.clone(), format!("{} · {}", item.name, item.code));
        calendars.data().unwrap_or_default().into_iter().map(choice).collect::<Vec<_>>()
    });
    let step = move |months: i64| month_param.set(Some(&month.get_untracked().moved(months).text()));
    let all = Signal::derive(move || current.get().map(|item| item.name).unwrap_or_default());
    view! {
        <div class="filter-bar">
            <FilterSelect param=code options=options all=all />
            <div class="month-steps">
                <Button icon=Icon::ChevronLeft look=ButtonLook::Ghost label=text(l::calendar::earlier) on_press=move |()| step(-1) />
                <strong class="month-name">
                    {move || l::calendar::month_of(lang(), month.get().month, month.get().year)}
                </strong>
                <Button icon=Icon::ChevronRight look=ButtonLook::Ghost label=text(l::calendar::later) on_press=move |()| step(1) />
            </div>
            <Button on_press=move |()| month_param.set(None)>{t(l::calendar::this_month)}</Button>
        </div>
    }
}

#[component]
fn Shown(calendar: CalendarItem, month: Memo<Month>, calendars: Query<Vec<CalendarItem>>) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let id = calendar.id;
    let days = use_query(move || {
        let Month { year, month } = month.get();
        async move { api.get::<CalendarMonth>(&format!("/calendars/{id}/month?year={year}&month={month}")).await }
    });
    let detail =
        use_query(move || async move { api.get::<CalendarDetail>(&format!("/calendars/{id}")).await });
    let importing = RwSignal::new(false);
    let may_import = Memo::new(move |_| session.can(Permission::CalendarsWrite));
    let working = move || days.data().map(|month| l::calendar::working_days(lang(), month.working_days));
    view! {
        <div class="with-side">
            <section class="card-box month-card">
                <header>
                    <h2>{working}</h2>
                    <Show when=move || may_import.get()>
                        <Button icon=Icon::Upload on_press=move |()| importing.set(true)>
                            {t(l::calendar::import_holidays)}
                        </Button>
                    </Show>
                </header>
                <QueryView query=days rows=10 view=|month| view! { <MonthGrid month=month /> }.into_any() />
            </section>
            <QueryView
                query=detail
                rows=8
                view=move |detail| view! { <CalendarSide calendar=detail month=month /> }.into_any()
            />
        </div>
        <HolidayImport open=importing id=id on_done=move |()| calendars.reload() />
    }
}
