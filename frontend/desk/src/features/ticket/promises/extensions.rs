use domain::{
    kernel::Timestamp,
    sla::{Clock, ClockKind, DueCause},
    tickets::{Extension, Notice},
};
use kit::{
    i18n::{lang, t},
    ui::TimeText,
};
use leptos::prelude::*;

use super::super::{record::Part, state::use_ticket, words::actor_name};
use crate::l;

/// 延期: from when to when, why, who asked and who granted it.
#[component]
pub(super) fn Extensions() -> impl IntoView {
    let all = use_ticket().part(|ticket| {
        let with_from =
            ticket.promises.extensions.iter().map(|one| (one.clone(), due_before(&ticket.clocks, one)));
        with_from.collect::<Vec<_>>()
    });
    move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            view! {
                <Part title=l::promise::extensions>
                    {all.into_iter().rev().map(|(one, from)| view! { <Granted extension=one from=from /> }).collect_view()}
                </Part>
            }
        })
    }
}

/// The due time that an extension replaced, as the clock's own history says.
fn due_before(clocks: &[Clock], extension: &Extension) -> Option<Timestamp> {
    let history = |clock: &Clock| {
        let moved = clock.due_history.iter().position(|change| {
            change.cause == DueCause::Extension && change.due_at == Some(extension.new_due_at)
        })?;
        clock.due_history.get(moved.checked_sub(1)?)?.due_at
    };
    clocks.iter().filter(|clock| clock.kind == extension.clock).find_map(history)
}

#[component]
fn Granted(extension: Extension, from: Option<Timestamp>) -> impl IntoView {
    let Extension { clock, reason, explanation, new_due_at, notice, asked_by, approved_by, at, .. } =
        extension;
    let who = move || {
        let granted = actor_name(&approved_by, lang());
        if asked_by == approved_by {
            l::promise::granted(lang(), granted)
        } else {
            l::promise::asked_and_granted(lang(), actor_name(&asked_by, lang()), granted)
        }
    };
    view! {
        <div class="note-line">
            <MovedDue clock=clock from=from to=new_due_at />
            <p class="prose"><b>{move || kit::label!(reason)}</b> " · " {explanation.to_string()}</p>
            <p class="muted">{who} " · " <TimeText at=at /></p>
            <ToldWith notice=notice />
        </div>
    }
}

/// `解决 2025-03-07 12:00 → 2025-03-10 12:00`
#[component]
fn MovedDue(clock: ClockKind, from: Option<Timestamp>, to: Timestamp) -> impl IntoView {
    view! {
        <p class="row">
            <b>{move || kit::label!(clock)}</b>
            {from.map(|from| view! { <s class="muted"><TimeText at=from long=true /></s> })}
            <span>"→ " <TimeText at=to long=true /></span>
        </p>
    }
}

/// How the customer heard of it.
#[component]
pub(super) fn ToldWith(notice: Notice) -> impl IntoView {
    let channel = notice.channel;
    view! {
        <p class="prose answer">
            {notice.text.to_string()} " "
            <small class="muted">{move || kit::label!(channel)} " · " <TimeText at=notice.at /></small>
        </p>
    }
}

/// 申请延期, as the one who decides reads it.
#[component]
pub(in super::super) fn AskedExtension() -> impl IntoView {
    let asked = use_ticket().part(|ticket| {
        let asked = ticket.promises.asked_extension.clone()?;
        let clock = ticket.clocks.iter().find(|clock| clock.kind == asked.clock && clock.is_open());
        let due = clock.and_then(|clock| clock.due_at);
        Some((asked, due))
    });
    move || {
        asked.get().map(|(asked, due)| {
            let (reason, by) = (asked.reason, asked.by);
            view! {
                <div class="asked">
                    <MovedDue clock=asked.clock from=due to=asked.new_due_at />
                    <p class="prose"><b>{move || kit::label!(reason)}</b> " · " {asked.explanation.to_string()}</p>
                    <p class="muted">{t(l::promise::asked_by)} " " {move || actor_name(&by, lang())} " · " <TimeText at=asked.at /></p>
                    <ToldWith notice=asked.notice />
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::super::sample::ticket, *};

    fn extension() -> Extension {
        let by = json!({ "kind": "system" });
        serde_json::from_value(json!({ "number": 1, "clock": "resolution", "reason": "waiting_parts", "explanation": "缺件",
            "new_due_at": "2026-03-06T01:00:00.000Z", "asked_by": by, "approved_by": by, "at": "2026-03-03T03:00:00.000Z",
            "notice": { "channel": "phone", "text": "延期", "at": "2026-03-03T03:00:00.000Z" } }))
        .unwrap()
    }

    fn clock(history: Value) -> Value {
        json!({ "kind": "resolution", "state": "running", "target": "16WH", "calendar": "CAL-8x5", "cycle": 1,
            "started_at": "2026-03-03T01:00:00.000Z", "original_due_at": "2026-03-05T01:00:00.000Z",
            "due_at": "2026-03-06T01:00:00.000Z", "due_exclusive": false, "stopped_at": null, "first_stopped_at": null,
            "reopened": false, "breached_at": null, "consumed_seconds": 0, "total_seconds": 57600, "working_time": true,
            "pausable": true, "paused_since": null, "thresholds": [], "provisional": false, "due_history": history,
            "clauses": [], "trace": [] })
    }

    #[test]
    fn an_extension_names_the_due_time_it_replaced() {
        let history = json!([
            { "at": "2026-03-03T01:00:00.000Z", "due_at": "2026-03-05T01:00:00.000Z", "cause": "target" },
            { "at": "2026-03-03T03:00:00.000Z", "due_at": "2026-03-06T01:00:00.000Z", "cause": "extension" },
        ]);
        let view = ticket(json!({ "clocks": [clock(history)] }));
        assert_eq!(due_before(&view.clocks, &extension()), Some("2026-03-05T01:00:00.000Z".parse().unwrap()));
        let view = ticket(json!({ "clocks": [clock(json!([]))] }));
        assert_eq!(due_before(&view.clocks, &extension()), None);
    }
}
