use contract::mailbox::MailView;
use kit::{
    api::use_api,
    browser,
    i18n::{lang, t, text},
    ui::{Button, Dialog, DialogSize, Fact, FactList, Icon, TimeText, use_toasts},
};
use leptos::prelude::*;

use super::{
    actions::Actions,
    look::{StateOfMail, is_open, name_of, sender, subject},
};
use crate::l;

/// One message at the side: how it begins, why it waits, and what can be done with it.
#[component]
pub(super) fn MailDialog(
    mail: RwSignal<Option<MailView>>,
    may_handle: Memo<bool>,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(mail.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            mail.set(None);
        }
        is
    });
    let title = move || mail.with(|mail| mail.as_ref().map(|mail| subject(mail, lang())).unwrap_or_default());
    let decided = Callback::new(move |decided: MailView| {
        mail.set(Some(decided));
        on_done.run(());
    });
    let shown = move || {
        mail.get().map(|mail| {
            let open = is_open(&mail);
            view! {
                <div class="stack">
                    <Facts mail=mail.clone() />
                    <Show when=move || open && may_handle.get()>
                        <Actions mail=mail.clone() on_done=decided />
                    </Show>
                </div>
            }
        })
    };
    view! { <Dialog open=open title=Signal::derive(title) size=DialogSize::Side>{shown}</Dialog> }
}

#[component]
fn Facts(mail: MailView) -> impl IntoView {
    let MailView { state, rule, kind, received_at, refused, handled_by, handled_note, preview, .. } =
        mail.clone();
    let request = mail.ticket_id.zip(mail.ticket_no.clone());
    let known = StoredValue::new(mail);
    let from = move || known.with_value(|mail| sender(mail, lang()));
    let lost = (!refused.is_empty()).then(|| {
        let lines = refused.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <Fact name=text(l::mailbox::refused)><ul class="mail-refused">{lines}</ul></Fact> }
    });
    view! {
        <FactList>
            <Fact name=text(l::mailbox::state)><StateOfMail state=state /></Fact>
            <Fact name=text(l::mailbox::rule)>{move || kit::label!(rule)}</Fact>
            <Fact name=text(l::mailbox::from)><span class="mail-address">{from}</span></Fact>
            {kind.map(|kind| view! { <Fact name=text(l::mailbox::kind)>{move || kit::label!(kind)}</Fact> })}
            <Fact name=text(l::mailbox::received)><TimeText at=received_at long=true /></Fact>
            {request
                .map(|(id, no)| {
                    view! {
                        <Fact name=text(l::mailbox::request)><a href=format!("/tickets/{id}")>{no}</a></Fact>
                    }
                })}
            {handled_by
                .map(|actor| view! { <Fact name=text(l::mailbox::handled_by)>{move || name_of(&actor)}</Fact> })}
            {handled_note.map(|note| view! { <Fact name=text(l::mailbox::note_of)>{note}</Fact> })}
            {lost}
        </FactList>
        <pre class="mail-text" tabindex="0" role="group" aria-label=t(l::mailbox::begins)>{preview}</pre>
        <Original mail=known />
    }
}

/// The message as it came, as a file: nothing of it is shown as a page.
#[component]
fn Original(mail: StoredValue<MailView>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let busy = RwSignal::new(false);
    let download = move |()| {
        let id = mail.with_value(|mail| mail.id);
        busy.set(true);
        leptos::task::spawn_local(async move {
            match api.file(&format!("/mail/messages/{id}/content")).await {
                Ok(blob) => browser::save_file(&blob, &format!("{id}.eml")),
                Err(error) => toasts.failed(&error),
            }
            busy.try_set(false);
        });
    };
    view! {
        <div>
            <Button icon=Icon::Download busy=busy on_press=download>{t(l::mailbox::original)}</Button>
        </div>
    }
}
