use domain::tickets::{Cycle, Diagnosis, WorkLine};
use kit::{
    i18n::{Lang, lang, t},
    ui::TimeText,
};
use leptos::prelude::*;

use super::{super::words::actor_name, visits::VisitView};
use crate::l;

/// One pass of service: visits, cause, work, result.
#[component]
pub(in super::super) fn CycleView(cycle: Cycle) -> impl IntoView {
    let Cycle { visits, diagnosis, work, resolution, .. } = cycle;
    let minutes: u32 = work.iter().map(|line| line.minutes).sum();
    view! {
        {(!visits.is_empty())
            .then(|| {
                view! {
                    <Part title=l::ticket::record::visits>
                        {visits.into_iter().map(|visit| view! { <VisitView visit=visit /> }).collect_view()}
                    </Part>
                }
            })}
        {diagnosis.map(|diagnosis| view! { <Part title=l::ticket::record::diagnosis>{cause(diagnosis)}</Part> })}
        {(!work.is_empty())
            .then(|| {
                view! {
                    <Part title=l::ticket::record::work>
                        {work.into_iter().map(work_line).collect_view()}
                        <p class="muted">{move || l::ticket::record::total(lang(), minutes)}</p>
                    </Part>
                }
            })}
        {resolution
            .map(|resolution| {
                view! {
                    <Part title=l::ticket::record::result>
                        <p class="prose">{resolution.result.to_string()}</p>
                        {resolution
                            .open_questions
                            .map(|words| view! { <p class="prose muted">{t(l::ticket::record::open_questions)} " " {words.to_string()}</p> })}
                        <p class="muted"><TimeText at=resolution.at long=true /></p>
                    </Part>
                }
            })}
    }
}

/// A titled part of the record.
#[component]
pub(in super::super) fn Part(title: fn(Lang) -> &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="record-part">
            <h3>{t(title)}</h3>
            <div class="grow">{children()}</div>
        </section>
    }
}

fn cause(diagnosis: Diagnosis) -> impl IntoView {
    let (class, party, by) = (diagnosis.cause_class, diagnosis.responsible_party, diagnosis.by);
    view! {
        <p class="prose">{diagnosis.cause.to_string()}</p>
        <p class="muted">
            {move || kit::label!(class)} {diagnosis.fault_code.map(|code| format!(" · {code}"))}
            {move || party.map(|party| l::ticket::record::party(lang(), kit::label!(party)))} " · "
            {move || actor_name(&by, lang())} " · " <TimeText at=diagnosis.at />
        </p>
    }
}

fn work_line(line: WorkLine) -> impl IntoView {
    let (kind, minutes) = (line.kind, line.minutes);
    let serials = line.part.map(|part| {
        let number = part.number.map(|number| format!("{number} ")).unwrap_or_default();
        let line =
            |text: Option<domain::kernel::Line>| text.map_or_else(|| "—".to_owned(), |text| text.to_string());
        format!(
            "{number}{} × {}（{} → {}）",
            part.name,
            part.quantity,
            line(part.old_serial),
            line(part.new_serial)
        )
    });
    view! {
        <div class="note-line">
            <p class="row">
                <b>{move || kit::label!(kind)}</b>
                <span class="muted">{move || l::ticket::record::minutes(lang(), minutes)}</span>
            </p>
            <p class="prose">{line.text.to_string()}</p>
            {serials.map(|words| view! { <p class="muted">{words}</p> })}
        </div>
    }
}
