//! The closed lists of the reports.

use crate::kernel::codes;

codes! {
    /// 指标: every figure with a written numerator and denominator (domain dossier 2.4).
    pub enum KpiCode {
        ResponseOnTime = "response_on_time", "响应及时率", "Responses in time";
        ResponseOnTimeP1 = "response_on_time_p1", "P1 响应及时率", "P1 responses in time";
        ResolutionRate = "resolution_rate", "解决率", "Resolution rate";
        CompletionOnTime = "completion_on_time", "按时完成率", "Completed in time";
        FirstTimeFix = "first_time_fix", "一次修复率 (FTFR)", "First-time fix rate";
        RepairHours = "repair_hours", "平均修复工时 (MTTR)", "Mean time to repair";
        ResolveHours = "resolve_hours", "平均首次解决时长", "Mean time to the first resolution";
        TotalResolveHours = "total_resolve_hours", "平均最终解决时长", "Mean time to the last resolution";
        ReopenRate = "reopen_rate", "重开率", "Reopen rate";
        ComplaintRate = "complaint_rate", "投诉率", "Complaint rate";
        FlowConformance = "flow_conformance", "流程符合率", "Flow conformance";
        UrgeAnswered = "urge_answered", "催办及时答复率", "Urgings answered in time";
    }
}

codes! {
    /// How a figure is spoken.
    pub enum KpiUnit {
        Percent = "percent", "%", "%";
        WorkingHours = "working_hours", "工作小时", "working hours";
    }
}

codes! {
    /// By what figures are broken down.
    pub enum ReportGroup {
        Branch = "branch", "分公司", "Branch";
        Team = "team", "班组", "Team";
        Engineer = "engineer", "服务工程师", "Engineer";
        Owner = "owner", "责任人", "Owner";
        Family = "family", "产品系列", "Product family";
        Model = "model", "型号", "Model";
        Day = "day", "日", "Day";
        Week = "week", "周", "Week";
        Month = "month", "月", "Month";
        Quarter = "quarter", "季度", "Quarter";
    }
}

codes! {
    /// What a pivot counts by.
    pub enum PivotAxis {
        FaultCode = "fault_code", "故障码", "Fault code";
        CauseClass = "cause_class", "原因类别", "Cause class";
        Family = "family", "产品系列", "Product family";
        Model = "model", "型号", "Model";
        Month = "month", "月", "Month";
        RequestType = "request_type", "需求类型", "Request type";
    }
}

codes! {
    /// 流程偏差: a step of the flow that was skipped or came late (R-10.5.9.2).
    pub enum Deviation {
        NotAcknowledged = "not_acknowledged", "未受理确认", "Not acknowledged";
        AcknowledgedLate = "acknowledged_late", "受理确认超时", "Acknowledged late";
        NotReplied = "not_replied", "未答复客户", "No reply to the customer";
        RepliedLate = "replied_late", "首次响应超时", "First reply late";
        NotAssessed = "not_assessed", "未评估", "Not assessed";
        AssessedLate = "assessed_late", "评估告知超时", "Assessment told late";
        PlanNotTold = "plan_not_told", "方案未告知客户", "Plan not told";
        PlanToldLate = "plan_told_late", "上门后才告知方案", "Plan told after the visit began";
        NoContactBeforeVisit = "no_contact_before_visit", "上门前未联系客户", "No contact before the visit";
        ArrivedLate = "arrived_late", "上门超时", "Arrived late";
        FormNotHandedIn = "form_not_handed_in", "需求表未上交", "Form not handed in";
        FormLate = "form_late", "需求表上交超时", "Form handed in late";
    }
}
