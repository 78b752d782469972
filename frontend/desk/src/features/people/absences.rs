use contract::{access::AbsenceView, page::Page};
use domain::kernel::{Timestamp, UserId};
use kit::{
    api::{Method, query_string, use_api},
    i18n::{lang, lang_now, t, text},
    state::{use_list, use_submit},
    time::{self, Civil, SHANGHAI},
    ui::{Badge, Button, ButtonLook, ConfirmDialog, EmptyState, Icon, ListView, Tone, use_toasts},
};
use leptos::prelude::*;

use super::absence_form::{AbsenceForm, Editing};
use crate::l;

/// The absences of a person: what was, is and will be, with the form to record one.
#[component]
pub(crate) fn Absences(
    user_id: UserId,
    #[prop(optional, into)] on_change: Option<Callback<()>>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let list = use_list(move |cursor| {
        let query = query_string([("limit", Some("20".to_owned())), ("cursor", cursor)]);
        async move { api.get::<Page<AbsenceView>>(&format!("/users/{user_id}/absences{query}")).await }
    });
    let editing = RwSignal::new(None::<Editing>);
    let (cancelling, sure) = (RwSignal::new(None::<AbsenceView>), RwSignal::new(false));
    let changed = Callback::new(move |()| {
        list.reload();
        if let Some(on_change) = on_change {
            on_change.run(());
        }
    });
    let cancel = use_submit(
        move |absence: AbsenceView, key| async move {
            let path = format!("/absences/{}/cancel", absence.id);
            let request = api.request(Method::Post, &path).if_match(absence.version).retry_key(key);
            request.send::<AbsenceView>().await
        },
        move |_| {
            toasts.good(l::people::absence::cancelled_done(lang_now()));
            changed.run(());
        },
    );
    Effect::new(move |_| {
        if let Some(error) = cancel.error().get() {
            toasts.failed(&error);
            list.reload();
        }
    });
    let ask = Callback::new(move |absence: AbsenceView| {
        cancelling.set(Some(absence));
        sure.set(true);
    });
    let lines = move || {
        let items = list.items().get().into_iter();
        items.map(|absence| view! { <Line absence=absence editing=editing ask=ask /> }).collect_view()
    };
    let body = move || {
        match editing.get() {
        Some(what) => {
            view! { <AbsenceForm user_id=user_id what=what editing=editing on_done=changed /> }.into_any()
        }
        None => view! {
            <div class="stack">
                <p class="muted">{t(l::people::absence::text)}</p>
                <div>
                    <Button icon=Icon::Plus on_press=move |()| editing.set(Some(Editing::New))>
                        {t(l::people::absence::new)}
                    </Button>
                </div>
                <ListView
                    list=list
                    empty=std::sync::Arc::new(|| {
                        view! { <EmptyState icon=Icon::CalendarDays title=text(l::people::absence::none) /> }.into_any()
                    })
                >
                    <ul class="absence-list">{lines}</ul>
                </ListView>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        {body}
        <ConfirmDialog
            open=sure
            title=text(l::people::absence::cancel_title)
            text=text(l::people::absence::cancel_text)
            action=text(l::people::absence::cancel)
            look=ButtonLook::Danger
            on_confirm=move |()| {
                if let Some(absence) = cancelling.get_untracked() {
                    cancel.send(absence);
                }
            }
        />
    }
}

/// How an absence stands at `now`.
fn standing(absence: &AbsenceView, now: Timestamp) -> (Tone, Icon, fn(kit::i18n::Lang) -> &'static str) {
    if absence.cancelled_at.is_some() {
        (Tone::Quiet, Icon::Ban, l::people::absence::state_cancelled)
    } else if absence.until <= now {
        (Tone::Quiet, Icon::Check, l::people::absence::state_over)
    } else if absence.from <= now {
        (Tone::Warn, Icon::DoorOpen, l::people::absence::state_now)
    } else {
        (Tone::Active, Icon::CalendarDays, l::people::absence::state_ahead)
    }
}

#[component]
fn Line(
    absence: AbsenceView,
    editing: RwSignal<Option<Editing>>,
    ask: Callback<AbsenceView>,
) -> impl IntoView {
    let absence = StoredValue::new(absence);
    let now = move || standing(&absence.get_value(), time::now());
    let open = Memo::new(move |_| {
        absence.with_value(|absence| absence.cancelled_at.is_none() && absence.until > time::now())
    });
    let instant = |at: Timestamp| Civil::at(at, SHANGHAI).date_time();
    let span = absence.with_value(|a| format!("{} – {}", instant(a.from), instant(a.until)));
    let kind = absence.with_value(|absence| absence.kind);
    let about = move || {
        absence.with_value(|absence| {
            let deputy = absence.deputy_name.as_ref().map(|name| l::people::absence::stands_in(lang(), name));
            [deputy, absence.note.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        })
    };
    view! {
        <li class="absence">
            <div class="grow">
                <p class="absence-head">
                    <b class="num-left">{span}</b>
                    <span>{move || kit::label!(kind)}</span>
                    <Badge
                        text=Signal::derive(move || now().2(lang()).to_owned())
                        tone=Signal::derive(move || now().0)
                        icon=Signal::derive(move || now().1)
                    />
                </p>
                <small class="muted">{about}</small>
            </div>
            <Show when=move || open.get()>
                <div class="row-actions">
                    <Button
                        look=ButtonLook::Ghost
                        icon=Icon::PenLine
                        label=text(l::form::edit)
                        on_press=move |()| editing.set(Some(Editing::Known(Box::new(absence.get_value()))))
                    />
                    <Button
                        look=ButtonLook::Ghost
                        icon=Icon::Ban
                        label=text(l::people::absence::cancel)
                        on_press=move |()| ask.run(absence.get_value())
                    />
                </div>
            </Show>
        </li>
    }
}
