use contract::{
    mailbox::{AssignMail, DismissMail, MailView},
    page::Page,
    tickets::TicketSummary,
};
use domain::access::Permission;
use kit::{
    api::{Method, query_string, use_api},
    i18n::{lang_now, t, text},
    session::use_session,
    state::use_submit,
    ui::{
        Button, ButtonLook, Combobox, Field, Form, Icon, LinkButton, Suggestion, Suggestions, TextInput,
        use_toasts,
    },
};
use leptos::prelude::*;

use crate::{
    features::form::{filled, missing, unpick_on_typing},
    l,
};

/// Which of the two short forms is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    Assign,
    Dismiss,
}

/// What a person can make of a message that waits.
#[component]
pub(super) fn Actions(mail: MailView, on_done: Callback<MailView>) -> impl IntoView {
    let session = use_session();
    let asked = RwSignal::new(Asked::Nothing);
    let id = mail.id;
    let new_request = format!("/tickets/new?mail={id}");
    let may_register = Memo::new(move |_| session.can(Permission::TicketsRegister));
    let may_comment = Memo::new(move |_| session.can(Permission::TicketsComment));
    let path = StoredValue::new(format!("/mail/messages/{id}"));
    view! {
        <div class="mail-actions">
            <Show when=move || may_register.get()>
                <LinkButton href=new_request.clone() look=ButtonLook::Primary icon=Icon::FilePlus>
                    {t(l::mailbox::register)}
                </LinkButton>
            </Show>
            <Show when=move || may_comment.get()>
                <Button icon=Icon::Link on_press=move |()| asked.set(Asked::Assign)>{t(l::mailbox::assign)}</Button>
            </Show>
            <Button icon=Icon::Ban on_press=move |()| asked.set(Asked::Dismiss)>{t(l::mailbox::dismiss)}</Button>
        </div>
        {move || match asked.get() {
            Asked::Nothing => ().into_any(),
            Asked::Assign => view! { <Assign path=path on_done=on_done /> }.into_any(),
            Asked::Dismiss => view! { <Dismiss path=path on_done=on_done /> }.into_any(),
        }}
    }
}

/// 归入需求
#[component]
fn Assign(path: StoredValue<String>, on_done: Callback<MailView>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (id, no) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    unpick_on_typing(id, no);
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let pairs =
                [("q", Some(typed)), ("scope", Some("all".to_owned())), ("limit", Some("8".to_owned()))];
            let page: Page<TicketSummary> = api.get(&format!("/tickets{}", query_string(pairs))).await?;
            Ok(page.items.into_iter().map(line).collect())
        })
    };
    let save = use_submit(
        move |body: AssignMail, key| async move {
            let request = api.request(Method::Post, &format!("{}/assign", path.get_value()));
            request.retry_key(key).json(&body).send::<MailView>().await
        },
        move |mail: MailView| {
            toasts.good(l::mailbox::assigned(lang_now(), mail.ticket_no.clone().unwrap_or_default()));
            on_done.run(mail);
        },
    );
    let send = move || match id.get_untracked().parse() {
        Ok(ticket_id) => save.send(AssignMail { ticket_id }),
        Err(_) => save.error().set(Some(missing(&["/ticket_id"]))),
    };
    view! {
        <Form error=save.error() on_submit=move |()| send()>
            <Field label=text(l::mailbox::which) pointer="/ticket_id" required=true hint=text(l::mailbox::which_hint)>
                <Combobox
                    text=no
                    search=Callback::new(search)
                    on_pick=move |found: Suggestion| id.set(found.id)
                    autofocus=true
                />
            </Field>
            <div class="form-actions">
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::mailbox::assign)}</Button>
            </div>
        </Form>
    }
}

fn line(ticket: TicketSummary) -> Suggestion {
    let detail = format!("{} · {}", ticket.customer_name, ticket.description);
    Suggestion { id: ticket.id.to_string(), title: ticket.no, detail }
}

/// 忽略
#[component]
fn Dismiss(path: StoredValue<String>, on_done: Callback<MailView>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let reason = RwSignal::new(String::new());
    let save = use_submit(
        move |body: DismissMail, key| async move {
            let request = api.request(Method::Post, &format!("{}/dismiss", path.get_value()));
            request.retry_key(key).json(&body).send::<MailView>().await
        },
        move |mail| {
            toasts.good(l::mailbox::dismissed(lang_now()));
            on_done.run(mail);
        },
    );
    let send = move || match filled(&reason.get_untracked()) {
        Some(reason) => save.send(DismissMail { reason }),
        None => save.error().set(Some(missing(&["/reason"]))),
    };
    view! {
        <Form error=save.error() on_submit=move |()| send()>
            <Field label=text(l::mailbox::reason) pointer="/reason" required=true hint=text(l::mailbox::reason_hint)>
                <TextInput value=reason max_length=200 autofocus=true />
            </Field>
            <div class="form-actions">
                <Button look=ButtonLook::Danger submit=true busy=save.busy()>{t(l::mailbox::dismiss)}</Button>
            </div>
        </Form>
    }
}
