use domain::sla::ClockState;
use kit::{
    api::ApiError,
    time::SpanUnit,
    ui::{
        Badge, Button, ButtonLook, CountdownText, EmptyState, ErrorState, Icon, Pill, Skeleton, TimeText,
        Tone,
    },
};
use leptos::prelude::*;

use super::lists::{DAYS, clock};

#[component]
pub(super) fn States() -> impl IntoView {
    let server = ApiError::Server { request_id: Some("0197a3c2-55aa-7f10-9c1b-2f0e6d1c8a44".to_owned()) };
    view! {
        <div class="columns">
            <section class="card-box">
                <EmptyState icon=Icon::Inbox title="没有待办需求" text="新登记的需求会出现在这里，按最近的时限排序。">
                    <Button look=ButtonLook::Primary icon=Icon::Plus>"登记需求"</Button>
                </EmptyState>
            </section>
            <section class="card-box"><ErrorState error=ApiError::Network on_retry=move |()| () /></section>
            <section class="card-box"><ErrorState error=server on_retry=move |()| () /></section>
            <section class="card-box"><div class="card-body"><Skeleton /></div></section>
            <section class="card-box">
                <div class="card-body stack">
                    <Clocks />
                    <Tones />
                    <div class="row"><Pill text="3 条更新" on_press=move |()| () /></div>
                    <TimeText at=kit::time::now_untracked() long=true />
                </div>
            </section>
        </div>
    }
}

#[component]
fn Clocks() -> impl IntoView {
    use ClockState as S;
    let all = [
        clock(S::Running, SpanUnit::WorkingHours, 3, 40),
        clock(S::Running, SpanUnit::NaturalHours, 52, 10),
        clock(S::Running, DAYS, 30, 85),
        clock(S::Breached, SpanUnit::NaturalHours, -30, 200),
        clock(S::Paused, SpanUnit::WorkingHours, 5, 50),
        clock(S::Met, SpanUnit::WorkingHours, 5, 50),
        clock(S::Missed, SpanUnit::WorkingHours, 5, 50),
        clock(S::Cancelled, SpanUnit::WorkingHours, 5, 50),
    ];
    all.into_iter()
        .map(|clock| view! { <div><CountdownText clock=Signal::stored(clock) /></div> })
        .collect_view()
}

#[component]
fn Tones() -> impl IntoView {
    view! {
        <div class="row">
            <Badge text="已受理" icon=Icon::Inbox />
            <Badge text="服务中" tone=Tone::Active icon=Icon::Wrench />
            <Badge text="免费" tone=Tone::Good icon=Icon::ShieldCheck />
            <Badge text="即将到期" tone=Tone::Warn icon=Icon::Timer />
            <Badge text="已超时" tone=Tone::Bad icon=Icon::ClockAlert />
            <Badge text="已取消" tone=Tone::Quiet icon=Icon::Ban />
        </div>
    }
}
