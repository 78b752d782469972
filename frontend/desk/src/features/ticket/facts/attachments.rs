use contract::tickets::{Attach, TicketView};
use domain::tickets::Action;
use kit::{
    api::{Api, ApiError, use_api},
    i18n::{lang_now, t},
    state::use_submit,
    ui::{FileDrop, FormAlert, Skeleton, use_toasts},
};
use leptos::prelude::*;
use web_sys::File;

use super::{
    super::{
        command::upload,
        panel::Panel,
        state::{TicketState, use_ticket},
        steps_model::Steps,
    },
    thumbnail::Thumbnail,
};
use crate::l;

/// The files of the request, and a place to add some.
#[component]
pub(super) fn Attachments() -> impl IntoView {
    let (ticket, api, toasts) = (use_ticket(), use_api(), use_toasts());
    let files = ticket.part(|ticket| ticket.attachments.clone());
    let may_add = ticket.part(|ticket| Steps::of(&ticket.next_steps).can(Action::Attach));
    let add = use_submit(
        move |files: Vec<File>, _| async move { add_all(api, ticket, files).await },
        move |count: usize| toasts.good(l::ticket::files::added(lang_now(), count)),
    );
    view! {
        <div id="attachments">
            <Panel title=l::ticket::files::title count=Signal::derive(move || Some(files.with(Vec::len)))>
                <div class="thumbnails">
                    <For each=move || files.get() key=|file| file.id let:file>
                        <Thumbnail id=file.id name=file.name.to_string() />
                    </For>
                </div>
                <Show when=move || files.with(Vec::is_empty)>
                    <p class="muted">{t(l::ticket::files::none)}</p>
                </Show>
                <Show when=move || may_add.get() && !add.is_busy()>
                    <FileDrop on_files=move |files| add.send(files) multiple=true />
                </Show>
                <Show when=move || add.is_busy()><Skeleton rows=1 /></Show>
                {move || add.error().get().map(|error| view! { <FormAlert error=error /> })}
            </Panel>
        </div>
    }
}

/// One after the other: each becomes part of the request before the next is sent.
async fn add_all(api: Api, ticket: TicketState, files: Vec<File>) -> Result<usize, ApiError> {
    let count = files.len();
    for file in files {
        let sent = upload(api, ticket.id, &file.name(), &file).await?;
        let path = format!("/tickets/{}/{}", ticket.id, Action::Attach.as_str());
        let body = Attach { attachment_id: sent.id };
        let version = ticket.now(|ticket| ticket.version);
        let answer: Result<TicketView, ApiError> = api.command(&path, version, &body).await;
        let view = match answer {
            // somebody else was faster: a file changes nothing of theirs
            Err(ApiError::PreconditionFailed) => {
                let fresh: TicketView = api.get(&format!("/tickets/{}", ticket.id)).await?;
                api.command(&path, fresh.version, &body).await?
            }
            answer => answer?,
        };
        ticket.done(view);
    }
    Ok(count)
}
