use contract::tickets::{CreateTicket, TicketView};
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::{use_draft, use_shortcut, use_submit},
    ui::{Button, ButtonLook, DraftNotice, Form, Icon, PageHead, use_toasts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    aside::Aside, customer_part::CustomerPart, fields::Fields, form::NewRequest, need_part::NeedPart,
    preview::Preview, product_part::ProductPart,
};
use crate::l;

/// `/tickets/new`: a call in thirty seconds, without the mouse.
#[component]
pub(crate) fn NewRequestPage() -> impl IntoView {
    let api = use_api();
    let content = RwSignal::new(NewRequest::default());
    let draft = use_draft("ticket.new", content);
    let fields = Fields::new(content.get_untracked());
    Effect::new(move |_| content.set(fields.snapshot()));
    let preview = Preview::follow(fields, content);
    let (navigate, toasts) = (use_navigate(), use_toasts());
    let save = use_submit(
        move |body: CreateTicket, key| async move {
            api.request(Method::Post, "/tickets").retry_key(key).json(&body).send::<TicketView>().await
        },
        move |ticket: TicketView| {
            draft.discard();
            toasts.good(l::new_request::saved(lang_now(), &ticket.no));
            navigate(&format!("/tickets/{}", ticket.id), Default::default());
        },
    );
    let submit = move || {
        save.send(content.with_untracked(|form| preview.known.with_untracked(|known| form.request(known))));
    };
    use_shortcut("Ctrl+ENTER", l::new_request::keys::save, submit);
    let start_anew = move |()| {
        fields.fill(NewRequest::default());
        save.clear_error();
    };
    view! {
        <PageHead title=text(l::new_request::title) />
        <div class="with-side new-request">
            <section class="card-box">
                <div class="card-body">
                    <Form error=save.error() on_submit=move |()| submit()>
                        <DraftNotice draft=draft on_discard=start_anew />
                        <div class="form-grid">
                            <ProductPart fields=fields preview=preview />
                            <CustomerPart fields=fields />
                            <NeedPart fields=fields content=content preview=preview />
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
