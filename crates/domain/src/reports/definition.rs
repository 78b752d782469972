//! The figures in writing: what stands above the line, what below, and by which instant a case belongs to a period.

use super::{Hundredths, KpiCode, KpiUnit, Tally};

/// One figure in words, Chinese and English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KpiDefinition {
    pub unit: KpiUnit,
    pub numerator: (&'static str, &'static str),
    pub denominator: (&'static str, &'static str),
    /// Whole percents that the regulations ask for
    pub target: Option<i64>,
    /// The clause, where a regulation has one
    pub clause: Option<&'static str>,
    /// A smaller figure is the better one
    pub lower_is_better: bool,
}

impl KpiDefinition {
    const RATE: Self = Self {
        unit: KpiUnit::Percent,
        numerator: ("", ""),
        denominator: ("", ""),
        target: None,
        clause: None,
        lower_is_better: false,
    };

    /// The figure of a tally.
    #[must_use]
    pub fn value(&self, tally: Tally) -> Option<Hundredths> {
        match self.unit {
            KpiUnit::Percent => tally.percent(),
            KpiUnit::WorkingHours => tally.mean_hours(),
        }
    }
}

impl KpiCode {
    #[must_use]
    pub const fn definition(self) -> KpiDefinition {
        let rate = KpiDefinition::RATE;
        let mean = KpiDefinition { unit: KpiUnit::WorkingHours, lower_is_better: true, ..rate };
        match self {
            Self::ResponseOnTime => KpiDefinition {
                numerator: ("其中首次响应不晚于时限的", "of these, answered no later than due"),
                denominator: (
                    "首次响应时限落在期内且已判定的承诺",
                    "first responses due in the period and decided",
                ),
                clause: Some("R-6.1.2.1"),
                ..rate
            },
            Self::ResponseOnTimeP1 => KpiDefinition {
                numerator: ("其中首次响应不晚于时限的", "of these, answered no later than due"),
                denominator: (
                    "P1 需求中首次响应时限落在期内且已判定的承诺",
                    "first responses to P1 requests due in the period and decided",
                ),
                clause: Some("R-6.1.2.1"),
                ..rate
            },
            Self::ResolutionRate => KpiDefinition {
                numerator: ("其中已解决的", "of these, solved"),
                denominator: (
                    "期内登记的需求，不含取消、撤回、重复、拒绝、合并",
                    "requests registered in the period without cancelled, withdrawn, duplicate, refused and merged ones",
                ),
                target: Some(90),
                clause: Some("R-7.4.3"),
                ..rate
            },
            Self::CompletionOnTime => KpiDefinition {
                numerator: (
                    "其中不晚于时限（含凭证延期）解决的",
                    "of these, no later than due (extensions with proof move the due time)",
                ),
                denominator: (
                    "期内解决且有完成时限的需求",
                    "requests with a promised time that were solved in the period",
                ),
                clause: Some("R-7.4.2"),
                ..rate
            },
            Self::FirstTimeFix => KpiDefinition {
                numerator: (
                    "其中一次上门解决、未重开，且 30 天内同机同故障未再报修的",
                    "of these, with one visit, not reopened, and without the same fault on the unit within 30 days",
                ),
                denominator: (
                    "期内解决且已满 30 天的上门需求",
                    "on-site requests solved in the period and at least 30 days ago",
                ),
                ..rate
            },
            Self::RepairHours => KpiDefinition {
                numerator: (
                    "从首次到场（或收到物品）到首次解决的工作时间之和",
                    "working time from the first arrival (or receipt of the item) to the first solution, summed",
                ),
                denominator: (
                    "期内首次解决且有到场或收件记录的需求",
                    "requests first solved in the period, with an arrival or a receipt",
                ),
                ..mean
            },
            Self::ResolveHours => KpiDefinition {
                numerator: (
                    "从客户报修到首次解决的工作时间之和",
                    "working time from the customer's report to the first solution, summed",
                ),
                denominator: ("期内首次解决的需求", "requests first solved in the period"),
                ..mean
            },
            Self::TotalResolveHours => KpiDefinition {
                numerator: (
                    "从客户报修到最终解决（含重开）的工作时间之和",
                    "working time from the customer's report to the solution that stands, reopenings included, summed",
                ),
                denominator: (
                    "最终解决落在期内的需求",
                    "requests whose solution that stands lies in the period",
                ),
                ..mean
            },
            Self::ReopenRate => KpiDefinition {
                numerator: ("其中被重开过的", "of these, reopened"),
                denominator: ("期内首次解决的需求", "requests first solved in the period"),
                lower_is_better: true,
                ..rate
            },
            Self::ComplaintRate => KpiDefinition {
                numerator: ("其中的投诉（每 100 单）", "of these, complaints (per 100 requests)"),
                denominator: (
                    "期内登记的需求，不含取消、撤回、重复、拒绝、合并",
                    "requests registered in the period without cancelled, withdrawn, duplicate, refused and merged ones",
                ),
                lower_is_better: true,
                ..rate
            },
            Self::FlowConformance => KpiDefinition {
                numerator: ("其中没有跳过或超时环节的", "of these, without a skipped or late step"),
                denominator: ("期内解决的需求", "requests solved in the period"),
                clause: Some("R-10.5.9.2"),
                ..rate
            },
            Self::UrgeAnswered => KpiDefinition {
                numerator: ("其中按时答复的", "of these, answered in time"),
                denominator: (
                    "答复时限落在期内且已判定的催办与督办",
                    "urgings and supervision orders due in the period and decided",
                ),
                clause: Some("R-11.2.3.10"),
                ..rate
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_in_writing() {
        for kpi in KpiCode::ALL {
            let KpiDefinition { numerator, denominator, .. } = kpi.definition();
            for text in [numerator.0, numerator.1, denominator.0, denominator.1] {
                assert!(!text.is_empty(), "{kpi}");
            }
        }
    }
}
