//! Trace steps as Chinese and English text, in the local time of the calendar. A ticket shows some forty of them at every
//! reading, so that they are written straight into one text each.

use std::fmt::{Display, Write as _};

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

/// Most steps are shorter.
const USUAL_BYTES: usize = 160;

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
        let mut text = Text { tongue, zone: self.zone, out: String::with_capacity(USUAL_BYTES) };
        text.event(self.at, &self.event);
        text.out
    }
}

/// One step while it is written.
struct Text {
    tongue: Tongue,
    zone: Tz,
    out: String,
}

impl Text {
    fn event(&mut self, at: Option<Timestamp>, event: &TraceEvent) {
        match event {
            TraceEvent::Started { fact, span, calendar } => {
                self.at(at).say(" 开始（", " start (").say(fact.zh(), fact.en());
                self.say("），目标 ", "), target ").show(span);
                if let Some(calendar) = calendar {
                    self.put(" · ").put(calendar);
                }
            }
            TraceEvent::TargetFrom { source } => {
                self.put(&target_from(source, self.tongue == Tongue::Zh));
            }
            TraceEvent::StartDayNotCounted { date } => {
                self.day(*date).say(" 为起始日，不计入", " is the start day and does not count");
            }
            TraceEvent::Counted { from, to, n, count, makeup } => {
                self.days(*from, *to).makeup(makeup.as_deref());
                self.say(" 第 ", if *count == 1 { " working day " } else { " working days " }).show(n);
                if *count != 1 {
                    self.put("–").show(n + count - 1);
                }
                self.say(" 个工作日", "");
            }
            TraceEvent::Closed { from, to, name } => {
                self.days(*from, *to).say(" 休息", " closed");
                if let Some(name) = name {
                    self.put(" (").put(name).put(")");
                }
            }
            TraceEvent::Day { date, stretches, used, left, makeup } => {
                self.day(*date).makeup(makeup.as_deref());
                for (i, (from, to)) in stretches.iter().enumerate() {
                    self.put(if i == 0 { " " } else { ", " });
                    self.stretch(*from, *to).put(" ").length(to.millis_since(*from));
                }
                self.sums(*used, *left);
            }
            TraceEvent::Days { from, to, count, used, left } => {
                self.days(*from, *to).say(" 共 ", " ").show(count).say(" 个工作日", " working days");
                self.sums(*used, *left);
            }
            TraceEvent::Hours { from, to, used, left } => {
                self.instant(*from).put(" – ").instant(*to).put(" ").length(to.millis_since(*from));
                self.sums(*used, *left);
            }
            TraceEvent::WithinCutoff => {
                self.say("工作日且未过截止时刻：当日", "a working day before the cut-off: the same day");
            }
            TraceEvent::NextWorkingDay { date } => {
                self.say("下一工作日：", "next working day: ").day(*date);
            }
            TraceEvent::Paused { reason, used } => {
                self.at(at).say(" 暂停（", " paused (").say(reason.zh(), reason.en());
                self.say("），已用 ", "), used ").length(*used);
            }
            TraceEvent::Resumed { paused, working, old, new } => {
                self.at(at).say(if *working { " 恢复，暂停工作时间 " } else { " 恢复，暂停 " }, " resumed, ");
                self.length(*paused);
                self.say("", if *working { " of working time paused" } else { " paused" }).moved(*old, *new);
            }
            TraceEvent::PauseLimit { days } => {
                self.at(at).say(" 暂停已满 ", " the pause lasted ").show(days);
                self.say(" 天，恢复计时", " days; the clock runs again");
            }
            TraceEvent::DueSet { old, new, cause } => {
                self.at(at).put(" ").say(cause.zh(), cause.en()).moved(*old, *new);
            }
            TraceEvent::PriorityChanged { from, to, mode } => {
                self.at(at).say(" 优先级 ", " priority ").show(from).put(" → ").show(to);
                self.say("：", ": ").say(mode.zh(), mode.en());
            }
            TraceEvent::Capped { old } => {
                self.say("不晚于原时限 ", "capped by the old due time ").instant(*old);
            }
            TraceEvent::Carried { used, total } => {
                self.say("结转已用 ", "carried over: ").length(*used);
                self.say("（共 ", " used of ").length(*total).say("）", "");
            }
            TraceEvent::Reopened { mode, left } => {
                self.at(at).say(" 重开：", " reopened: ").say(mode.zh(), mode.en());
                if let Some(left) = left {
                    self.say("，剩余 ", ", left ").length(*left);
                }
            }
            TraceEvent::Stopped { fact, late } => {
                let (zh, en) = fact.map_or(("停止", "stopped"), |f: FactName| (f.zh(), f.en()));
                self.at(at).put(" ").say(zh, en);
                if *late {
                    self.say("：超时", ": late")
                } else {
                    self.say("：按时", ": in time")
                };
            }
            TraceEvent::Cancelled { reason } => {
                self.at(at).say(" 取消（", " cancelled (").put(reason).say("）", ")");
            }
            TraceEvent::Breached => {
                self.at(at).say(" 超时", " breached");
            }
            TraceEvent::Due { exclusive, if_resumed } => {
                self.say(if *if_resumed { "若此刻恢复，时限 " } else { "时限 " }, "due ");
                match at {
                    Some(at) if *exclusive => self.day_end(at),
                    at => self.at(at),
                };
                if *if_resumed {
                    self.say("", " if work resumed now");
                }
            }
            TraceEvent::NoDueYet => {
                self.say("尚未约定时间", "no time has been agreed yet");
            }
            TraceEvent::Provisional { year } => {
                self.say("", "the holidays of ").show(year);
                self.say(
                    " 年节假日安排尚未公布，按普通周末暂计",
                    " are not announced yet: provisional, plain weekends",
                );
            }
            TraceEvent::Told(_) => {}
        }
    }

    fn put(&mut self, text: &str) -> &mut Self {
        self.out.push_str(text);
        self
    }

    fn say(&mut self, zh: &str, en: &str) -> &mut Self {
        self.put(if self.tongue == Tongue::Zh { zh } else { en })
    }

    fn show(&mut self, value: impl Display) -> &mut Self {
        let _ = write!(self.out, "{value}");
        self
    }

    fn two_digits(&mut self, number: u32) -> &mut Self {
        for digit in [number / 10, number] {
            self.out.push(char::from_digit(digit % 10, 10).unwrap_or_default());
        }
        self
    }

    fn at(&mut self, at: Option<Timestamp>) -> &mut Self {
        match at {
            Some(at) => self.instant(at),
            None => self,
        }
    }

    fn instant(&mut self, at: Timestamp) -> &mut Self {
        let local = local_of(self.zone, at);
        self.date(local.date()).put(" ").wall(local)
    }

    fn date(&mut self, date: NaiveDate) -> &mut Self {
        self.show(date.year()).put("-").two_digits(date.month()).put("-").two_digits(date.day())
    }

    /// 24:00 of a day, as people read the first instant of the next.
    fn day_end(&mut self, at: Timestamp) -> &mut Self {
        let local = local_of(self.zone, at);
        match local.date().pred_opt() {
            Some(day) if local.num_seconds_from_midnight() == 0 => self.date(day).put(" 24:00"),
            _ => self.instant(at),
        }
    }

    /// From when to when, until 24:00 when the end is the next day's 00:00.
    fn stretch(&mut self, from: Timestamp, to: Timestamp) -> &mut Self {
        let end = local_of(self.zone, to);
        self.wall(local_of(self.zone, from)).put("–");
        if end.num_seconds_from_midnight() == 0 && end.date() > date_of(self.zone, from) {
            self.put("24:00")
        } else {
            self.wall(end)
        }
    }

    fn wall(&mut self, local: NaiveDateTime) -> &mut Self {
        self.two_digits(local.hour()).put(":").two_digits(local.minute());
        if local.second() == 0 { self } else { self.put(":").two_digits(local.second()) }
    }

    fn day(&mut self, date: NaiveDate) -> &mut Self {
        let weekday = WeekdayCode::of(date);
        self.say(weekday.zh(), weekday.en());
        self.put(" ").two_digits(date.month()).put("-").two_digits(date.day())
    }

    fn days(&mut self, from: NaiveDate, to: NaiveDate) -> &mut Self {
        self.day(from);
        if from == to { self } else { self.put(" – ").day(to) }
    }

    fn makeup(&mut self, name: Option<&str>) -> &mut Self {
        match name {
            Some(name) => self.say("（", " (make-up day, ").put(name).say("调休上班）", ")"),
            None => self,
        }
    }

    fn sums(&mut self, used: i64, left: Option<i64>) -> &mut Self {
        self.say("；已用 ", "; used ").length(used);
        match left {
            Some(left) => self.say("，剩余 ", ", left ").length(left),
            None => self,
        }
    }

    fn moved(&mut self, old: Option<Timestamp>, new: Option<Timestamp>) -> &mut Self {
        if old == new {
            return self;
        }
        self.say("，时限 ", ", due ").instant_or_dash(old).put(" → ").instant_or_dash(new)
    }

    fn instant_or_dash(&mut self, at: Option<Timestamp>) -> &mut Self {
        match at {
            Some(at) => self.instant(at),
            None => self.put("—"),
        }
    }

    /// `4.5 h` where two decimals say it exactly, else hours, minutes and seconds.
    fn length(&mut self, millis: i64) -> &mut Self {
        if millis % 36_000 == 0 {
            return self.decimal_hours(millis / 36_000);
        }
        let seconds = millis.abs() / 1000;
        let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if seconds == 0 {
            return self.say("0 秒", "0 s");
        }
        let mut before = if millis < 0 { "-" } else { "" };
        for (number, zh, en) in [(h, " 小时", " h"), (m, " 分", " min"), (s, " 秒", " s")] {
            if number > 0 {
                self.put(before).show(number).say(zh, en);
                before = " ";
            }
        }
        self
    }

    fn decimal_hours(&mut self, hundredths: i64) -> &mut Self {
        if hundredths < 0 {
            self.put("-");
        }
        let hundredths = hundredths.unsigned_abs();
        self.show(hundredths / 100);
        let rest = u32::try_from(hundredths % 100).unwrap_or_default();
        match rest {
            0 => {}
            tenths if tenths % 10 == 0 => {
                self.put(".").show(tenths / 10);
            }
            rest => {
                self.put(".").two_digits(rest);
            }
        }
        self.say(" 小时", " h")
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
