//! What the customer may ask for beyond a repair (rules B1–B6, B27), from the regime's data.

use chrono::NaiveDate;

use super::{
    HistoryFact, Question, Regime, Remedy, RemedyKind, WarrantyReason,
    days::{local_day, started_days},
    history::merged,
    regime::{Clause, FailedRepairs, RemedyRules},
    standing::{plus_days, waiting},
};
use crate::kernel::{Money, Timestamp};

/// Rights with the grounds they rest on.
#[derive(Debug, Default)]
pub(super) struct Rights {
    pub remedies: Vec<Remedy>,
    pub reasons: Vec<WarrantyReason>,
}

/// The customer's rights, for a fault that the warranty covers. `exchanged_at`: the unit in question began then.
pub(super) fn rights(
    question: &Question,
    regime: &Regime,
    exchanged_at: Option<Timestamp>,
    is_rest_day: &dyn Fn(NaiveDate) -> bool,
) -> Rights {
    let mut rights = Rights::default();
    let (Some(rules), Some(fault)) = (&regime.remedies, &question.fault) else { return rights };
    let Some(sold) = exchanged_at.map(local_day).or_else(|| question.subject.dates.sale()) else {
        return rights;
    };
    let reported = local_day(fault.reported_at);
    let in_stock = question.same_model_in_stock != Some(false) || question.substitute_in_stock == Some(true);
    let last = |days: u16| {
        let day = plus_days(sold, days.into());
        let rolled = day.iter_days().take(31).find(|day| !is_rest_day(*day));
        if regime.rolls_last_rest_day { rolled.unwrap_or(day) } else { day }
    };

    if let Some(early) = rules.early_return.as_ref().filter(|early| reported <= last(early.days)) {
        let clause = Clause { rule: early.rule.clone(), clause: early.clause.clone() };
        let until = Some(last(early.days));
        rights.window(RemedyKind::Refund, &clause, reported, until, question.subject.price);
        if early.exchange_too && in_stock {
            rights.window(RemedyKind::Exchange, &clause, reported, until, None);
        }
        return rights;
    }
    if let Some(early) =
        rules.early_exchange.as_ref().filter(|early| in_stock && reported <= last(early.days))
    {
        let clause = Clause { rule: early.rule.clone(), clause: early.clause.clone() };
        rights.window(RemedyKind::Exchange, &clause, reported, Some(last(early.days)), None);
        return rights;
    }
    if let Some(failed) = &rules.failed_repairs {
        let repairs = same_fault_repairs(question, exchanged_at);
        if repairs >= failed.count {
            rights.after_failed_repairs(question, rules, failed, Facts { sold, reported, repairs, in_stock });
        }
    }
    rights
}

#[derive(Clone, Copy)]
struct Facts {
    sold: NaiveDate,
    reported: NaiveDate,
    repairs: usize,
    in_stock: bool,
}

/// Finished repairs of the fault that is reported again. Another fault code counts only when a person says so.
fn same_fault_repairs(question: &Question, exchanged_at: Option<Timestamp>) -> usize {
    let Some(fault) = &question.fault else { return 0 };
    let Some(code) = &fault.code else { return 0 };
    question
        .history
        .iter()
        .filter(|fact| match fact {
            HistoryFact::Repair { fault: Some(repaired), in_at, out_at: Some(out_at), .. } => {
                repaired.as_str().eq_ignore_ascii_case(code.as_str())
                    && *out_at <= fault.reported_at
                    && exchanged_at.is_none_or(|exchange| *in_at >= exchange)
            }
            _ => false,
        })
        .count()
}

impl Rights {
    /// A right that a fault within the first days gives (B1, B2, B27).
    fn window(
        &mut self,
        kind: RemedyKind,
        clause: &Clause,
        since: NaiveDate,
        until: Option<NaiveDate>,
        amount: Option<Money>,
    ) {
        let Clause { rule, clause } = clause;
        let last = until.map(|day| day.to_string()).unwrap_or_default();
        self.reasons.push(
            WarrantyReason::new(
                rule,
                clause,
                format!("故障于{since}报告，不晚于{last}：客户可以要求{}", kind.zh()),
                format!("Reported on {since}, not later than {last}: the customer may ask for {}", kind.en()),
            )
            .fact("reported_on", since)
            .fact("last_day", last),
        );
        let depreciation = None;
        self.remedies.push(Remedy {
            kind,
            open: true,
            since: Some(since),
            until,
            amount,
            depreciation,
            rule: rule.clone(),
        });
    }

    /// B3: exchange. B4: nothing to exchange for, full price. B5, B6: the customer prefers money, price less use.
    fn after_failed_repairs(
        &mut self,
        question: &Question,
        rules: &RemedyRules,
        failed: &FailedRepairs,
        facts: Facts,
    ) {
        let Facts { sold, reported, repairs, in_stock } = facts;
        let remedy = |kind, open, rule: &str| Remedy {
            kind,
            open,
            since: Some(reported),
            until: None,
            amount: None,
            depreciation: None,
            rule: rule.to_owned(),
        };
        let Clause { rule, clause } = &failed.exchange;
        self.reasons.push(
            WarrantyReason::new(
                rule,
                clause,
                format!("质保期内同一故障已修{repairs}次仍不能正常使用，{reported}再次报告：可免费更换同型号产品"),
                format!("Same fault after {repairs} repairs within the warranty, reported again on {reported}: exchange"),
            )
            .fact("repairs", repairs)
            .fact("reported_on", reported),
        );
        self.remedies.push(remedy(RemedyKind::Exchange, in_stock, rule));
        if !in_stock {
            let Clause { rule, clause } = &failed.none_in_stock;
            self.reasons.push(WarrantyReason::new(
                rule,
                clause,
                "无同型号也无不低于原性能的产品可换：按发票价全额退款".to_owned(),
                "Neither the model nor one that is not lower is available: full invoice price".to_owned(),
            ));
            let amount = question.subject.price;
            self.remedies.push(Remedy { amount, ..remedy(RemedyKind::Refund, true, rule) });
            return;
        }
        let rate = rules.depreciation_per_day.get(&question.subject.category).copied();
        let (Some(price), Some(rate)) = (question.subject.price, rate) else { return };
        let days = days_of_use(question, sold);
        let depreciation = depreciation(price, rate, days);
        let amount = Money::from_minor(price.minor() - depreciation.minor(), price.currency());
        let Clause { rule, clause } = &failed.declined;
        self.reasons.push(WarrantyReason::new(
            rule,
            clause,
            format!("客户不换货而要求退款：{price}－折旧{depreciation}＝{amount}元"),
            format!("The customer prefers money: {price} less {depreciation} for use = {amount}"),
        ));
        self.reasons.push(
            WarrantyReason::new(
                &failed.depreciation.rule,
                &failed.depreciation.clause,
                format!("折旧＝价款×日折旧率×使用{days}日（扣除修理和待件日）"),
                format!("Use = price × daily rate × {days} days without repair and waiting days"),
            )
            .fact("days_of_use", days)
            .fact("rate_per_10000_per_day", rate),
        );
        let remedy = remedy(RemedyKind::Refund, true, rule);
        self.remedies.push(Remedy { amount: Some(amount), depreciation: Some(depreciation), ..remedy });
    }
}

/// Days since the sale on which the customer had the use of the unit (B6).
fn days_of_use(question: &Question, sold: NaiveDate) -> i64 {
    let known = question.as_of;
    let began = |at: Timestamp| local_day(at) >= sold;
    let repairs =
        question.history.iter().filter_map(|fact| fact.repair(known)).filter(|absence| began(absence.from));
    let repair_days: i64 = merged(repairs.collect()).iter().map(|a| started_days(a.from, a.to)).sum();
    let waiting_days: i64 =
        waiting(&question.history, known).filter(|(at, _)| began(*at)).map(|(_, days)| days).sum();
    ((local_day(known) - sold).num_days() - repair_days - waiting_days).max(0)
}

/// Price × rate × days, half up to the fen, at most the price.
fn depreciation(price: Money, per_10000_per_day: u16, days: i64) -> Money {
    let product = i128::from(price.minor().max(0)) * i128::from(per_10000_per_day) * i128::from(days);
    let minor = i64::try_from((product + 5_000) / 10_000).unwrap_or(i64::MAX);
    Money::from_minor(minor.min(price.minor()), price.currency())
}
