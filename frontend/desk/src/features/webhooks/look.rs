use contract::{access::BranchView, webhooks::WebhookView};
use domain::{
    kernel::BranchId,
    webhooks::{DeliveryState, EventType},
};
use kit::{
    i18n::{Lang, lang},
    state::Query,
    ui::{Badge, Icon, Tone},
};
use leptos::prelude::*;

use super::event_types::subject_name;
use crate::l;

/// Whether it sends, and why not.
#[component]
pub(super) fn StateOfWebhook(hook: WebhookView) -> impl IntoView {
    let (active, reason) = (hook.active, hook.disabled_reason);
    let (tone, icon) = match (active, reason) {
        (true, _) => (Tone::Good, Icon::CircleCheck),
        (false, Some(_)) => (Tone::Bad, Icon::CircleX),
        (false, None) => (Tone::Quiet, Icon::CirclePause),
    };
    let words = move || match (active, reason) {
        (true, _) => l::webhooks::active(lang()),
        (false, Some(_)) => l::webhooks::switched_off(lang()),
        (false, None) => l::webhooks::paused(lang()),
    };
    let why = move || reason.map(|reason| kit::label!(reason));
    view! {
        <span title=why><Badge text=Signal::derive(move || words().to_owned()) tone=tone icon=icon /></span>
    }
}

#[component]
pub(super) fn StateOfDelivery(state: DeliveryState) -> impl IntoView {
    let (tone, icon) = match state {
        DeliveryState::Pending => (Tone::Active, Icon::Hourglass),
        DeliveryState::Delivered => (Tone::Good, Icon::CircleCheck),
        DeliveryState::Failed => (Tone::Bad, Icon::CircleX),
    };
    view! { <Badge text=Signal::derive(move || kit::label!(state).to_owned()) tone=tone icon=icon /> }
}

/// The branch whose events are sent; none: the company.
pub(super) fn scope_name(branch: Option<BranchId>, branches: Query<Vec<BranchView>>) -> String {
    let Some(id) = branch else { return l::webhooks::whole_company(lang()).to_owned() };
    let name = branches.signal().with(|all| {
        let found = all.as_deref().and_then(|all| all.iter().find(|branch| branch.id == id));
        found.map(|branch| branch.name.clone())
    });
    name.unwrap_or_else(|| "…".to_owned())
}

/// A chosen type in words: `ticket.archived`, `ticket.*`; one that is not known by its code.
pub(super) fn type_name(name: &str, lang: Lang) -> String {
    match (name.parse::<EventType>(), name.strip_suffix(".*")) {
        (Ok(event), _) => {
            let what = lang.pick(event.zh(), event.en());
            l::webhooks::of_subject(lang, subject_name(event.subject(), lang), what)
        }
        (Err(_), Some(subject)) => l::webhooks::all_of(lang, subject_name(subject, lang)),
        _ => name.to_owned(),
    }
}

/// What a subscription is about, in a few words.
#[component]
pub(super) fn EventTypeList(types: Vec<String>) -> impl IntoView {
    if types.is_empty() {
        return view! { <span class="grant">{move || l::webhooks::all_events(lang())}</span> }.into_any();
    }
    let one = |name: String| {
        let code = name.clone();
        view! { <span class="grant" title=code>{move || type_name(&name, lang())}</span> }
    };
    view! { <div class="grant-list">{types.into_iter().map(one).collect_view()}</div> }.into_any()
}
