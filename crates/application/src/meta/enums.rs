//! Every closed list of codes that crosses the wire, with its labels.

use contract::{
    access::BranchKind,
    meta::{CodeView, EnumView},
    problem::ProblemCode,
};
use domain::kernel::CodeLabel;

macro_rules! lists {
    ($($capability:ident: $($name:ident),+;)+) => {
        vec![$($(named(stringify!($name), domain::$capability::$name::labels()),)+)+]
    };
}

/// All lists by name.
#[must_use]
pub fn enums() -> Vec<EnumView> {
    let mut all = lists! {
        access: AbsenceKind, AccessRule, PasswordFault, Permission, Reach, Role;
        assets: CauseClass, CustomerGrade, CustomerKind, UnitStatus, UnitVerification;
        kernel: Currency, ReasonCode;
        mailbox: MailKind, MailRule, MailState;
        notifications: Language, NotificationChannel, NotificationFault, NotificationKind, NotificationRule, NotificationState;
        reports: Deviation, KpiCode, KpiUnit, PivotAxis, ReportGroup;
        sla: CalendarKind, ClockKind, ClockState, DateRule, DayMode, DueCause, ExceptionSource, ExtensionRefusal, FactName, Impact, PauseReason, Priority, PriorityMode, ReopenMode, Severity, WeekdayCode;
        tickets: Action, Channel, ContactResult, Department, EndKind, ExtensionReason, FunctionTest, NoticeAbout, NoticeChannel, NoticeDelivery, RequestType, ResponsibleParty, ReviewOutcome, Satisfaction, ServiceMode, StateCode, Step, UrgeKind, Verification, VisitOutcome, WorkKind, WorkQueue;
        webhooks: DeliveryFault, DeliveryState, DisabledReason, EventType;
        warranty: BuyerKind, Category, Cause, ChargeClass, CoversCode, Need, Payer, RegimeCode, RemedyKind, StartEvent;
    };
    all.push(EnumView {
        name: "branch_kind".to_owned(),
        codes: BranchKind::ALL.iter().map(|kind| code(kind.as_str(), kind.zh(), kind.en())).collect(),
    });
    all.push(EnumView {
        name: "problem_code".to_owned(),
        codes: ProblemCode::ALL
            .iter()
            .map(|problem| code(problem.as_str(), problem.zh(), problem.en()))
            .collect(),
    });
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn named(name: &str, labels: Vec<CodeLabel>) -> EnumView {
    EnumView {
        name: snake(name),
        codes: labels.into_iter().map(|label| code(label.code, label.zh, label.en)).collect(),
    }
}

fn code(code: &str, zh: &str, en: &str) -> CodeView {
    CodeView { code: code.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
}

/// `RequestType` is `request_type` on the wire, like everything there.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (i, c) in name.char_indices() {
        if c.is_ascii_uppercase() && i > 0 {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_codes_are_unique_and_labelled() {
        let all = enums();
        assert_eq!(all.iter().map(|e| &e.name).collect::<BTreeSet<_>>().len(), all.len());
        for list in &all {
            let codes: BTreeSet<_> = list.codes.iter().map(|c| &c.code).collect();
            assert_eq!(codes.len(), list.codes.len(), "{}", list.name);
            assert!(list.codes.iter().all(|c| !c.zh.is_empty() && !c.en.is_empty()), "{}", list.name);
        }
        assert!(all.iter().any(|list| list.name == "request_type"));
    }
}
