use contract::imports::{ImportState, ImportView};
use kit::{
    api::{Method, use_api},
    i18n::{lang, t, text},
    state::{Query, use_query, use_submit},
    ui::{Button, ButtonLook, ConfirmDialog, FormAlert, Icon, LinkButton, PageHead, QueryView},
};
use leptos::prelude::*;

use super::{
    findings::Findings,
    model::{is_running, kind_text},
    summary::Summary,
};
use crate::{features::address::use_path_id, l};

/// How often a running import is asked for its progress.
const PACE: std::time::Duration = std::time::Duration::from_millis(1200);

/// One import: progress, sums, columns, and everything that was found.
#[component]
pub(crate) fn ImportPage() -> impl IntoView {
    let (api, id) = (use_api(), use_path_id());
    let import = use_query(move || {
        let id = id.get();
        async move { api.get::<ImportView>(&format!("/imports/{id}")).await }
    });
    follow(import);
    let name = move || {
        import.data().map(|import| import.file_name).unwrap_or_else(|| l::imports::title(lang()).to_owned())
    };
    let note = move || import.data().map(|import| kind_text(import.kind, lang()).to_owned());
    let state = Memo::new(move |_| import.signal().with(|import| import.as_ref().map(|import| import.state)));
    view! {
        <PageHead title=Signal::derive(name) note=Signal::derive(note)>
            <LinkButton href="/imports" icon=Icon::History>{t(l::imports::title)}</LinkButton>
            <Show when=move || state.get() == Some(ImportState::Checked)>
                <Apply import=import />
            </Show>
        </PageHead>
        <div class="stack">
            <QueryView query=import rows=6 view=|import| view! { <Summary import=import /> }.into_any() />
            // the report is complete only when nothing runs
            {move || {
                let settled = state.get().filter(|state| !is_running(*state));
                settled.map(|_| view! { <Findings id=id /> })
            }}
        </div>
    }
}

#[component]
fn Apply(import: Query<ImportView>) -> impl IntoView {
    let api = use_api();
    let sure = RwSignal::new(false);
    let apply = use_submit(
        move |id: String, key| async move {
            api.request(Method::Post, &format!("/imports/{id}/apply"))
                .retry_key(key)
                .send::<ImportView>()
                .await
        },
        move |view| import.set(view),
    );
    let confirm = move || {
        if let Some(import) = import.data_untracked() {
            apply.send(import.id.to_string());
        }
    };
    let words = move || {
        let sums =
            import.data().map(|import| (import.created, import.rejected, import.updated)).unwrap_or_default();
        l::imports::apply_text(lang(), sums.0, sums.1, sums.2)
    };
    view! {
        {move || apply.error().get().map(|error| view! { <FormAlert error=error /> })}
        <Button look=ButtonLook::Primary icon=Icon::Check busy=apply.busy() on_press=move |()| sure.set(true)>
            {t(l::imports::apply)}
        </Button>
        <ConfirmDialog
            open=sure
            title=text(l::imports::apply)
            text=Signal::derive(words)
            action=text(l::imports::apply)
            look=ButtonLook::Primary
            on_confirm=move |()| confirm()
        />
    }
}

/// Asks again while it runs, for as long as the page is open.
fn follow(import: Query<ImportView>) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let hold = move || {
        if let Some(Some(timer)) = timer.try_get_value() {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        let running =
            import.signal().with(|import| import.as_ref().is_some_and(|import| is_running(import.state)));
        hold();
        if running {
            timer.set_value(set_timeout_with_handle(move || import.reload(), PACE).ok());
        }
    });
    on_cleanup(hold);
}
