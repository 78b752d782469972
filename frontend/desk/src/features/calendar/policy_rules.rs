use domain::{
    access::Role,
    sla::{PauseReason, PolicySpec},
};
use kit::{
    i18n::{Lang, lang, t, text},
    ui::{Fact, FactList},
};
use leptos::prelude::*;

use crate::l;

fn reasons(codes: &[PauseReason], lang: Lang) -> String {
    codes
        .iter()
        .map(|reason| lang.pick(reason.zh(), reason.en()))
        .collect::<Vec<_>>()
        .join(lang.pick("、", ", "))
}

fn roles(codes: &[String], lang: Lang) -> String {
    let name = |code: &String| match code.parse::<Role>() {
        Ok(role) => lang.pick(role.zh(), role.en()).to_owned(),
        Err(_) => code.clone(),
    };
    codes.iter().map(name).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// The rules beside the targets: pause, extension, priority, reopening, who hears of what.
#[component]
pub(super) fn PolicyRules(policy: PolicySpec) -> impl IntoView {
    let PolicySpec { pause, extension, priority_change, reopen, thresholds, .. } = policy;
    let (allowed, refused) = (pause.reasons, pause.refused_reasons);
    let (up, down, mode) = (priority_change.up, priority_change.down, reopen.mode);
    let thresholds: Vec<_> = thresholds
        .into_iter()
        .map(|rule| {
            let who = rule.to;
            view! { <Fact name=Signal::stored(format!("{} %", rule.at))>{move || roles(&who, lang())}</Fact> }
        })
        .collect();
    let (max_days, max_count, window_days, repeat_days) =
        (pause.max_days, extension.max_count, reopen.window_days, reopen.repeat_repair_days);
    view! {
        <div class="columns rule-cards">
            <section class="card-box">
                <header><h2>{t(l::calendar::pause)}</h2></header>
                <div class="card-body">
                    <FactList>
                        <Fact name=text(l::calendar::pause_allowed)>{move || reasons(&allowed, lang())}</Fact>
                        <Fact name=text(l::calendar::pause_refused)>{move || reasons(&refused, lang())}</Fact>
                        <Fact name=text(l::calendar::pause_most)>{move || l::calendar::days(lang(), max_days)}</Fact>
                    </FactList>
                </div>
            </section>
            <section class="card-box">
                <header><h2>{t(l::calendar::changes)}</h2></header>
                <div class="card-body">
                    <FactList>
                        <Fact name=text(l::calendar::extension)>{move || l::calendar::extension_rule(lang(), max_count)}</Fact>
                        <Fact name=text(l::calendar::priority_up)>{move || kit::label!(up)}</Fact>
                        <Fact name=text(l::calendar::priority_down)>{move || kit::label!(down)}</Fact>
                        <Fact name=text(l::calendar::reopen)>
                            {move || l::calendar::reopen_rule(lang(), window_days)} " · " {move || kit::label!(mode)}
                        </Fact>
                        <Fact name=text(l::calendar::repeat)>{move || l::calendar::days(lang(), repeat_days)}</Fact>
                    </FactList>
                </div>
            </section>
            <section class="card-box">
                <header><h2>{t(l::calendar::thresholds)}</h2></header>
                <div class="card-body"><FactList>{thresholds}</FactList></div>
            </section>
        </div>
    }
}
