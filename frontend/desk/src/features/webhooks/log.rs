use contract::{
    page::Page,
    webhooks::{DeliveryView, WebhookView},
};
use domain::webhooks::DeliveryState;
use kit::{
    api::{Method, query_string, use_api},
    i18n::{lang, lang_now, t, text},
    state::{CursorList, Query, use_list, use_param, use_submit},
    ui::{Button, ButtonLook, EmptyState, Icon, ListView, TableFrame, TimeText, use_toasts},
};
use leptos::prelude::*;

use super::look::{StateOfDelivery, type_name};
use crate::{features::filter_bar::FilterSelect, l};

/// How soon to look again for what has not been tried yet.
const SOON: std::time::Duration = std::time::Duration::from_millis(1500);

/// 推送记录
#[component]
pub(super) fn Log(hook: Query<WebhookView>, sent: RwSignal<u32>, may_manage: Memo<bool>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let state = use_param("state");
    let id = Memo::new(move |_| hook.signal().with(|hook| hook.as_ref().map(|hook| hook.id)));
    let list = use_list(move |cursor| {
        sent.get();
        let query = query_string([state.pair(), ("limit", Some("20".to_owned())), ("cursor", cursor)]);
        let id = id.get().map(|id| id.to_string()).unwrap_or_default();
        async move { api.get::<Page<DeliveryView>>(&format!("/webhooks/{id}/deliveries{query}")).await }
    });
    follow(list);
    let again = use_submit(
        move |id: String, key| async move {
            let path = format!("/webhook-deliveries/{id}/replay");
            api.request(Method::Post, &path).retry_key(key).send::<DeliveryView>().await
        },
        move |_| {
            toasts.good(l::webhooks::replayed(lang_now()));
            list.reload();
        },
    );
    Effect::new(move |_| {
        if let Some(error) = again.error().get() {
            toasts.failed(&error);
        }
    });
    let replayable = Memo::new(move |_| {
        may_manage.get() && hook.signal().with(|hook| hook.as_ref().is_some_and(|hook| hook.active))
    });
    let replay = Callback::new(move |id: String| again.send(id));
    let rows = move || {
        let replayable = replayable.get();
        list.items().get().into_iter().map(|delivery| row(delivery, replayable, replay)).collect_view()
    };
    view! {
        <section class="stack">
            <h2>{t(l::webhooks::log)}</h2>
            <div class="filter-bar">
                <FilterSelect param=state options=kit::choices!(DeliveryState) all=text(l::webhooks::all_states) />
                <Button look=ButtonLook::Ghost icon=Icon::RefreshCw label=text(l::webhooks::refresh) on_press=move |()| list.reload() />
            </div>
            <ListView
                list=list
                empty=std::sync::Arc::new(|| {
                    view! { <EmptyState icon=Icon::Inbox title=text(l::webhooks::no_log) text=text(l::webhooks::no_log_text) /> }
                        .into_any()
                })
            >
                <TableFrame label=text(l::webhooks::log)>
                    <thead>
                        <tr>
                            <th>{t(l::webhooks::event)}</th>
                            <th class="fit">{t(l::webhooks::state)}</th>
                            <th class="num fit">{t(l::webhooks::attempts)}</th>
                            <th class="fit">{t(l::webhooks::answer)}</th>
                            <th class="fit">{t(l::webhooks::last_attempt)}</th>
                            <th class="fit">{t(l::webhooks::next_attempt)}</th>
                            <th class="fit"></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </TableFrame>
            </ListView>
        </section>
    }
}

/// Looks again while something waits for its first attempt.
fn follow(list: CursorList<DeliveryView>) {
    Effect::new(move |_| {
        let waits =
            |delivery: &DeliveryView| delivery.state == DeliveryState::Pending && delivery.attempts == 0;
        if list.items().with(|all| all.iter().any(waits)) {
            let timer = set_timeout_with_handle(move || list.reload(), SOON);
            on_cleanup(move || {
                if let Ok(timer) = timer {
                    timer.clear();
                }
            });
        }
    });
}

fn row(delivery: DeliveryView, replayable: bool, replay: Callback<String>) -> impl IntoView {
    let DeliveryView { id, event_id, event_seq, event_type, state, attempts, fault, response, .. } = delivery;
    let status = delivery.status_code.map(|status| status.to_string());
    let duration = delivery.duration_ms.map(|millis| format!("{millis} ms"));
    let answer = [status, duration].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (last, next) = (delivery.last_attempt_at, delivery.next_attempt_at.filter(|_| attempts > 0));
    let seq = (event_seq > 0).then(|| view! { <span class="num-left">"#" {event_seq}</span> });
    let name = event_type.clone();
    let action = (replayable && (state != DeliveryState::Pending || attempts > 0)).then(|| {
        view! {
            <Button
                look=ButtonLook::Ghost
                icon=Icon::RotateCcw
                label=text(l::webhooks::replay_one)
                on_press=move |()| replay.run(id.to_string())
            />
        }
    });
    view! {
        <tr>
            <td class="main" title=event_id.to_string()>{move || type_name(&name, lang())} <small><code>{event_type}</code> " " {seq}</small></td>
            <td class="fit half" data-label=t(l::webhooks::state)><StateOfDelivery state=state /></td>
            <td class="num fit half" data-label=t(l::webhooks::attempts)>{attempts}</td>
            <td class="webhook-answer" data-label=t(l::webhooks::answer)>
                {answer}
                {fault.map(|fault| view! { <small>{move || kit::label!(fault)}</small> })}
                {response.map(|text| view! { <small class="webhook-response"><code>{text}</code></small> })}
            </td>
            <td class="fit half muted" data-label=t(l::webhooks::last_attempt)>
                {last.map(|at| view! { <TimeText at=at /> })}
            </td>
            <td class="fit half muted" data-label=t(l::webhooks::next_attempt)>
                {next.map(|at| view! { <TimeText at=at /> })}
            </td>
            <td class="fit row-actions">{action}</td>
        </tr>
    }
}
