//! What waits for somebody's word, above everything else, with the way to give it.

use domain::{
    sla::{Clock, ClockKind},
    tickets::Action,
};
use kit::{
    i18n::{Lang, lang},
    time::Countdown,
    ui::{Button, CountdownText, Glyph, Icon, Tone},
};
use leptos::prelude::*;

use super::{
    super::{
        command::use_commands,
        state::use_ticket,
        steps_model::{Steps, icon as icon_of},
        words::{actor_name, moment},
    },
    urges::urge_look,
};
use crate::l;

/// Urgings without an answer, an extension to decide, a case at head office.
#[component]
pub(in super::super) fn Pending() -> impl IntoView {
    view! {
        <OpenUrges />
        <ExtensionToDecide />
        <AtHeadOffice />
    }
}

#[component]
fn OpenUrges() -> impl IntoView {
    let ticket = use_ticket();
    let open = ticket.part(|ticket| ticket.promises.open_urges().cloned().collect::<Vec<_>>());
    move || {
        let open = open.get();
        // the strongest says how urgent it is
        let worst = open.iter().max_by_key(|order| (urge_rank(order.kind), order.level))?.clone();
        let (tone, icon) = urge_look(worst.kind);
        let (kind, level, count, by, at) = (worst.kind, worst.level, open.len(), worst.by, worst.at);
        let words = move |lang: Lang| {
            let (kind, who) = (lang.pick(kind.zh(), kind.en()), actor_name(&by, lang));
            match (count, level) {
                (1, 1) => l::promise::banner::urged(lang, moment(at), kind, who),
                _ => l::promise::banner::urged_more(lang, moment(at), kind, level, count, who),
            }
        };
        Some(view! {
            <Notice icon=icon tone=tone words=words quote=worst.text.to_string() clock=ClockKind::UrgeReply action=Action::AnswerUrge />
        })
    }
}

const fn urge_rank(kind: domain::tickets::UrgeKind) -> u8 {
    match kind {
        domain::tickets::UrgeKind::Hasten => 0,
        domain::tickets::UrgeKind::Supervise => 1,
    }
}

#[component]
fn ExtensionToDecide() -> impl IntoView {
    let asked = use_ticket().part(|ticket| ticket.promises.asked_extension.clone());
    move || {
        asked.get().map(|asked| {
            let (clock, by, due) = (asked.clock, asked.by, asked.new_due_at);
            let words = move |lang: Lang| {
                let clock = lang.pick(clock.zh(), clock.en());
                l::promise::banner::asked(lang, clock, moment(due), actor_name(&by, lang))
            };
            view! {
                <Notice
                    icon=Icon::CalendarPlus
                    tone=Tone::Warn
                    words=words
                    quote=asked.explanation.to_string()
                    clock=clock
                    action=Action::DecideExtension
                />
            }
        })
    }
}

#[component]
fn AtHeadOffice() -> impl IntoView {
    let open = use_ticket().part(|ticket| ticket.promises.open_transfer().cloned());
    move || {
        open.get().map(|transfer| {
            let until = transfer.new_time;
            let accepted = transfer.accepted;
            let action = if accepted.is_some() { Action::ReturnTransfer } else { Action::AcceptTransfer };
            let words = move |lang: Lang| match &accepted {
                Some(accepted) => {
                    let who = actor_name(&accepted.by, lang);
                    l::promise::banner::at_hq(lang, moment(accepted.at), moment(until), who)
                }
                None => l::promise::banner::to_hq(lang, moment(transfer.at), moment(until)),
            };
            view! {
                <Notice
                    icon=Icon::Building2
                    tone=Tone::Active
                    words=words
                    quote=transfer.reason.to_string()
                    clock=ClockKind::HqAccept
                    action=action
                />
            }
        })
    }
}

/// A line with its countdown, and the step that answers it for who may.
#[component]
fn Notice(
    icon: Icon,
    tone: Tone,
    words: impl Fn(Lang) -> String + Send + Sync + 'static,
    quote: String,
    clock: ClockKind,
    action: Action,
) -> impl IntoView {
    let (ticket, commands) = (use_ticket(), use_commands());
    let may = ticket.part(move |ticket| Steps::of(&ticket.next_steps).can(action));
    let running = ticket.part(move |ticket| {
        let open = ticket.clocks.iter().filter(|known| known.kind == clock && known.is_open());
        open.max_by_key(|known| known.cycle).cloned()
    });
    let countdown = move || {
        let clock: Clock = running.get()?;
        let shown = Countdown::of(&clock, ticket.as_of())?;
        Some(view! {
            <span class="pending-clock">
                <small class="muted">{move || kit::label!(clock.kind)}</small>
                <CountdownText clock=Signal::stored(shown) />
            </span>
        })
    };
    view! {
        <div class=format!("alert-box pending {}", tone.class()) role="status">
            <Glyph icon=icon />
            <div class="grow">
                <p>{move || words(lang())}</p>
                <p class="alert-advice">{quote}</p>
            </div>
            {countdown}
            <Show when=move || may.get()>
                <Button icon=icon_of(action) on_press=move |()| commands.begin(action)>
                    {move || kit::label!(action)}
                </Button>
            </Show>
        </div>
    }
}
