use kit::{
    i18n::{lang, t},
    ui::{Glyph, Icon},
};
use leptos::prelude::*;

use super::{
    flow_model::{Progress, stages},
    state::use_ticket,
};
use crate::l;

/// The way from the call to the archive, and where the request stands on it.
#[component]
pub(super) fn FlowBar() -> impl IntoView {
    let ticket = use_ticket();
    let all = ticket.part(stages);
    let here = move || {
        all.get().into_iter().position(|stage| stage.progress == Progress::Here).map_or(0, |at| at + 1)
    };
    let line = move || {
        all.get()
            .into_iter()
            .map(|stage| {
                let (class, icon) = match stage.progress {
                    Progress::Done => ("flow-done", Icon::Check),
                    Progress::Here => ("flow-here", Icon::CircleDot),
                    Progress::Ahead => ("flow-ahead", Icon::Circle),
                };
                let current = (stage.progress == Progress::Here).then_some("step");
                view! {
                    <li class=format!("flow-stage {class}") aria-current=current>
                        <Glyph icon=icon />
                        <span>{move || kit::label!(stage.state)}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <div class="flow">
            <p class="flow-short muted">{move || l::ticket::stage(lang(), all.with(Vec::len), here())}</p>
            <ol class="flow-bar" aria-label=t(l::ticket::flow)>
                {line}
            </ol>
        </div>
    }
}
