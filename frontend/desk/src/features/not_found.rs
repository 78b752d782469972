use kit::{
    i18n::{t, text},
    ui::{ButtonLook, EmptyState, Icon, LinkButton},
};
use leptos::prelude::*;

use crate::l;

/// An address that leads nowhere.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Route title=text(l::not_found::title) text=text(l::not_found::text)>
            <LinkButton href="/" look=ButtonLook::Primary>{t(l::not_found::home)}</LinkButton>
        </EmptyState>
    }
}
