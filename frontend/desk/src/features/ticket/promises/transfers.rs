use domain::tickets::{AttachmentRef, Transfer};
use kit::{
    i18n::{lang, t},
    ui::{Badge, Icon, TimeText, Tone},
};
use leptos::prelude::*;

use super::{
    super::{record::Part, state::use_ticket, words::actor_name},
    extensions::ToldWith,
};
use crate::l;

/// 转总部: where the case stands there.
#[component]
pub(super) fn Transfers() -> impl IntoView {
    let transfers =
        use_ticket().part(|ticket| (ticket.promises.transfers.clone(), ticket.attachments.clone()));
    move || {
        let (transfers, files) = transfers.get();
        (!transfers.is_empty()).then(|| {
            view! {
                <Part title=l::promise::transfers>
                    {transfers.into_iter().rev().map(|one| transfer(one, &files)).collect_view()}
                </Part>
            }
        })
    }
}

fn transfer(one: Transfer, files: &[AttachmentRef]) -> impl IntoView + use<> {
    let (tone, icon, words): (_, _, fn(kit::i18n::Lang) -> &'static str) =
        match (&one.accepted, &one.returned) {
            (_, Some(_)) => (Tone::Good, Icon::CornerUpLeft, l::promise::transfer_returned),
            (Some(_), None) => (Tone::Active, Icon::Building2, l::promise::transfer_accepted),
            (None, None) => (Tone::Warn, Icon::Hourglass, l::promise::transfer_open),
        };
    let names: Vec<String> = files
        .iter()
        .filter(|file| one.materials.contains(&file.id))
        .map(|file| file.name.to_string())
        .collect();
    let by = one.by;
    view! {
        <div class="note-line">
            <p class="row">
                <Badge text=Signal::derive(move || words(lang()).to_owned()) tone=tone icon=icon />
                <span class="muted">{move || actor_name(&by, lang())} " · " <TimeText at=one.at /></span>
                {one
                    .accepted
                    .map(|accepted| {
                        let by = accepted.by;
                        view! {
                            <span class="muted">
                                {t(l::promise::accepted_by)} " " {move || actor_name(&by, lang())} " · " <TimeText at=accepted.at />
                            </span>
                        }
                    })}
            </p>
            <p class="prose">{one.reason.to_string()}</p>
            <p class="muted">{t(l::promise::materials)} " " {names.join("、")}</p>
            <p>{t(l::promise::new_time)} " " <TimeText at=one.new_time long=true /></p>
            <ToldWith notice=one.notice />
            {one
                .returned
                .map(|answer| {
                    let by = answer.by;
                    view! {
                        <p class="prose answer">
                            <b>{t(l::promise::hq_answer)}</b> " " {answer.text.to_string()} " "
                            <small class="muted">{move || actor_name(&by, lang())} " · " <TimeText at=answer.at /></small>
                        </p>
                    }
                })}
        </div>
    }
}
