use contract::{
    mailbox::MailView,
    tickets::{CreateTicket, TicketView},
};
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::{use_draft, use_param, use_query, use_shortcut, use_submit},
    ui::{Button, ButtonLook, DraftNotice, Form, Icon, PageHead, QueryView, use_toasts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    aside::Aside,
    customer_part::CustomerPart,
    fields::Fields,
    need_part::NeedPart,
    of_mail::{self, MailNotice},
    preview::Preview,
    product_part::ProductPart,
};
use crate::l;

/// `/tickets/new`: a call in thirty seconds, without the mouse; `?mail=` makes the request of a message.
#[component]
pub(crate) fn NewRequestPage() -> impl IntoView {
    let api = use_api();
    let mail = use_param("mail");
    let message = use_query(move || {
        let id = mail.get();
        async move {
            match id {
                Some(id) => api.get::<MailView>(&format!("/mail/messages/{id}")).await.map(Some),
                None => Ok(None),
            }
        }
    });
    // another message, or none, is another form
    let shown = move |message: Option<MailView>| view! { <Registration message=message /> }.into_any();
    view! {
        <PageHead title=text(l::new_request::title) />
        <Show
            when=move || untrack(|| mail.get()).is_some()
            fallback=|| view! { <Registration message=None /> }
        >
            <QueryView query=message rows=10 view=shown />
        </Show>
    }
}

#[component]
fn Registration(message: Option<MailView>) -> impl IntoView {
    let api = use_api();
    let blank = message.as_ref().map(of_mail::filled).unwrap_or_default();
    let name =
        message.as_ref().map_or_else(|| "ticket.new".to_owned(), |mail| format!("ticket.mail.{}", mail.id));
    let content = RwSignal::new(blank.clone());
    let draft = use_draft(&name, content);
    let fields = Fields::new(content.get_untracked());
    Effect::new(move |_| content.set(fields.snapshot()));
    let preview = Preview::follow(fields, content);
    let (navigate, toasts) = (use_navigate(), use_toasts());
    let of_mail = message.is_some();
    let notice = message.clone().map(|mail| view! { <MailNotice mail=mail /> });
    let save = use_submit(
        move |body: CreateTicket, key| {
            let message = message.clone();
            async move {
                let Some(mail) = message else {
                    let request = api.request(Method::Post, "/tickets").retry_key(key).json(&body);
                    return request
                        .send::<TicketView>()
                        .await
                        .map(|ticket| (ticket.id.to_string(), ticket.no.to_string()));
                };
                let path = format!("/mail/messages/{}/register", mail.id);
                let request = api.request(Method::Post, &path).retry_key(key);
                let mail = request.json(&of_mail::register(&mail, body)).send::<MailView>().await?;
                Ok((
                    mail.ticket_id.map(|id| id.to_string()).unwrap_or_default(),
                    mail.ticket_no.unwrap_or_default(),
                ))
            }
        },
        move |(id, no): (String, String)| {
            draft.discard();
            toasts.good(l::new_request::saved(lang_now(), &no));
            navigate(&format!("/tickets/{id}"), Default::default());
        },
    );
    let submit = move || {
        save.send(content.with_untracked(|form| preview.known.with_untracked(|known| form.request(known))));
    };
    use_shortcut("Ctrl+ENTER", l::new_request::keys::save, submit);
    let start_anew = move |()| {
        fields.fill(blank.clone());
        save.clear_error();
    };
    view! {
        <div class="with-side new-request">
            <section class="card-box">
                <div class="card-body">
                    <Form error=save.error() on_submit=move |()| submit()>
                        <DraftNotice draft=draft on_discard=start_anew />
                        {notice}
                        <div class="form-grid">
                            <ProductPart fields=fields preview=preview />
                            <CustomerPart fields=fields />
                            <NeedPart fields=fields content=content preview=preview of_mail=of_mail />
                        </div>
                        <div class="form-actions new-actions">
                            <span class="muted wide-only">{t(l::new_request::save_hint)}</span>
                            <Button look=ButtonLook::Primary icon=Icon::Check submit=true busy=save.busy()>
                                {t(l::new_request::save)}
                            </Button>
                        </div>
                    </Form>
                </div>
            </section>
            <Aside preview=preview />
        </div>
    }
}
