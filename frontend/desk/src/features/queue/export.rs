use domain::access::Permission;
use kit::{
    api::use_api,
    browser,
    i18n::{lang_now, t, text},
    session::use_session,
    time::{self, Civil, SHANGHAI},
    ui::{Button, Dialog, Icon, use_toasts},
};
use leptos::prelude::*;

use super::filters::Filters;
use crate::l;

/// The list with its filters as a file, for who may export.
#[component]
pub(super) fn Export(filters: Filters) -> impl IntoView {
    let (api, toasts, session) = (use_api(), use_toasts(), use_session());
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let fetch = move |format: &'static str| {
        let path = format!("/exports/tickets.{format}{}", untrack(|| filters.whole()));
        let day = Civil::at(time::now_untracked(), SHANGHAI).date();
        let name = l::queue::export::file(lang_now(), day, format);
        busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = api.file(&path).await;
            // the page may be gone meanwhile
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(blob) => {
                    browser::save_file(&blob, &name);
                    open.set(false);
                }
                Err(error) => toasts.failed(&error),
            }
        });
    };
    view! {
        <Show when=move || session.can(Permission::ExportsRun)>
            <Button icon=Icon::Download on_press=move |()| open.set(true)>{t(l::queue::export::title)}</Button>
        </Show>
        <Dialog open=open title=text(l::queue::export::title)>
            <p>{t(l::queue::export::what)}</p>
            <div class="dialog-actions">
                <Button icon=Icon::FileText busy=busy on_press=move |()| fetch("csv")>"CSV"</Button>
                <Button icon=Icon::FileSpreadsheet busy=busy on_press=move |()| fetch("xlsx")>
                    {t(l::queue::export::workbook)}
                </Button>
            </div>
        </Dialog>
    }
}
