use contract::sla::{PolicyDetail, PolicyItem};
use kit::{
    api::use_api,
    i18n::{lang, t, text},
    state::{use_param, use_query},
    ui::{Badge, Choice, EmptyState, Icon, LinkButton, QueryView, Tone},
};
use leptos::prelude::*;

use super::{policy_clocks::PolicyClocks, policy_rules::PolicyRules};
use crate::{features::filter_bar::FilterSelect, l};

/// The service policy in force, or another version of it.
#[component]
pub(super) fn PolicyTab() -> impl IntoView {
    let api = use_api();
    let version = use_param("policy");
    let versions = use_query(move || async move { api.get::<Vec<PolicyItem>>("/policies").await });
    let options = Signal::derive(move || {
        let choice = |item: PolicyItem| {
            Choice::new(item.id.to_string(), format!("{} {}", item.policy_id, item.version))
        };
        versions.data().unwrap_or_default().into_iter().map(choice).collect::<Vec<_>>()
    });
    let shown = move |items: Vec<PolicyItem>| {
        let wanted = version.get();
        let item = match &wanted {
            Some(id) => items.iter().find(|item| item.id.to_string() == *id),
            None => items.iter().find(|item| item.in_force).or_else(|| items.first()),
        };
        match item {
            Some(item) => view! { <Policy id=item.id.to_string() /> }.into_any(),
            None => {
                view! { <EmptyState icon=Icon::FileText title=text(l::calendar::no_policy) /> }.into_any()
            }
        }
    };
    view! {
        <div class="filter-bar">
            <FilterSelect param=version options=options all=text(l::calendar::in_force) />
            <LinkButton href="/tools" icon=Icon::SlidersHorizontal>{t(l::calendar::try_it)}</LinkButton>
        </div>
        <QueryView query=versions rows=10 view=shown />
    }
}

#[component]
fn Policy(id: String) -> impl IntoView {
    let api = use_api();
    let id = StoredValue::new(id);
    let policy =
        use_query(
            move || async move { api.get::<PolicyDetail>(&format!("/policies/{}", id.get_value())).await },
        );
    view! {
        <QueryView
            query=policy
            rows=10
            view=|detail| {
                let spec = detail.spec.clone();
                view! {
                    <div class="stack">
                        <Head detail=detail />
                        <PolicyClocks policy=spec.clone() />
                        <PolicyRules policy=spec />
                    </div>
                }
                    .into_any()
            }
        />
    }
}

#[component]
fn Head(detail: PolicyDetail) -> impl IntoView {
    let PolicyDetail { in_force, spec, .. } = detail;
    let from = spec.effective_from.map(|day| day.to_string());
    let state = Signal::derive(move || {
        if in_force { l::calendar::in_force(lang()) } else { l::calendar::not_in_force(lang()) }.to_owned()
    });
    let (tone, icon) = if in_force { (Tone::Good, Icon::CircleCheck) } else { (Tone::Quiet, Icon::History) };
    view! {
        <div class="row">
            <h2>{spec.policy_id} " " {spec.version}</h2>
            <Badge text=state tone=tone icon=icon />
            <span class="muted">{move || from.as_ref().map(|day| l::calendar::since(lang(), day))}</span>
        </div>
    }
}
