use domain::tickets::EndKind;
use kit::{
    i18n::{Lang, lang},
    time::{self, countdown::natural_span},
    ui::{Glyph, Icon, Tone},
};
use leptos::prelude::*;

use super::{
    state::use_ticket,
    words::{actor_name, moment},
};
use crate::l;

/// What one must know before anything else: waiting, ended, archived, reopened, a signature that no longer counts.
#[component]
pub(super) fn Banners() -> impl IntoView {
    view! {
        <Waiting />
        <Ended />
        <Archived />
        <Reopened />
        <VoidSignature />
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let hold = use_ticket().part(|ticket| ticket.hold.clone());
    move || {
        hold.get().map(|hold| {
            let until = hold.expected_until.map(moment);
            let words = move |lang: Lang| {
                let reason = lang.pick(hold.reason.zh(), hold.reason.en());
                match &until {
                    Some(until) => l::ticket::banner::waiting_until(lang, reason, moment(hold.since), until),
                    None => l::ticket::banner::waiting(lang, reason, moment(hold.since)),
                }
            };
            view! { <Banner icon=Icon::CirclePause tone=Tone::Quiet words=words quote=Some(hold.notice.text.to_string()) /> }
        })
    }
}

#[component]
fn Ended() -> impl IntoView {
    let ending = use_ticket().part(|ticket| ticket.ending.clone());
    move || {
        ending.get().map(|ending| {
            let other = ending.duplicate_of;
            let is_merged = ending.how == EndKind::Merged;
            let words = move |lang: Lang| {
                let how = lang.pick(ending.how.zh(), ending.how.en());
                l::ticket::banner::ended(lang, moment(ending.at), how, actor_name(&ending.by, lang))
            };
            view! {
                <Banner icon=Icon::Ban tone=Tone::Quiet words=words quote=Some(ending.reason.to_string()) />
                {other
                    .map(|id| {
                        view! { <p><a href=format!("/tickets/{id}")>
                            {move || {
                                if is_merged { l::ticket::banner::survivor(lang()) } else { l::ticket::banner::original(lang()) }
                            }}
                        </a></p> }
                    })}
            }
        })
    }
}

#[component]
fn Archived() -> impl IntoView {
    let archived = use_ticket().part(|ticket| ticket.archived_at.map(|at| (at, ticket.reopen_until)));
    move || {
        archived.get().map(|(at, until)| {
            let words = move |lang: Lang| {
                let now = time::now();
                match until.filter(|until| *until > now) {
                    Some(until) => {
                        let left = natural_span(until.millis_since(now) / 1000, lang);
                        l::ticket::banner::archived_open(lang, moment(at), left, moment(until))
                    }
                    None => l::ticket::banner::archived(lang, moment(at)),
                }
            };
            view! { <Banner icon=Icon::Archive tone=Tone::Good words=words /> }
        })
    }
}

#[component]
fn Reopened() -> impl IntoView {
    let reopened = use_ticket().part(|ticket| {
        let last = ticket.earlier_cycles.last().filter(|_| ticket.state.is_open())?;
        Some((
            ticket.earlier_cycles.len(),
            last.reopened_at,
            last.reopened_by.clone(),
            last.reason.to_string(),
        ))
    });
    move || {
        reopened.get().map(|(count, at, by, reason)| {
            let words =
                move |lang: Lang| l::ticket::banner::reopened(lang, moment(at), count, actor_name(&by, lang));
            view! { <Banner icon=Icon::ArchiveRestore tone=Tone::Warn words=words quote=Some(reason) /> }
        })
    }
}

#[component]
fn VoidSignature() -> impl IntoView {
    let is_void = use_ticket().part(|ticket| {
        let signed =
            ticket.cycle.confirmation.as_ref().is_some_and(|confirmation| confirmation.signature.is_some());
        signed && !ticket.signature_valid
    });
    view! {
        <Show when=move || is_void.get()>
            <Banner icon=Icon::TriangleAlert tone=Tone::Bad words=|lang: Lang| l::ticket::banner::signature_void(lang).to_owned() />
        </Show>
    }
}

#[component]
fn Banner(
    icon: Icon,
    tone: Tone,
    words: impl Fn(Lang) -> String + Send + Sync + 'static,
    #[prop(default = None)] quote: Option<String>,
) -> impl IntoView {
    view! {
        <div class=format!("alert-box {}", tone.class()) role="status">
            <Glyph icon=icon />
            <div class="grow">
                <p>{move || words(lang())}</p>
                {quote.map(|quote| view! { <p class="alert-advice">{quote}</p> })}
            </div>
        </div>
    }
}
