use domain::{kernel::Timestamp, sla::ClockState};
use kit::{
    time::{Countdown, SpanUnit, now_untracked},
    ui::{Badge, CountdownText, Fact, FactList, Icon, TableFrame, Tone},
};
use leptos::prelude::*;

struct Row {
    no: &'static str,
    priority: (&'static str, Tone),
    customer: &'static str,
    unit: &'static str,
    asked: &'static str,
    owner: &'static str,
    state: (&'static str, Tone, Icon),
    clock: Countdown,
}

pub(super) const DAYS: SpanUnit = SpanUnit::WorkingDays { day: 8 * 3600 };

pub(super) fn clock(state: ClockState, unit: SpanUnit, left_hours: i64, used_percent: i64) -> Countdown {
    let now: Timestamp = now_untracked();
    let natural = if unit == SpanUnit::NaturalHours { left_hours } else { left_hours * 3 };
    let left = left_hours * 3600 + 1200;
    Countdown {
        state,
        remaining_seconds: Some(left),
        as_of: now,
        total_seconds: (used_percent < 100).then(|| left * 100 / (100 - used_percent)),
        started_at: now.plus_seconds(-90_000),
        due_at: now.plus_seconds(natural * 3600 + 1200),
        warn_at: Some(now.plus_seconds(if used_percent < 80 { 60 } else { -60 })),
        stopped_at: Some(now.plus_seconds(-5000)),
        unit,
    }
}

fn rows() -> Vec<Row> {
    use ClockState as S;
    use SpanUnit as U;
    let row = |no, priority, customer, unit, asked, owner, state, clock| Row {
        no,
        priority,
        customer,
        unit,
        asked,
        owner,
        state,
        clock,
    };
    vec![
        row(
            "JN-2026-000131",
            ("P1", Tone::Bad),
            "济南恒通机械制造有限公司",
            "KY-55 · KY55-240311",
            "排气高温停机，整条产线停产",
            "李卫国",
            ("服务中", Tone::Active, Icon::Wrench),
            clock(S::Breached, U::NaturalHours, -2, 130),
        ),
        row(
            "JN-2026-000128",
            ("P2", Tone::Warn),
            "山东鲁能化工股份有限公司",
            "KY-37 · KY37-231107",
            "运行噪音大，油气分离器压差报警",
            "王秀英",
            ("评估中", Tone::Active, Icon::Stethoscope),
            clock(S::Running, U::WorkingHours, 1, 88),
        ),
        row(
            "CD-2026-000057",
            ("P3", Tone::Neutral),
            "成都锦江食品厂",
            "LG-20 · LG20-250118",
            "冷冻机不制冷",
            "未指定",
            ("已受理", Tone::Neutral, Icon::Inbox),
            clock(S::Running, U::WorkingHours, 6, 35),
        ),
        row(
            "JN-2026-000119",
            ("P3", Tone::Neutral),
            "青岛海润船舶配套",
            "KY-75 · KY75-220903",
            "申请更换空滤、油滤",
            "赵敏",
            ("等待客户", Tone::Quiet, Icon::CirclePause),
            clock(S::Paused, U::WorkingHours, 9, 42),
        ),
        row(
            "GZ-2026-000204",
            ("P4", Tone::Quiet),
            "广州科盛电子有限公司",
            "XT-1200 · 批 PS2403B",
            "咨询：保养周期和滤芯型号",
            "陈晓",
            ("已解决", Tone::Good, Icon::CircleCheck),
            clock(S::Met, DAYS, 24, 60),
        ),
        row(
            "GZ-2026-000198",
            ("P3", Tone::Neutral),
            "佛山顺德永安五金",
            "KY-22 · KY22-210610",
            "返修：同一故障 30 天内再次发生",
            "陈晓",
            ("已归档", Tone::Quiet, Icon::Archive),
            clock(S::Missed, DAYS, -8, 140),
        ),
    ]
}

#[component]
pub(super) fn Lists() -> impl IntoView {
    view! {
        <div class="with-side">
            <TableFrame label="需求">
                <thead>
                    <tr>
                        <th class="fit">"编号"</th>
                        <th class="fit">"优先级"</th>
                        <th>"客户 / 设备"</th>
                        <th>"要求"</th>
                        <th class="fit">"责任人"</th>
                        <th class="fit">"状态"</th>
                        <th class="fit">"最近时限"</th>
                    </tr>
                </thead>
                <tbody>{rows().into_iter().enumerate().map(line).collect_view()}</tbody>
            </TableFrame>
            <section class="card-box">
                <header><h2>"设备"</h2><Badge text="保修内" tone=Tone::Good icon=Icon::ShieldCheck /></header>
                <div class="card-body">
                    <FactList>
                        <Fact name="机号">"KY55-240311"</Fact>
                        <Fact name="型号">"KY-55 螺杆空气压缩机"</Fact>
                        <Fact name="客户"><a href="/gallery">"济南恒通机械制造有限公司"</a></Fact>
                        <Fact name="购买日期">"2025-03-11 周二"</Fact>
                        <Fact name="保修至">"2027-03-11 周四"</Fact>
                        <Fact name="运行小时">"4,126 h"</Fact>
                    </FactList>
                </div>
            </section>
        </div>
    }
}

fn line((at, row): (usize, Row)) -> impl IntoView {
    let (state, tone, icon) = row.state;
    view! {
        <tr aria-selected=(at == 1).then_some("true")>
            <td class="main fit" data-label="编号"><a href="/gallery">{row.no}</a></td>
            <td class="fit half" data-label="优先级"><Badge text=row.priority.0 tone=row.priority.1 /></td>
            <td data-label="客户">{row.customer}<small>{row.unit}</small></td>
            <td data-label="要求">{row.asked}</td>
            <td class="fit wide-only" data-label="责任人">{row.owner}</td>
            <td class="fit half" data-label="状态"><Badge text=state tone=tone icon=icon /></td>
            <td class="fit" data-label="时限"><CountdownText clock=Signal::stored(row.clock) bar=true /></td>
        </tr>
    }
}
