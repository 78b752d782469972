use domain::tickets::{Assessment, DepartmentTask, Plan};
use kit::{
    i18n::{lang, t},
    ui::{Badge, Icon, TimeText, Tone},
};
use leptos::prelude::*;

use super::{
    super::{state::use_ticket, words::actor_name},
    cycle::Part,
};
use crate::l;

/// 部门协查, open ones first.
#[component]
pub(super) fn Tasks() -> impl IntoView {
    let tasks = use_ticket().part(|ticket| ticket.tasks.clone());
    move || {
        let mut tasks = tasks.get();
        tasks.sort_by_key(|task| task.answer.is_some());
        (!tasks.is_empty()).then(|| view! { <Part title=l::ticket::record::tasks>{tasks.into_iter().map(task).collect_view()}</Part> })
    }
}

fn task(task: DepartmentTask) -> impl IntoView {
    let department = task.department;
    let open = task.answer.is_none();
    let (tone, icon) = if open { (Tone::Warn, Icon::Hourglass) } else { (Tone::Good, Icon::CircleCheck) };
    let words = move || {
        if open { l::ticket::record::task_open(lang()) } else { l::ticket::record::task_done(lang()) }
    };
    view! {
        <div class="note-line">
            <p class="row">
                <b>{move || kit::label!(department)}</b>
                <Badge text=Signal::derive(move || words().to_owned()) tone=tone icon=icon />
                <span class="muted">{t(l::ticket::record::due)} " " <TimeText at=task.due_at /></span>
            </p>
            <p class="prose">{task.question.to_string()}</p>
            {task.answer.map(|answer| view! { <p class="prose answer">{answer.text.to_string()}</p> })}
        </div>
    }
}

/// The latest assessment; the earlier ones behind it.
#[component]
pub(super) fn Assessments() -> impl IntoView {
    let all = use_ticket().part(|ticket| ticket.assessments.clone());
    move || {
        let mut all = all.get();
        let latest = all.pop()?;
        Some(view! {
            <Part title=l::ticket::record::assessment>
                {assessment(latest)}
                {older(l::ticket::record::earlier, all.into_iter().rev().map(|one| assessment(one).into_any()).collect())}
            </Part>
        })
    }
}

fn assessment(one: Assessment) -> impl IntoView {
    let by = one.by;
    view! {
        <dl class="pairs">
            <dt>{t(l::ticket::record::cause)}</dt>
            <dd class="prose">{one.preliminary_cause.to_string()}</dd>
            <dt>{t(l::ticket::record::measure)}</dt>
            <dd class="prose">{one.recommended_measure.to_string()}</dd>
        </dl>
        <p class="muted">
            {one.fault_code.map(|code| format!("{code} · "))} {move || actor_name(&by, lang())} " · " <TimeText at=one.at />
        </p>
    }
}

/// The current version of the plan; the earlier ones behind it.
#[component]
pub(super) fn Plans() -> impl IntoView {
    let all = use_ticket().part(|ticket| ticket.plans.clone());
    move || {
        let mut all = all.get();
        let latest = all.pop()?;
        Some(view! {
            <Part title=l::ticket::record::plan>
                {plan(latest)}
                {older(l::ticket::record::earlier, all.into_iter().rev().map(|one| plan(one).into_any()).collect())}
            </Part>
        })
    }
}

fn plan(plan: Plan) -> impl IntoView {
    let (version, told) = (plan.version, plan.told.clone());
    let parts = plan
        .parts
        .iter()
        .map(|part| format!("{} × {}", part.name, part.quantity))
        .collect::<Vec<_>>()
        .join("，");
    let (tone, icon) = if told.is_some() { (Tone::Good, Icon::Send) } else { (Tone::Warn, Icon::Hourglass) };
    let words = {
        let is_told = told.is_some();
        move || {
            if is_told {
                l::ticket::record::plan_told(lang())
            } else {
                l::ticket::record::plan_untold(lang())
            }
        }
    };
    view! {
        <p class="row">
            <b>{move || l::ticket::record::version(lang(), version)}</b>
            <Badge text=Signal::derive(move || words().to_owned()) tone=tone icon=icon />
            {plan.promised_at.map(|at| view! { <span class="muted">{t(l::ticket::record::promised)} " " <TimeText at=at long=true /></span> })}
        </p>
        <p class="prose">{plan.measure.to_string()}</p>
        {(!parts.is_empty()).then(|| view! { <p>{t(l::ticket::record::parts)} " " {parts}</p> })}
        {plan.alternatives.map(|words| view! { <p class="muted prose">{words.to_string()}</p> })}
        {told
            .map(|notice| {
                let channel = notice.channel;
                view! {
                    <p class="prose answer">
                        {notice.text.to_string()} " "
                        <small class="muted">{move || kit::label!(channel)} " · " <TimeText at=notice.at /></small>
                    </p>
                }
            })}
    }
}

fn older(title: fn(kit::i18n::Lang) -> &'static str, lines: Vec<AnyView>) -> Option<impl IntoView> {
    (!lines.is_empty()).then(|| {
        view! {
            <details class="older">
                <summary>{t(title)}</summary>
                {lines}
            </details>
        }
    })
}
