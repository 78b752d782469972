use contract::assets::UnitView;
use domain::{access::Permission, assets::UnitVerification};
use kit::{
    api::use_api,
    i18n::{lang, t},
    live::use_live,
    session::use_session,
    state::{Query, use_query},
    ui::{Button, ButtonLook, Icon, LinkButton, PageHead, QueryView},
};
use leptos::prelude::*;

use super::{page_requests::UnitRequests, page_side::UnitSide, verdict::VerdictCard, verify::VerifyDialog};
use crate::{features::address::use_path_id, l};

/// 电子保修卡: identity, owner, dates, the warranty answer with its grounds, and what was done to the unit.
#[component]
pub(crate) fn UnitPage() -> impl IntoView {
    let (api, id) = (use_api(), use_path_id());
    let unit = use_query(move || {
        let id = id.get();
        async move { api.get::<UnitView>(&format!("/units/{id}")).await }
    });
    use_live().on_event(move |event| {
        let about = event.read::<contract::events::EventEnvelope>();
        if about.is_some_and(|event| event.subject_kind == "unit" && event.subject_id == id.get_untracked()) {
            unit.reload();
        }
    });
    let title = move || match unit.data() {
        Some(unit) => unit.serial.or(unit.batch).unwrap_or(unit.product.model),
        None => l::units::title(lang()).to_owned(),
    };
    let note = move || unit.data().map(|unit| format!("{} · {}", unit.product.model, unit.product.name));
    view! {
        <PageHead title=Signal::derive(title) note=Signal::derive(note)>
            <Actions id=id unit=unit />
        </PageHead>
        <QueryView
            query=unit
            rows=12
            view=|unit| {
                let (verdict, requests) = (unit.warranty.clone(), unit.tickets.clone());
                view! {
                    <div class="with-side">
                        <div class="stack">
                            <VerdictCard verdict=verdict />
                            <UnitRequests requests=requests />
                        </div>
                        <UnitSide unit=unit />
                    </div>
                }
                    .into_any()
            }
        />
    }
}

#[component]
fn Actions(id: Memo<String>, unit: Query<UnitView>) -> impl IntoView {
    let session = use_session();
    let verifying = RwSignal::new(false);
    let may = move |permission| Memo::new(move |_| session.can(permission));
    let (may_write, may_register) = (may(Permission::UnitsWrite), may(Permission::TicketsRegister));
    let to_verify = Memo::new(move |_| {
        let unverified = unit
            .signal()
            .with(|unit| unit.as_ref().is_some_and(|unit| unit.verification != UnitVerification::Verified));
        unverified && session.can(Permission::UnitsVerify)
    });
    view! {
        <Show when=move || to_verify.get()>
            <Button icon=Icon::BadgeCheck on_press=move |()| verifying.set(true)>{t(l::units::verify)}</Button>
        </Show>
        <Show when=move || may_write.get()>
            <LinkButton href=Signal::derive(move || format!("/units/{}/edit", id.get())) icon=Icon::PenLine>
                {t(l::form::edit)}
            </LinkButton>
        </Show>
        <Show when=move || may_register.get()>
            <LinkButton
                href=Signal::derive(move || format!("/tickets/new?unit_id={}", id.get()))
                look=ButtonLook::Primary
                icon=Icon::Plus
            >
                {t(l::nav::new_request)}
            </LinkButton>
        </Show>
        <VerifyDialog open=verifying unit=unit />
    }
}
