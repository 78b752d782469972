//! The one warranty question: which class of service, until when, which rights, and why.

use chrono::NaiveDate;

use super::{
    ChargeClass, Coverage, HistoryFact, Need, Payer, Question, Regime, Verdict, WarrantyReason,
    days::local_day,
    remedies::{Rights, rights},
    standing::{Cover, Standing, plus_days},
};

/// What the class rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    NoRepair(Need),
    Excluded,
    Unverified,
    UnitWarranty,
    PartWarranty,
    RepeatRepair,
    ServiceContract,
    Nothing,
}

impl Basis {
    const fn class(self) -> ChargeClass {
        match self {
            Self::NoRepair(_) => ChargeClass::Other,
            Self::UnitWarranty | Self::PartWarranty | Self::RepeatRepair => ChargeClass::Free,
            Self::ServiceContract => ChargeClass::Contract,
            Self::Excluded | Self::Unverified | Self::Nothing => ChargeClass::Paid,
        }
    }
}

/// Answers a warranty question. The charge class is the one of the day the fault was reported (K19); the end of the
/// warranty and the rights are those of `as_of`. `is_rest_day` is the official calendar: true for a day without work.
#[must_use]
pub fn evaluate(question: &Question, is_rest_day: &dyn Fn(NaiveDate) -> bool) -> Verdict {
    let regime = Regime::of_sale(question.subject.category, question.subject.buyer);
    let reported = Standing::at(question, regime, question.decided_at(), is_rest_day);
    let today = Standing::at(question, regime, question.as_of, is_rest_day);
    let day = local_day(question.decided_at());

    let (basis, ground) = decide(question, regime, &reported, day);
    let Rights { remedies, mut reasons } = match basis {
        Basis::UnitWarranty => rights(question, regime, reported.exchanged_at, is_rest_day),
        _ => Rights::default(),
    };
    reasons.push(ground);
    reasons.extend(end_reason(question, regime, &today));
    reasons.push(regime_reason(question, regime));

    Verdict {
        regime: regime.code(),
        charge_class: basis.class(),
        warranty_ends_on: today.unit().and_then(Cover::last_day),
        coverage: coverage(question, basis, &reported, &today),
        remedies,
        reasons,
        as_of: question.as_of,
    }
}

/// The class and its ground. The order is the decision: no repair at all, an excluded cause, an unverified serial
/// number, the warranty of unit or part, the guarantee on the last repair, a service contract, and else payment.
fn decide(
    question: &Question,
    regime: &Regime,
    standing: &Standing,
    day: NaiveDate,
) -> (Basis, WarrantyReason) {
    if question.need != Need::Service {
        return (Basis::NoRepair(question.need), no_repair(question.need));
    }
    if let Some(ground) = excluded(question, regime) {
        return (Basis::Excluded, ground);
    }
    let contract = || contract(question, day).map(|ground| (Basis::ServiceContract, ground));
    if !question.subject.verified {
        return contract().unwrap_or_else(|| (Basis::Unverified, unverified()));
    }
    in_warranty(question, standing, day)
        .or_else(|| repeated(question, regime, day).map(|ground| (Basis::RepeatRepair, ground)))
        .or_else(contract)
        .unwrap_or_else(|| (Basis::Nothing, out_of_warranty(standing, day)))
}

fn no_repair(need: Need) -> WarrantyReason {
    WarrantyReason::new(
        "R-11.2.1.4",
        "售后服务管理办法 其他服务",
        format!("{}：其他服务", need.zh()),
        format!("{}: other service", need.en()),
    )
    .fact("need", need)
}

fn excluded(question: &Question, regime: &Regime) -> Option<WarrantyReason> {
    let cause = question.fault.as_ref()?.cause;
    let exclusion = regime.exclusion(cause)?;
    let reason = WarrantyReason::new(
        &exclusion.rule,
        &exclusion.clause,
        format!("故障原因为{}，不在质保范围：有偿服务", cause.zh()),
        format!("{} is excluded from the warranty: paid service", cause.en()),
    );
    Some(reason.fact("cause", cause))
}

fn unverified() -> WarrantyReason {
    WarrantyReason::new(
        "R-7.2.2",
        "公司售后服务管理制度 服务对象",
        "机号待核实：核实前不能免费服务".to_owned(),
        "The serial number is not verified yet: no free service before it is".to_owned(),
    )
}

fn in_warranty(question: &Question, standing: &Standing, day: NaiveDate) -> Option<(Basis, WarrantyReason)> {
    let group = question.fault.as_ref().and_then(|fault| fault.part_group.as_ref());
    let unit = standing.unit().map(|cover| (Basis::UnitWarranty, cover));
    let part =
        group.and_then(|group| standing.part(group.as_str())).map(|cover| (Basis::PartWarranty, cover));
    let (basis, cover) = unit.into_iter().chain(part).find(|(_, cover)| cover.covers_day(day))?;
    let item = cover.covers.item();
    let (zh, en) = match cover.last_day() {
        Some(last) => (format!("至{last}"), format!("until {last}")),
        None => ("按运行小时".to_owned(), "by running hours".to_owned()),
    };
    let ground = WarrantyReason::new(
        "R-11.2.1.1",
        "售后服务管理办法 免费服务",
        format!("{day}报告故障，{}质保{zh}：免费服务", cover.covers.zh()),
        format!("Reported on {day}; the warranty of {item} runs {en}: free service"),
    );
    Some((basis, ground.fact("decided_on", day).fact("item", item)))
}

/// The same fault within the guarantee on its last repair is a repeat repair (返修) and free, whatever the warranty.
fn repeated(question: &Question, regime: &Regime, day: NaiveDate) -> Option<WarrantyReason> {
    let fault = question.fault.as_ref()?;
    let code = fault.code.as_ref()?;
    let guarantee = &regime.post_repair_guarantee;
    let repaired = question.history.iter().filter_map(|fact| match fact {
        HistoryFact::Repair { fault: Some(repaired), out_at: Some(out), .. }
            if repaired.as_str().eq_ignore_ascii_case(code.as_str()) && *out <= fault.reported_at =>
        {
            Some(local_day(*out))
        }
        _ => None,
    });
    let repaired = repaired.max()?;
    let last = plus_days(repaired, guarantee.days.into());
    let reason = WarrantyReason::new(
        &guarantee.rule,
        &guarantee.clause,
        format!("同一故障{repaired}修复后{}日内（至{last}）再次发生：返修免费", guarantee.days),
        format!(
            "The same fault within {} days of its repair on {repaired} (until {last}): free",
            guarantee.days
        ),
    );
    (day <= last).then(|| reason.fact("repaired_on", repaired).fact("decided_on", day))
}

fn contract(question: &Question, day: NaiveDate) -> Option<WarrantyReason> {
    let contract = question.contract.as_ref().filter(|c| c.from <= day && day <= c.to)?;
    let (no, from, to) = (&contract.no, contract.from, contract.to);
    let reason = WarrantyReason::new(
        "R-11.2.1.2",
        &format!("保修合同 {no}"),
        format!("{day}报告故障，保修合同{no}有效期{from}至{to}：合同服务"),
        format!("Reported on {day}, service contract {no} runs from {from} to {to}: contract service"),
    );
    Some(reason.fact("decided_on", day).fact("contract", no))
}

fn out_of_warranty(standing: &Standing, day: NaiveDate) -> WarrantyReason {
    let (text, text_en) = match standing.unit() {
        None => (
            "没有可以确定的质保期：有偿服务".to_owned(),
            "No warranty period can be established: paid service".to_owned(),
        ),
        Some(unit) => match (unit.used_up_on, unit.last_day()) {
            (Some(over), _) => (
                format!("运行小时已超过质保限额（{over}）：有偿服务"),
                format!("The running hours passed the warranty limit by {over}: paid service"),
            ),
            (None, last) => {
                let last = last.map(|d| d.to_string()).unwrap_or_default();
                (
                    format!("{day}报告故障，质保已于{last}到期：有偿服务"),
                    format!("Reported on {day}; the warranty ended on {last}: paid service"),
                )
            }
        },
    };
    WarrantyReason::new("R-11.2.1.3", "售后服务管理办法 有偿服务", text, text_en).fact("decided_on", day)
}

/// How the last day of the unit's warranty came about.
fn end_reason(question: &Question, regime: &Regime, standing: &Standing) -> Option<WarrantyReason> {
    let unit = standing.unit()?;
    let last = unit.last_day()?;
    let mut zh = vec![format!("自{}起", unit.start.on)];
    let mut en = vec![format!("From {}", unit.start.on)];
    if let Some(months) = unit.months {
        zh.push(format!("{months}个月"));
        en.push(format!("{months} months"));
    }
    if unit.added_days > 0 {
        zh.push(format!("加修理、待件和保管{}日", unit.added_days));
        en.push(format!("{} days for repair, waiting and custody", unit.added_days));
    }
    if let Some(before) = unit.before_rollover {
        zh.push(format!("{before}为休息日，顺延"));
        en.push(format!("{before} is a rest day and rolls on"));
    }
    if let Some(over) = unit.used_up_on {
        zh.push(format!("{over}运行小时超限"));
        en.push(format!("running hours passed the limit by {over}"));
    }
    if unit.start.assumed {
        zh.push("起算日期未登记，按最近的已知日期推定".to_owned());
        en.push("the start date is not recorded and is taken from the nearest known one".to_owned());
    }
    zh.push(format!("质保至{last}"));
    en.push(format!("warranty until {last}"));
    let clause = if unit.restarted { &regime.exchange_restarts } else { &regime.term };
    let mut reason = WarrantyReason::new(&clause.rule, &clause.clause, zh.join("，"), en.join(", "))
        .fact("start", unit.start.on)
        .fact("added_days", unit.added_days)
        .fact("last_day", last);
    if let Some(months) = unit.months {
        reason = reason.fact("months", months);
    }
    Some(reason.fact("as_of", local_day(question.as_of)))
}

fn regime_reason(question: &Question, regime: &Regime) -> WarrantyReason {
    let (category, buyer, code) = (question.subject.category, question.subject.buyer, regime.code());
    WarrantyReason::new(
        &regime.applies.rule,
        &regime.applies.clause,
        format!("{}，{}：适用{}", category.zh(), buyer.zh(), code.zh()),
        format!("{}, {}: {}", category.en(), buyer.en(), code.en()),
    )
    .fact("category", category)
    .fact("buyer", buyer)
}

/// Who pays for parts, labour and travel, then the parts that had a term of their own when the fault was reported (with
/// their labour). The last days are those of today.
fn coverage(question: &Question, basis: Basis, reported: &Standing, today: &Standing) -> Vec<Coverage> {
    let unit_end = today.unit().and_then(Cover::last_day);
    let contract_end = question.contract.as_ref().map(|contract| contract.to);
    let general = |item: &str| {
        let (payer, until) = match basis {
            Basis::UnitWarranty => (Payer::Manufacturer, unit_end),
            Basis::RepeatRepair | Basis::NoRepair(Need::Consultation) => (Payer::Manufacturer, None),
            // parts at cost price are the customer's, labour is the contract's (R-11.2.1.2)
            Basis::ServiceContract if item != "parts" => (Payer::Contract, contract_end),
            _ => (Payer::Customer, None),
        };
        Coverage { item: item.to_owned(), payer, until }
    };
    let mut list: Vec<Coverage> = ["parts", "labour", "travel"].into_iter().map(general).collect();
    if !matches!(basis, Basis::NoRepair(_) | Basis::Excluded | Basis::Unverified) {
        let day = local_day(question.decided_at());
        list.extend(reported.parts().filter(|part| part.covers_day(day)).map(|part| {
            let item = part.covers.item();
            let until = today.part(item).unwrap_or(part).last_day();
            Coverage { item: item.to_owned(), payer: Payer::Manufacturer, until }
        }));
    }
    list
}
