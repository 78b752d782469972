use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{
    i18n::lang,
    time::{self, Civil, ClockLook, Countdown, SHANGHAI, Zone},
};

const fn icon(look: ClockLook) -> Icon {
    match look {
        ClockLook::Running => Icon::Clock,
        ClockLook::Soon => Icon::Timer,
        ClockLook::Breached => Icon::ClockAlert,
        ClockLook::Paused => Icon::CirclePause,
        ClockLook::Met => Icon::CircleCheck,
        ClockLook::Missed => Icon::CircleX,
        ClockLook::Cancelled => Icon::Ban,
    }
}

/// `还剩 3 工时 · 明天 10:30`: icon, words and colour; the exact instant is under the mouse. `bar` draws the used share.
#[component]
pub fn CountdownText(
    #[prop(into)] clock: Signal<Countdown>,
    #[prop(optional)] bar: bool,
    #[prop(default = SHANGHAI)] zone: Zone,
) -> impl IntoView {
    let look = Memo::new(move |_| LookOf(clock.with(|clock| clock.look(time::now()))));
    let words = move || clock.with(|clock| clock.words(time::now(), zone, lang()));
    let exact = move || clock.with(|clock| Civil::at(clock.due_at, zone).long(lang()));
    let used = move || clock.with(|clock| clock.used_percent(time::now()).to_string());
    view! {
        <span class=move || format!("countdown clock-{}", look.get().0.class()) title=exact>
            <Glyph icon=Signal::derive(move || icon(look.get().0)) />
            <span class="countdown-left">{move || words().0}</span>
            <span class="countdown-due">{move || words().1}</span>
            {bar.then(|| view! { <progress class="countdown-bar" max="100" value=used></progress> })}
        </span>
    }
}

/// Drawn again only when the look changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LookOf(ClockLook);
