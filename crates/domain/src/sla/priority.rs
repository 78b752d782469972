//! Severity × impact → priority, as the service policy maps them.

use crate::kernel::codes;

codes! {
    /// 优先级. A smaller number is more urgent, and `P1 < P2`.
    pub enum Priority {
        P1 = "P1", "紧急", "Critical";
        P2 = "P2", "高", "High";
        P3 = "P3", "一般", "Normal";
        P4 = "P4", "低", "Low";
    }
}

codes! {
    /// 严重度 of the fault.
    pub enum Severity {
        SafetyOrLineDown = "1", "安全隐患或停线", "Safety risk or line down";
        SevereDegradation = "2", "严重降级", "Severe degradation";
        OrdinaryFault = "3", "一般故障", "Ordinary fault";
        QuestionOrMinor = "4", "咨询或轻微", "Question or minor";
    }
}

codes! {
    /// 影响 on the customer's production.
    pub enum Impact {
        LineDown = "line_down", "停线", "Line down";
        MachineDown = "machine_down", "停机", "Machine down";
        Runs = "runs", "带病运行", "Runs";
        None = "none", "无影响", "No impact";
    }
}

impl Priority {
    /// P1 if severity 1 or the line is down; P2 if severity 2 or the machine is down; P3 if severity 3; else P4.
    #[must_use]
    pub const fn from(severity: Severity, impact: Impact) -> Self {
        match (severity, impact) {
            (Severity::SafetyOrLineDown, _) | (_, Impact::LineDown) => Self::P1,
            (Severity::SevereDegradation, _) | (_, Impact::MachineDown) => Self::P2,
            (Severity::OrdinaryFault, _) => Self::P3,
            (Severity::QuestionOrMinor, _) => Self::P4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Impact, Priority, Severity};

    #[test]
    fn the_worse_of_severity_and_impact_decides() {
        let cases = [
            ("1", "none", "P1"),
            ("4", "line_down", "P1"),
            ("2", "runs", "P2"),
            ("3", "machine_down", "P2"),
            ("3", "none", "P3"),
            ("4", "runs", "P4"),
        ];
        for (severity, impact, priority) in cases {
            let severity: Severity = severity.parse().unwrap();
            let impact: Impact = impact.parse().unwrap();
            assert_eq!(Priority::from(severity, impact).as_str(), priority);
        }
    }
}
