use contract::{mailbox::MailView, page::Page};
use domain::{access::Permission, mailbox::MailState};
use kit::{
    api::{query_string, use_api},
    i18n::{lang, t, text},
    live::use_live,
    session::use_session,
    state::{CursorList, use_list, use_param},
    ui::{Button, ButtonLook, Choice, EmptyState, Icon, ListView, PageHead, TableFrame, TimeText},
};
use leptos::prelude::*;

use super::{
    detail::MailDialog,
    look::{StateOfMail, sender, subject},
};
use crate::{features::filter_bar::FilterSelect, l};

/// The filter's word for no filter; without one, what waits for a person is shown.
const EVERYTHING: &str = "all";

/// 来信
#[component]
pub(crate) fn MailPage() -> impl IntoView {
    let (api, session, state) = (use_api(), use_session(), use_param("state"));
    let list = use_list(move |cursor| {
        let wanted = match state.get().as_deref() {
            Some(EVERYTHING) => None,
            Some(state) => Some(state.to_owned()),
            None => Some(MailState::Unmatched.as_str().to_owned()),
        };
        let query = query_string([("state", wanted), ("limit", Some("50".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<MailView>>(&format!("/mail/messages{query}")).await }
    });
    follow(list);
    let opened = RwSignal::new(None::<MailView>);
    let may_handle = Memo::new(move |_| session.can(Permission::MailHandle));
    let states = Choice::all(|lang| {
        let others = MailState::ALL.iter().filter(|state| **state != MailState::Unmatched);
        let others = others.map(|state| Choice::new(state.as_str(), lang.pick(state.zh(), state.en())));
        [Choice::new(EVERYTHING, l::mailbox::everything(lang))].into_iter().chain(others).collect()
    });
    let waiting = Signal::derive(|| kit::label!(MailState::Unmatched).to_owned());
    let rows = move || list.items().get().into_iter().map(|mail| row(mail, opened)).collect_view();
    view! {
        <PageHead title=text(l::mailbox::title) note=text(l::mailbox::note) />
        <div class="filter-bar">
            <FilterSelect param=state options=states all=waiting />
        </div>
        <ListView
            list=list
            empty=std::sync::Arc::new(|| {
                view! { <EmptyState icon=Icon::Mail title=text(l::mailbox::none) text=text(l::mailbox::none_text) /> }
                    .into_any()
            })
        >
            <TableFrame label=text(l::mailbox::title)>
                <thead>
                    <tr>
                        <th>{t(l::mailbox::message)}</th>
                        <th>{t(l::mailbox::rule)}</th>
                        <th class="fit">{t(l::mailbox::received)}</th>
                        <th class="fit">{t(l::mailbox::state)}</th>
                        <th class="fit">{t(l::mailbox::request)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </ListView>
        <MailDialog mail=opened may_handle=may_handle on_done=move |()| list.reload() />
    }
}

/// Mail that comes, or that a colleague decides, waits behind a pill.
fn follow(list: CursorList<MailView>) {
    use_live().on_event(move |event| {
        if event.kind.starts_with("mail.") && untrack(|| list.is_loaded()) {
            list.announce();
        }
    });
}

fn row(mail: MailView, opened: RwSignal<Option<MailView>>) -> impl IntoView {
    let (state, rule, received_at) = (mail.state, mail.rule, mail.received_at);
    let request = mail.ticket_id.zip(mail.ticket_no.clone());
    let known = StoredValue::new(mail);
    let title = move || known.with_value(|mail| subject(mail, lang()));
    let from = move || known.with_value(|mail| sender(mail, lang()));
    view! {
        <tr>
            <td class="main mail-message">
                <Button look=ButtonLook::Ghost class="link-button" on_press=move |()| opened.set(Some(known.get_value()))>
                    {title}
                </Button>
                <small>{from}</small>
            </td>
            <td data-label=t(l::mailbox::rule)>{move || kit::label!(rule)}</td>
            <td class="fit half muted" data-label=t(l::mailbox::received)><TimeText at=received_at /></td>
            <td class="fit half" data-label=t(l::mailbox::state)><StateOfMail state=state /></td>
            <td class="fit" data-label=t(l::mailbox::request)>
                {request.map(|(id, no)| view! { <a href=format!("/tickets/{id}")>{no}</a> })}
            </td>
        </tr>
    }
}
