use contract::sla::{HolidayFile, HolidayImportResult, MovedClock};
use domain::kernel::CalendarId;
use kit::{
    api::{Method, use_api},
    i18n::{lang, t, text},
    state::use_submit,
    ui::{Button, Dialog, DialogSize, Fact, FactList, FileDrop, FormAlert, TimeText},
};
use leptos::prelude::*;
use wasm_bindgen::{JsValue, closure::Closure};

use crate::{features::form::unreadable, l};

/// Reads the file of an official year and hands its JSON to the server; shows what changed and which deadlines moved.
#[component]
pub(super) fn HolidayImport(
    open: RwSignal<bool>,
    id: CalendarId,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let api = use_api();
    let result = RwSignal::new(None::<HolidayImportResult>);
    let send = use_submit(
        move |file: HolidayFile, key| async move {
            let path = format!("/calendars/{id}/holidays");
            api.request(Method::Post, &path).retry_key(key).json(&file).send::<HolidayImportResult>().await
        },
        move |done| result.set(Some(done)),
    );
    let take = move |files: Vec<web_sys::File>| {
        let Some(file) = files.into_iter().next() else { return };
        read_text(&file, move |text| match serde_json::from_str(&text) {
            Ok(json) => send.send(HolidayFile(json)),
            Err(_) => send.error().set(Some(unreadable(&[""]))),
        });
    };
    // the new version becomes the calendar of the page only when its result has been read
    let close = move || {
        open.set(false);
        if result.get_untracked().is_some() {
            result.set(None);
            on_done.run(());
        }
    };
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            close();
        }
        is_open
    });
    view! {
        <Dialog open=open title=text(l::calendar::import_holidays) size=DialogSize::Wide>
            {move || match result.get() {
                Some(done) => view! { <Done done=done /> }.into_any(),
                None => {
                    view! {
                        <p class="muted">{t(l::calendar::import_text)}</p>
                        {move || send.error().get().map(|error| view! { <FormAlert error=error /> })}
                        <FileDrop on_files=take accept=".json,application/json" hint=text(l::calendar::import_hint) />
                    }
                        .into_any()
                }
            }}
            <div class="dialog-actions">
                <Button on_press=move |()| close() busy=send.busy()>{t(l::calendar::close)}</Button>
            </div>
        </Dialog>
    }
}

/// The text of a file; nothing happens when the browser cannot read it.
fn read_text(file: &web_sys::File, then: impl FnOnce(String) + 'static) {
    let on_text = Closure::once(move |text: JsValue| then(text.as_string().unwrap_or_default()));
    let _ = file.text().then(&on_text);
    // the promise calls it once, and then it is freed with the page
    on_text.forget();
}

#[component]
fn Done(done: HolidayImportResult) -> impl IntoView {
    let HolidayImportResult { import, moved, version, .. } = done;
    let dates = |dates: &[_]| dates.iter().map(ToString::to_string).collect::<Vec<String>>().join("  ");
    let (changed, removed, kept) =
        (import.changed.len(), dates(&import.removed), dates(&import.company_kept));
    let none_moved = moved.is_empty();
    view! {
        <FactList>
            <Fact name=text(l::calendar::year)>{import.year} " · v" {version}</Fact>
            <Fact name=text(l::calendar::changed)>{move || l::calendar::days(lang(), changed)}</Fact>
            {(!removed.is_empty()).then(|| view! { <Fact name=text(l::calendar::removed)>{removed}</Fact> })}
            {(!kept.is_empty()).then(|| view! { <Fact name=text(l::calendar::company_kept)>{kept}</Fact> })}
        </FactList>
        <h3>{t(l::calendar::moved)}</h3>
        {none_moved.then(|| view! { <p class="muted">{t(l::calendar::none_moved)}</p> })}
        <ul class="moved-list">{moved.into_iter().map(moved_line).collect_view()}</ul>
    }
}

fn moved_line(moved: MovedClock) -> impl IntoView {
    let MovedClock { ticket_id, ticket_no, kind, from, to } = moved;
    let time = |at: Option<_>| at.map(|at| view! { <TimeText at=at long=true /> });
    view! {
        <li>
            <a href=format!("/tickets/{ticket_id}")>{ticket_no}</a>
            " "
            {move || kit::label!(kind)}
            " · "
            {time(from)}
            " → "
            {time(to)}
        </li>
    }
}
