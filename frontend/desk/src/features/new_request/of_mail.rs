//! A request that is made of a message: what the message says stands in the form already.

use contract::{
    mailbox::{MailView, RegisterMail},
    tickets::CreateTicket,
};
use domain::tickets::Channel;
use kit::{
    i18n::t,
    time::{Civil, SHANGHAI},
    ui::{Glyph, Icon, TimeText},
};
use leptos::prelude::*;

use super::form::NewRequest;
use crate::l;

/// The form as the message fills it.
pub(super) fn filled(mail: &MailView) -> NewRequest {
    NewRequest {
        channel: Channel::Email.as_str().to_owned(),
        received_at: Civil::at(mail.received_at, SHANGHAI).input(),
        description: said(mail),
        contact_name: mail.sender_name.clone().unwrap_or_default(),
        ..NewRequest::default()
    }
}

/// Subject and the beginning of the text.
fn said(mail: &MailView) -> String {
    let parts = [mail.subject.trim(), mail.preview.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// What is sent for the message. An untouched description is left out: the server has the whole text.
pub(super) fn register(mail: &MailView, form: CreateTicket) -> RegisterMail {
    let untouched = form.description.trim() == said(mail).trim();
    RegisterMail {
        request_type: form.request_type,
        mode: form.mode,
        severity: form.severity,
        impact: form.impact,
        description: (!untouched && !form.description.is_empty()).then_some(form.description),
        fault_code: form.fault_code,
        branch_id: form.branch_id,
        customer: form.customer,
        product: form.product,
        owner_id: form.owner_id,
    }
}

/// Which message it is.
#[component]
pub(super) fn MailNotice(mail: MailView) -> impl IntoView {
    let from = mail.sender_name.clone().or_else(|| mail.sender.clone()).unwrap_or_default();
    let address = mail.sender.filter(|address| *address != from);
    view! {
        <div class="alert-box tone-neutral" role="status">
            <Glyph icon=Icon::Mail />
            <div class="grow">
                <p>{t(l::new_request::of_mail)} " " <b>{mail.subject}</b></p>
                <p class="muted">{from} " " {address} " · " <TimeText at=mail.received_at long=true /></p>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> MailView {
        serde_json::from_value(serde_json::json!({
            "id": "0199c0de-0000-7000-8000-000000000001", "state": "unmatched", "rule": "sender_unknown", "kind": "person",
            "sender": "wang@example.com", "sender_name": "王工", "subject": "空压机停机", "preview": "E01 报警",
            "message_id": null, "ticket_id": null, "ticket_no": null, "branch_id": "0199c0de-0000-7000-8000-000000000002",
            "received_at": "2026-03-02T01:00:00Z", "created_at": "2026-03-02T01:00:05Z", "size": 900, "refused": [],
            "handled_by": null, "handled_note": null, "updated_at": "2026-03-02T01:00:05Z"
        }))
        .unwrap()
    }

    #[test]
    fn the_message_fills_the_form_and_an_untouched_text_is_the_servers() {
        let form = filled(&mail());
        assert_eq!((form.contact_name.as_str(), form.received_at.as_str()), ("王工", "2026-03-02T09:00"));
        assert_eq!(form.description, "空压机停机\n\nE01 报警");
        let typed = form.request(&super::super::form::CustomerTexts::default());
        assert_eq!(register(&mail(), typed.clone()).description, None);
        let changed = CreateTicket { description: "排气高温停机".to_owned(), ..typed };
        assert_eq!(register(&mail(), changed).description.as_deref(), Some("排气高温停机"));
    }
}
