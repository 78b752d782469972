//! Trace steps as Chinese and English text, in the local time of the calendar.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use chrono_tz::Tz;

use super::{
    Criterion, FactName, TargetSource, TraceStep, WeekdayCode,
    trace::TraceEvent,
    zone::{date_of, local_of},
};
use crate::kernel::Timestamp;

#[derive(Clone, Copy, PartialEq)]
enum Tongue {
    Zh,
    En,
}

impl TraceStep {
    /// The step in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match &self.event {
            TraceEvent::Told(told) => told.zh.clone(),
            _ => self.tell(Tongue::Zh),
        }
    }

    /// The step in English.
    #[must_use]
    pub fn en(&self) -> String {
        match &self.event {
            TraceEvent::Told(told) => told.en.clone(),
            _ => self.tell(Tongue::En),
        }
    }

    fn tell(&self, tongue: Tongue) -> String {
        let text = Text { tongue, zone: self.zone };
        let zh = tongue == Tongue::Zh;
        let at = self.at.map(|at| text.instant(at)).unwrap_or_default();
        match &self.event {
            TraceEvent::Started { fact, span, calendar } => {
                let calendar = calendar.as_ref().map(|c| format!(" · {c}")).unwrap_or_default();
                if zh {
                    format!("{at} 开始（{}），目标 {span}{calendar}", fact.zh())
                } else {
                    format!("{at} start ({}), target {span}{calendar}", fact.en())
                }
            }
            TraceEvent::TargetFrom { source } => target_from(source, zh),
            TraceEvent::StartDayNotCounted { date } => {
                let day = text.day(*date);
                if zh {
                    format!("{day} 为起始日，不计入")
                } else {
                    format!("{day} is the start day and does not count")
                }
            }
            TraceEvent::Counted { from, to, n, count, makeup } => {
                let days = text.days(*from, *to);
                let makeup = text.makeup(makeup.as_deref());
                let last = n + count - 1;
                match (zh, *count) {
                    (true, 1) => format!("{days}{makeup} 第 {n} 个工作日"),
                    (true, _) => format!("{days}{makeup} 第 {n}–{last} 个工作日"),
                    (false, 1) => format!("{days}{makeup} working day {n}"),
                    (false, _) => format!("{days}{makeup} working days {n}–{last}"),
                }
            }
            TraceEvent::Closed { from, to, name } => {
                let days = text.days(*from, *to);
                let name = name.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
                if zh { format!("{days} 休息{name}") } else { format!("{days} closed{name}") }
            }
            TraceEvent::Day { date, stretches, used, left, makeup } => {
                let mut line = format!("{}{}", text.day(*date), text.makeup(makeup.as_deref()));
                for (i, (from, to)) in stretches.iter().enumerate() {
                    let join = if i == 0 { " " } else { ", " };
                    let length = text.length(to.millis_since(*from));
                    let _ =
                        write!(line, "{join}{}–{} {length}", text.clock(*from), text.clock_end(*from, *to));
                }
                line.push_str(&text.sums(*used, *left));
                line
            }
            TraceEvent::Days { from, to, count, used, left } => {
                let days = text.days(*from, *to);
                let sums = text.sums(*used, *left);
                if zh {
                    format!("{days} 共 {count} 个工作日{sums}")
                } else {
                    format!("{days} {count} working days{sums}")
                }
            }
            TraceEvent::Hours { from, to, used, left } => {
                let length = text.length(to.millis_since(*from));
                let sums = text.sums(*used, *left);
                format!("{} – {} {length}{sums}", text.instant(*from), text.instant(*to))
            }
            TraceEvent::WithinCutoff if zh => "工作日且未过截止时刻：当日".to_owned(),
            TraceEvent::WithinCutoff => "a working day before the cut-off: the same day".to_owned(),
            TraceEvent::NextWorkingDay { date } => {
                let day = text.day(*date);
                if zh { format!("下一工作日：{day}") } else { format!("next working day: {day}") }
            }
            TraceEvent::Paused { reason, used } => {
                let used = text.length(*used);
                if zh {
                    format!("{at} 暂停（{}），已用 {used}", reason.zh())
                } else {
                    format!("{at} paused ({}), used {used}", reason.en())
                }
            }
            TraceEvent::Resumed { paused, working, old, new } => {
                let paused = text.length(*paused);
                let moved = text.moved(*old, *new);
                match (zh, working) {
                    (true, true) => format!("{at} 恢复，暂停工作时间 {paused}{moved}"),
                    (true, false) => format!("{at} 恢复，暂停 {paused}{moved}"),
                    (false, true) => format!("{at} resumed, {paused} of working time paused{moved}"),
                    (false, false) => format!("{at} resumed, {paused} paused{moved}"),
                }
            }
            TraceEvent::PauseLimit { days } if zh => format!("{at} 暂停已满 {days} 天，恢复计时"),
            TraceEvent::PauseLimit { days } => {
                format!("{at} the pause lasted {days} days; the clock runs again")
            }
            TraceEvent::DueSet { old, new, cause } => {
                let moved = text.moved(*old, *new);
                if zh { format!("{at} {}{moved}", cause.zh()) } else { format!("{at} {}{moved}", cause.en()) }
            }
            TraceEvent::PriorityChanged { from, to, mode } => {
                if zh {
                    format!("{at} 优先级 {from} → {to}：{}", mode.zh())
                } else {
                    format!("{at} priority {from} → {to}: {}", mode.en())
                }
            }
            TraceEvent::Capped { old } => {
                let old = text.instant(*old);
                if zh {
                    format!("不晚于原时限 {old}")
                } else {
                    format!("capped by the old due time {old}")
                }
            }
            TraceEvent::Carried { used, total } => {
                let (used, total) = (text.length(*used), text.length(*total));
                if zh {
                    format!("结转已用 {used}（共 {total}）")
                } else {
                    format!("carried over: {used} used of {total}")
                }
            }
            TraceEvent::Reopened { mode, left } => {
                let left = left.map(|left| text.length(left));
                match (zh, left) {
                    (true, Some(left)) => format!("{at} 重开：{}，剩余 {left}", mode.zh()),
                    (true, None) => format!("{at} 重开：{}", mode.zh()),
                    (false, Some(left)) => format!("{at} reopened: {}, left {left}", mode.en()),
                    (false, None) => format!("{at} reopened: {}", mode.en()),
                }
            }
            TraceEvent::Stopped { fact, late } => {
                let (fact_zh, fact_en) = fact.map_or(("停止", "stopped"), |f: FactName| (f.zh(), f.en()));
                match (zh, late) {
                    (true, true) => format!("{at} {fact_zh}：超时"),
                    (true, false) => format!("{at} {fact_zh}：按时"),
                    (false, true) => format!("{at} {fact_en}: late"),
                    (false, false) => format!("{at} {fact_en}: in time"),
                }
            }
            TraceEvent::Cancelled { reason } if zh => format!("{at} 取消（{reason}）"),
            TraceEvent::Cancelled { reason } => format!("{at} cancelled ({reason})"),
            TraceEvent::Breached if zh => format!("{at} 超时"),
            TraceEvent::Breached => format!("{at} breached"),
            TraceEvent::Due { exclusive, if_resumed } => {
                let at = match self.at {
                    Some(at) if *exclusive => text.day_end(at),
                    _ => at,
                };
                match (zh, if_resumed) {
                    (true, true) => format!("若此刻恢复，时限 {at}"),
                    (true, false) => format!("时限 {at}"),
                    (false, true) => format!("due {at} if work resumed now"),
                    (false, false) => format!("due {at}"),
                }
            }
            TraceEvent::NoDueYet if zh => "尚未约定时间".to_owned(),
            TraceEvent::NoDueYet => "no time has been agreed yet".to_owned(),
            TraceEvent::Provisional { year } if zh => format!("{year} 年节假日安排尚未公布，按普通周末暂计"),
            TraceEvent::Provisional { year } => {
                format!("the holidays of {year} are not announced yet: provisional, plain weekends")
            }
            TraceEvent::Told(_) => String::new(),
        }
    }
}

/// Which rule of which version, and why it went before the others.
fn target_from(source: &TargetSource, zh: bool) -> String {
    let version = format!("{} {}", source.policy_id, source.version);
    let Some(rule) = &source.rule else {
        return if zh {
            format!("目标依据 {version} 一般规定")
        } else {
            format!("target by {version}, general rule")
        };
    };
    let words = |criterion: &Criterion| if zh { criterion.zh() } else { criterion.en() };
    let because = source.because.iter().map(words).collect::<Vec<_>>().join(if zh { "、" } else { ", " });
    let over = source.over.join(if zh { "、" } else { ", " });
    match (zh, over.is_empty()) {
        (true, true) => format!("目标依据 {version} 特别规定 {rule}（{because}），优先于一般规定"),
        (true, false) => {
            format!("目标依据 {version} 特别规定 {rule}（{because}），优先于较不特别的 {over} 和一般规定")
        }
        (false, true) => {
            format!("target by {version}, special rule {rule} ({because}), before the general rule")
        }
        (false, false) => {
            format!(
                "target by {version}, special rule {rule} ({because}), before the less special {over} and the general rule"
            )
        }
    }
}

#[derive(Clone, Copy)]
struct Text {
    tongue: Tongue,
    zone: Tz,
}

impl Text {
    fn instant(self, at: Timestamp) -> String {
        let local = local_of(self.zone, at);
        format!("{} {}", local.date(), wall(local))
    }

    /// 24:00 of a day, as people read the first instant of the next.
    fn day_end(self, at: Timestamp) -> String {
        let local = local_of(self.zone, at);
        match local.date().pred_opt() {
            Some(day) if local.num_seconds_from_midnight() == 0 => format!("{day} 24:00"),
            _ => self.instant(at),
        }
    }

    fn clock(self, at: Timestamp) -> String {
        wall(local_of(self.zone, at))
    }

    /// The end of a stretch, 24:00 when it is the next day's 00:00.
    fn clock_end(self, from: Timestamp, to: Timestamp) -> String {
        let end = local_of(self.zone, to);
        if end.date() > date_of(self.zone, from) && end.num_seconds_from_midnight() == 0 {
            "24:00".to_owned()
        } else {
            wall(end)
        }
    }

    fn day(self, date: NaiveDate) -> String {
        let weekday = WeekdayCode::of(date);
        let weekday = if self.tongue == Tongue::Zh { weekday.zh() } else { weekday.en() };
        format!("{weekday} {:02}-{:02}", date.month(), date.day())
    }

    fn days(self, from: NaiveDate, to: NaiveDate) -> String {
        if from == to { self.day(from) } else { format!("{} – {}", self.day(from), self.day(to)) }
    }

    fn makeup(self, name: Option<&str>) -> String {
        match (self.tongue, name) {
            (_, None) => String::new(),
            (Tongue::Zh, Some(name)) => format!("（{name}调休上班）"),
            (Tongue::En, Some(name)) => format!(" (make-up day, {name})"),
        }
    }

    fn sums(self, used: i64, left: Option<i64>) -> String {
        let (used, left) = (self.length(used), left.map(|l| self.length(l)));
        match (self.tongue, left) {
            (Tongue::Zh, Some(left)) => format!("；已用 {used}，剩余 {left}"),
            (Tongue::Zh, None) => format!("；已用 {used}"),
            (Tongue::En, Some(left)) => format!("; used {used}, left {left}"),
            (Tongue::En, None) => format!("; used {used}"),
        }
    }

    fn moved(self, old: Option<Timestamp>, new: Option<Timestamp>) -> String {
        let show = |at: Option<Timestamp>| at.map_or_else(|| "—".to_owned(), |at| self.instant(at));
        if old == new {
            return String::new();
        }
        match self.tongue {
            Tongue::Zh => format!("，时限 {} → {}", show(old), show(new)),
            Tongue::En => format!(", due {} → {}", show(old), show(new)),
        }
    }

    /// `4.5 h` where two decimals say it exactly, else hours, minutes and seconds.
    fn length(self, millis: i64) -> String {
        let (sign, millis) = if millis < 0 { ("-", -millis) } else { ("", millis) };
        let zh = self.tongue == Tongue::Zh;
        if millis % 36_000 == 0 {
            let hundredths = millis / 36_000;
            let mut hours = (hundredths / 100).to_string();
            if hundredths % 100 != 0 {
                let _ = write!(hours, ".{:02}", hundredths % 100);
                if hours.ends_with('0') {
                    hours.pop();
                }
            }
            return if zh { format!("{sign}{hours} 小时") } else { format!("{sign}{hours} h") };
        }
        let seconds = millis / 1000;
        let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let units = if zh { ["小时", "分", "秒"] } else { ["h", "min", "s"] };
        let parts: Vec<String> = [h, m, s]
            .iter()
            .zip(units)
            .filter(|(number, _)| **number > 0)
            .map(|(number, unit)| format!("{number} {unit}"))
            .collect();
        if parts.is_empty() { format!("0 {}", units[2]) } else { format!("{sign}{}", parts.join(" ")) }
    }
}

fn wall(local: NaiveDateTime) -> String {
    let (h, m, s) = (local.hour(), local.minute(), local.second());
    if s == 0 { format!("{h:02}:{m:02}") } else { format!("{h:02}:{m:02}:{s:02}") }
}
