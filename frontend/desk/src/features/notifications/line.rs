use contract::notifications::NotificationView;
use domain::notifications::NotificationKind;
use kit::{
    i18n::{lang, t, text},
    ui::{Button, ButtonLook, Glyph, Icon, TimeText, Tone},
};
use leptos::prelude::*;

use crate::l;

const fn look(kind: NotificationKind) -> (Icon, Tone) {
    match kind {
        NotificationKind::Critical => (Icon::Zap, Tone::Bad),
        NotificationKind::Threshold => (Icon::ClockAlert, Tone::Warn),
        NotificationKind::Assigned => (Icon::UserCheck, Tone::Active),
        NotificationKind::Dispatched => (Icon::Truck, Tone::Active),
        NotificationKind::TransferredToHq => (Icon::Forward, Tone::Active),
        NotificationKind::Urged => (Icon::Megaphone, Tone::Warn),
        NotificationKind::ExtensionAsked => (Icon::CalendarPlus, Tone::Active),
        NotificationKind::FormReturned => (Icon::Undo2, Tone::Warn),
    }
}

/// One notification: what happened, at which request; its text says why this person is told. Opening the request reads it.
#[component]
pub(super) fn Line(notification: NotificationView, read: Callback<NotificationView>) -> impl IntoView {
    let (icon, tone) = look(notification.kind);
    let (kind, unread) = (notification.kind, notification.read_at.is_none());
    let NotificationView { title, title_en, text: words, text_en, instead_of, ticket_id, at, .. } =
        notification.clone();
    let deputy = instead_of.map(|name| {
        view! { <p class="notice-why">{move || l::notifications::instead_of(lang(), &name)}</p> }
    });
    let notification = StoredValue::new(notification);
    let mark = move || read.run(notification.get_value());
    view! {
        <li class="notice" class:notice-unread=unread>
            <span class=format!("notice-icon {}", tone.class())><Glyph icon=icon /></span>
            <div class="grow">
                <p class="notice-head">
                    <a href=format!("/tickets/{ticket_id}") on:click=move |_| mark()>
                        {unread.then(|| view! { <span class="spoken">{t(l::notifications::unread)} " "</span> })}
                        {move || lang().pick(title.as_str(), title_en.as_str()).to_owned()}
                    </a>
                    <span class="notice-kind">{move || kit::label!(kind)}</span>
                    <TimeText at=at />
                </p>
                <p class="notice-text">{move || lang().pick(words.as_str(), text_en.as_str()).to_owned()}</p>
                {deputy}
            </div>
            {unread
                .then(|| {
                    view! {
                        <Button
                            look=ButtonLook::Ghost
                            icon=Icon::Check
                            label=text(l::notifications::read)
                            on_press=move |()| mark()
                        />
                    }
                })}
        </li>
    }
}
