use contract::webhooks::WebhookView;
use domain::{access::Permission, kernel::Actor};
use kit::{
    api::use_api,
    i18n::{lang, t, text},
    session::use_session,
    state::use_query,
    ui::{Fact, FactList, Icon, LinkButton, PageHead, QueryView, TimeText},
};
use leptos::prelude::*;

use super::{
    actions::Actions,
    log::Log,
    look::{EventTypeList, StateOfWebhook, scope_name},
};
use crate::{
    features::{address::use_path_id, people::use_branches},
    l,
};

/// One subscription: what it is, what can be done with it, what was sent.
#[component]
pub(crate) fn WebhookPage() -> impl IntoView {
    let (api, id, session) = (use_api(), use_path_id(), use_session());
    let hook = use_query(move || {
        let id = id.get();
        async move { api.get::<WebhookView>(&format!("/webhooks/{id}")).await }
    });
    // bumped when something was put in line
    let sent = RwSignal::new(0_u32);
    let may_manage = Memo::new(move |_| session.can(Permission::WebhooksManage));
    let name = move || {
        let known = hook.data().and_then(|hook| hook.description);
        known.unwrap_or_else(|| l::webhooks::title(lang()).to_owned())
    };
    let there = Memo::new(move |_| hook.signal().with(Option::is_some));
    view! {
        <PageHead title=Signal::derive(name)>
            <LinkButton href="/webhooks" icon=Icon::ArrowLeft>{t(l::webhooks::title)}</LinkButton>
            <Show when=move || may_manage.get() && there.get()>
                <Actions hook=hook sent=sent />
            </Show>
        </PageHead>
        <div class="stack">
            <QueryView query=hook rows=5 view=|hook| view! { <Facts hook=hook /> }.into_any() />
            <Show when=move || there.get()>
                <Log hook=hook sent=sent may_manage=may_manage />
            </Show>
        </div>
    }
}

#[component]
fn Facts(hook: WebhookView) -> impl IntoView {
    let branches = use_branches();
    let (branch_id, reason, created_by) = (hook.branch_id, hook.disabled_reason, hook.created_by.clone());
    let who = move || match &created_by {
        Actor::User { name, .. } | Actor::ApiKey { name, .. } | Actor::Customer { name } => name.clone(),
        Actor::System => l::people::system(lang()).to_owned(),
    };
    let (url, types, created_at, position, until) = (
        hook.url.clone(),
        hook.event_types.clone(),
        hook.created_at,
        hook.position,
        hook.previous_secret_until,
    );
    let until = until.filter(|until| *until > kit::time::now());
    view! {
        <section class="card">
            <FactList class="webhook-facts">
                <Fact name=text(l::webhooks::url)><span class="webhook-url">{url}</span></Fact>
                <Fact name=text(l::webhooks::state)>
                    <StateOfWebhook hook=hook />
                    {reason.map(|reason| view! { <p class="muted">{move || kit::label!(reason)}</p> })}
                </Fact>
                <Fact name=text(l::webhooks::event_types)><EventTypeList types=types /></Fact>
                <Fact name=text(l::webhooks::scope)>{move || scope_name(branch_id, branches)}</Fact>
                <Fact name=text(l::webhooks::created)><TimeText at=created_at long=true /> " · " {who}</Fact>
                <Fact name=text(l::webhooks::position)><span class="num-left">{position}</span></Fact>
                {until
                    .map(|until| {
                        view! {
                            <Fact name=text(l::webhooks::old_secret)>
                                {t(l::webhooks::old_secret_until)} " " <TimeText at=until long=true />
                            </Fact>
                        }
                    })}
            </FactList>
        </section>
    }
}
