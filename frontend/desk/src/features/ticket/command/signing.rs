use contract::tickets::{Attach, TicketView};
use domain::{kernel::AttachmentId, tickets::Action};
use kit::{
    api::{Api, ApiError, Method, RetryKey},
    ui::SignatureSheet,
};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{super::state::TicketState, upload::upload};

/// The drawn signature on its way: a retry after a lost answer does not upload it again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signing {
    pub(super) sheet: SignatureSheet,
    kept: StoredValue<Option<AttachmentId>>,
}

impl Signing {
    pub(super) fn new() -> Self {
        let signing = Self { sheet: SignatureSheet::new(), kept: StoredValue::new(None) };
        Effect::new(move |_| {
            if signing.sheet.is_empty() {
                signing.kept.set_value(None);
            }
        });
        signing
    }

    /// Uploads the drawing, takes it over into the request, then signs.
    pub(super) async fn send(
        self,
        api: Api,
        state: TicketState,
        mut body: Value,
        key: RetryKey,
    ) -> Result<TicketView, ApiError> {
        let image = match self.kept.get_value() {
            Some(image) => image,
            None => self.keep(api, state).await?,
        };
        body["image"] = json!(image);
        let (id, version) = state.now(|ticket| (ticket.id, ticket.version));
        let path = format!("/tickets/{id}/{}", Action::Sign.as_str());
        api.request(Method::Post, &path).if_match(version).retry_key(key).json(&body).send().await
    }

    async fn keep(self, api: Api, state: TicketState) -> Result<AttachmentId, ApiError> {
        let drawing = self.sheet.png().await.ok_or(ApiError::Server { request_id: None })?;
        let (id, name) = state.now(|ticket| (ticket.id, format!("{}.png", ticket.no)));
        let image = upload(api, id, &format!("signature-{name}"), &drawing).await?.id;
        let version = state.now(|ticket| ticket.version);
        let path = format!("/tickets/{id}/{}", Action::Attach.as_str());
        let ticket: TicketView = api.command(&path, version, &Attach { attachment_id: image }).await?;
        state.take(ticket);
        self.kept.set_value(Some(image));
        Ok(image)
    }
}
