//! The closed lists of a ticket.

use crate::kernel::codes;

codes! {
    /// 需求类型: the one list used everywhere (conflict K13).
    pub enum RequestType {
        Repair = "repair", "维修", "Repair";
        Maintenance = "maintenance", "保养", "Maintenance";
        Installation = "installation", "安装", "Installation";
        Exchange = "exchange", "换货", "Exchange";
        Return = "return", "退货", "Return";
        Refund = "refund", "退款", "Refund";
        Consultation = "consultation", "咨询", "Consultation";
        Training = "training", "培训", "Training";
        Complaint = "complaint", "投诉", "Complaint";
        Suggestion = "suggestion", "建议", "Suggestion";
        Parts = "parts", "备件", "Parts";
        Recall = "recall", "召回", "Recall";
    }
}

codes! {
    /// 服务方式 (R-2.2.7.1–3, R-7.3.3b).
    pub enum ServiceMode {
        OnSite = "on_site", "上门", "On site";
        Remote = "remote", "远程", "Remote";
        Field = "field", "现场（项目）", "Field (project)";
        Station = "station", "网点", "Service point";
        Depot = "depot", "返厂", "Depot";
    }
}

impl ServiceMode {
    /// Service where the product stands.
    #[must_use]
    pub const fn at_customer(self) -> bool {
        matches!(self, Self::OnSite | Self::Field)
    }
}

codes! {
    /// 受理渠道 (R-3.3.1, R-6.2.1.1, R-7.3.1).
    pub enum Channel {
        Phone = "phone", "电话", "Phone";
        Email = "email", "邮件", "E-mail";
        Web = "web", "官网", "Web";
        Wechat = "wechat", "微信", "WeChat";
        Portal = "portal", "客户门户", "Portal";
        Partner = "partner", "特约服务商", "Partner";
        Letter = "letter", "信函", "Letter";
        InPerson = "in_person", "到店", "In person";
        Import = "import", "导入", "Import";
    }
}

codes! {
    /// 环节: where the flow stands while the ticket is open, in the order of the flow.
    pub enum Step {
        Registered = "registered", "受理", "Registered";
        Confirmed = "confirmed", "确认", "Confirmed";
        Assessed = "assessed", "评估", "Assessed";
        Planned = "planned", "方案", "Planned";
        Dispatched = "dispatched", "派单", "Dispatched";
        InService = "in_service", "服务中", "In service";
        Resolved = "resolved", "已解决", "Resolved";
        CustomerConfirmed = "customer_confirmed", "客户确认", "Customer confirmed";
    }
}

codes! {
    /// 状态: the step of an open ticket, or how it rests or ended; what lists filter by.
    pub enum StateCode {
        Registered = "registered", "受理", "Registered";
        Confirmed = "confirmed", "确认", "Confirmed";
        Assessed = "assessed", "评估", "Assessed";
        Planned = "planned", "方案", "Planned";
        Dispatched = "dispatched", "派单", "Dispatched";
        InService = "in_service", "服务中", "In service";
        Resolved = "resolved", "已解决", "Resolved";
        CustomerConfirmed = "customer_confirmed", "客户确认", "Customer confirmed";
        Waiting = "waiting", "等待", "Waiting";
        Archived = "archived", "归档", "Archived";
        Cancelled = "cancelled", "取消", "Cancelled";
        Withdrawn = "withdrawn", "撤回", "Withdrawn";
        Duplicate = "duplicate", "重复", "Duplicate";
        Refused = "refused", "拒绝", "Refused";
        Merged = "merged", "已合并", "Merged";
    }
}

impl StateCode {
    /// Still to be worked on: neither archived nor ended.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Archived
                | Self::Cancelled
                | Self::Withdrawn
                | Self::Duplicate
                | Self::Refused
                | Self::Merged
        )
    }
}

codes! {
    /// How a ticket ended without being solved; its running clocks end `cancelled` (domain.md 2.3 item 13).
    pub enum EndKind {
        Cancelled = "cancelled", "取消", "Cancelled";
        Withdrawn = "withdrawn", "客户撤回", "Withdrawn by the customer";
        Duplicate = "duplicate", "重复", "Duplicate";
        Refused = "refused", "拒绝服务", "Refused";
        /// Only by merging into another request
        Merged = "merged", "合并", "Merged into another request";
    }
}

codes! {
    /// Why a promise is moved: the closed list of 特殊情况 and 复杂问题 (R-6.3.1.2, R-7.4.2).
    pub enum ExtensionReason {
        WaitingParts = "waiting_parts", "等待备件", "Waiting for parts";
        ComplexFault = "complex_fault", "故障复杂", "Complex fault";
        WaitingHq = "waiting_hq", "等待总部支持", "Waiting for head office";
        WaitingDepartment = "waiting_department", "等待部门协查", "Waiting for another department";
        ThirdParty = "third_party", "等待供应商或外协", "Waiting for a supplier or contractor";
        ItemTakenBack = "item_taken_back", "取回维修", "The item was taken back for repair";
        StaffAbsent = "staff_absent", "人员调配", "Staff not available";
        CustomerRequest = "customer_request", "客户要求改期", "The customer asked for a later time";
        ForceMajeure = "force_majeure", "不可抗力", "Force majeure";
    }
}

codes! {
    /// What a notice to the customer is about (R-2.3.8.5, R-10.5.9.3).
    pub enum NoticeAbout {
        Process = "process", "流程进展", "Progress";
        Reply = "reply", "答复", "Reply";
        Assessment = "assessment", "评估结果", "Assessment";
        Plan = "plan", "服务方案", "Plan";
        Waiting = "waiting", "等待客户", "Waiting for the customer";
        Extension = "extension", "延期", "Extension";
        Transfer = "transfer", "转总部处理", "Transfer to head office";
        Completion = "completion", "完成情况", "Completion";
    }
}

codes! {
    /// Whether a notice arrived.
    pub enum NoticeDelivery {
        Said = "said", "已当面或电话告知", "Said in person or by phone";
        Sent = "sent", "已发送", "Sent";
        Delivered = "delivered", "已送达", "Delivered";
        Read = "read", "已读", "Read";
        Failed = "failed", "未送达", "Not delivered";
    }
}

codes! {
    /// Who presses: the customer or a colleague (催办), or head office (督办, R-11.2.3.10).
    pub enum UrgeKind {
        Hasten = "hasten", "催办", "Hasten";
        Supervise = "supervise", "督办", "Supervision order";
    }
}

codes! {
    /// 日常管理的四个队列 (R-10.2.5.2) and what belongs to none of them.
    pub enum WorkQueue {
        Complaints = "complaints", "投诉", "Complaints";
        Repairs = "repairs", "维修", "Repairs";
        Returns = "returns", "退换货", "Returns and exchanges";
        Maintenance = "maintenance", "保养", "Maintenance";
        Other = "other", "其他", "Other";
    }
}

impl RequestType {
    /// The work queue of R-10.2.5.2 that this type belongs to.
    #[must_use]
    pub const fn queue(self) -> WorkQueue {
        match self {
            Self::Complaint => WorkQueue::Complaints,
            Self::Repair | Self::Recall => WorkQueue::Repairs,
            Self::Exchange | Self::Return | Self::Refund => WorkQueue::Returns,
            Self::Maintenance | Self::Installation => WorkQueue::Maintenance,
            Self::Consultation | Self::Training | Self::Suggestion | Self::Parts => WorkQueue::Other,
        }
    }
}

codes! {
    /// Is the serial known in our sales data?
    pub enum Verification {
        Verified = "verified", "已核实", "Verified";
        Pending = "pending", "待核实", "To be verified";
        NotNeeded = "not_needed", "无需核实", "Not needed";
    }
}

codes! {
    /// 协查部门 (R-6.2.2.1, R-10.2.5.5).
    pub enum Department {
        Research = "research", "研发", "Research and development";
        Quality = "quality", "质量", "Quality";
        Production = "production", "生产", "Production";
        Purchasing = "purchasing", "采购", "Purchasing";
        Sales = "sales", "销售", "Sales";
        Logistics = "logistics", "物流", "Logistics";
        Finance = "finance", "财务", "Finance";
        Legal = "legal", "法务", "Legal";
    }
}

codes! {
    /// 责任方.
    pub enum ResponsibleParty {
        Design = "design", "设计", "Design";
        Manufacturing = "manufacturing", "制造", "Manufacturing";
        Supplier = "supplier", "供应商", "Supplier";
        Transport = "transport", "运输", "Transport";
        Installation = "installation", "安装", "Installation";
        Use = "use", "使用维护", "Use and care";
        Wear = "wear", "自然磨损", "Wear";
        None = "none", "无（未发现故障）", "None (no fault found)";
    }
}

codes! {
    /// How the customer was told (R-2.3.8.3).
    pub enum NoticeChannel {
        Phone = "phone", "电话", "Phone";
        Sms = "sms", "短信", "SMS";
        Wechat = "wechat", "微信", "WeChat";
        Email = "email", "邮件", "E-mail";
        InPerson = "in_person", "当面", "In person";
        Letter = "letter", "书面", "Letter";
    }
}

codes! {
    /// 处理记录 (R-9.2.4.4): repair, replaced part, explanation.
    pub enum WorkKind {
        Repair = "repair", "维修", "Repair";
        Part = "part", "更换配件", "Part";
        Explanation = "explanation", "解答指导", "Explanation";
    }
}

codes! {
    /// 行前联系结果 (R-11.2.2.2).
    pub enum ContactResult {
        Reached = "reached", "已联系上", "Reached";
        NoAnswer = "no_answer", "无人接听", "No answer";
        WrongNumber = "wrong_number", "号码错误", "Wrong number";
        Declined = "declined", "客户改期或拒绝", "Declined or moved";
    }
}

codes! {
    /// 功能测试 (R-9.3.6.3).
    pub enum FunctionTest {
        Passed = "passed", "通过", "Passed";
        Failed = "failed", "未通过", "Failed";
        NotApplicable = "not_applicable", "不适用", "Not applicable";
    }
}

codes! {
    /// What a visit achieved.
    pub enum VisitOutcome {
        Solved = "solved", "已解决", "Solved";
        AnotherVisit = "another_visit", "需再次上门", "Another visit is needed";
    }
}

codes! {
    /// 客户确认 (R-6.2.4.1).
    pub enum Satisfaction {
        Satisfied = "satisfied", "圆满", "Solved to satisfaction";
        Unsatisfied = "unsatisfied", "未圆满", "Not solved";
    }
}

codes! {
    /// 主管审阅 (R-11.2.3.5).
    pub enum ReviewOutcome {
        Approved = "approved", "通过", "Approved";
        Returned = "returned", "退回", "Returned";
    }
}

codes! {
    /// Every step a person can take on a ticket; the last part of its address in the API.
    pub enum Action {
        Acknowledge = "acknowledge", "接单", "Acknowledge";
        VerifyProduct = "verify-product", "核实机号", "Verify the serial";
        Confirm = "confirm", "确认需求", "Confirm the need";
        Reply = "reply", "答复客户", "Reply to the customer";
        Assess = "assess", "评估诊断", "Assess";
        AskDepartment = "ask-department", "请部门协查", "Ask a department";
        AnswerTask = "answer-task", "完成协查", "Answer a department task";
        Plan = "plan", "制定方案", "Make a plan";
        TellPlan = "tell-plan", "告知客户方案", "Tell the plan";
        Dispatch = "dispatch", "派单", "Dispatch";
        LogContact = "log-contact", "行前联系", "Log a contact attempt";
        CancelVisit = "cancel-visit", "取消派单", "Cancel the visit";
        Arrive = "arrive", "到场", "Arrive";
        StartService = "start-service", "开始服务", "Start the service";
        Diagnose = "diagnose", "记录故障原因", "Record the cause";
        Work = "work", "记录处理内容", "Record work";
        FinishVisit = "finish-visit", "完工", "Finish the visit";
        Resolve = "resolve", "标记已解决", "Resolve";
        Sign = "sign", "客户签字", "Customer's signature";
        ConfirmResult = "confirm-result", "确认结果", "Confirm the result";
        HandIn = "hand-in", "上交需求表", "Hand in the form";
        Review = "review", "主管审阅", "Review";
        Archive = "archive", "归档", "Archive";
        Reopen = "reopen", "重开", "Reopen";
        Pause = "pause", "暂停等待", "Pause";
        Resume = "resume", "恢复", "Resume";
        Assign = "assign", "指派责任人", "Assign the owner";
        ChangePriority = "change-priority", "调整优先级", "Change the priority";
        ChangeType = "change-type", "变更需求类型", "Change the type";
        Decide = "decide-charge", "判定服务类别", "Decide the charge class";
        Attach = "attach", "添加附件", "Attach a file";
        Comment = "comment", "内部备注", "Add a note";
        Amend = "amend", "更正", "Amend";
        End = "end", "结束需求", "End the request";
        TellCustomer = "tell-customer", "告知客户", "Tell the customer";
        NoteDelivery = "note-delivery", "登记送达", "Note a delivery";
        Extend = "extend", "延期", "Extend the deadline";
        AskExtension = "ask-extension", "申请延期", "Ask for an extension";
        DecideExtension = "decide-extension", "审批延期", "Decide an extension";
        Urge = "urge", "催办", "Urge";
        AnswerUrge = "answer-urge", "答复催办", "Answer an urging";
        Transfer = "transfer-to-hq", "转总部", "Transfer to head office";
        AcceptTransfer = "accept-transfer", "总部接收", "Accept the transfer";
        ReturnTransfer = "return-transfer", "总部退回", "Return the transfer";
        LogSurvey = "log-survey", "登记回访", "Log the survey";
        Merge = "merge", "合并需求", "Merge";
        Split = "split", "拆分需求", "Split";
    }
}

impl Action {
    /// Changes two requests at once: [`super::Ticket::merge_into`] and [`super::Ticket::split`] instead of a command.
    #[must_use]
    pub const fn concerns_two(self) -> bool {
        matches!(self, Self::Merge | Self::Split)
    }
}
