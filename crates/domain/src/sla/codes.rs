//! The closed lists of the clocks.

use crate::kernel::codes;

codes! {
    /// What a clock measures. The order is the order in which clocks are listed.
    pub enum ClockKind {
        Ack = "ack", "受理确认", "Acknowledgement";
        Response = "response", "首次响应", "First response";
        Assessment = "assessment", "评估", "Assessment";
        Onsite = "onsite", "上门", "On-site visit";
        Resolution = "resolution", "解决", "Resolution";
        DepotRepair = "depot_repair", "返修", "Depot repair";
        CustodyPromise = "custody_promise", "取走物品承诺", "Custody promise";
        Complaint = "complaint", "投诉答复", "Answer to a complaint";
        Refund = "refund", "退款", "Refund";
        Survey = "survey", "回访", "Survey";
        FormHandIn = "form_hand_in", "服务需求表上交", "Hand-in of the service form";
        HqAccept = "hq_accept", "总部接收", "Acceptance by head office";
        UrgeReply = "urge_reply", "催办答复", "Answer to an urging";
        RefusalDecision = "refusal_decision", "拒绝服务决定", "Decision to refuse";
    }
}

codes! {
    /// Where a clock stands.
    pub enum ClockState {
        Running = "running", "计时中", "Running";
        Paused = "paused", "已暂停", "Paused";
        Met = "met", "按时", "Met";
        /// Still running and past due.
        Breached = "breached", "已超时", "Breached";
        /// Stopped after the due time.
        Missed = "missed", "超时完成", "Missed";
        Cancelled = "cancelled", "已取消", "Cancelled";
    }
}

codes! {
    /// Why a ticket waits. Only reasons on the customer's side may pause a clock (the policy lists which);
    /// waiting for parts, staff or head office needs an extension.
    pub enum PauseReason {
        CustomerFeeDecision = "customer_fee_decision", "等待客户费用决定", "Waiting for the customer's decision on the fee";
        CustomerDowntimeWindow = "customer_downtime_window", "等待客户停机窗口", "Waiting for the customer's downtime window";
        CustomerInformation = "customer_information", "等待客户资料", "Waiting for information from the customer";
        ForceMajeure = "force_majeure", "不可抗力", "Force majeure";
        WaitingParts = "waiting_parts", "等待备件", "Waiting for parts";
        WaitingStaff = "waiting_staff", "等待人员", "Waiting for staff";
        WaitingHq = "waiting_hq", "等待总部", "Waiting for head office";
    }
}

codes! {
    /// The typed facts by which a policy starts and stops its clocks.
    pub enum FactName {
        Received = "received", "客户报修到达", "the customer reached us";
        Acknowledged = "acknowledged", "已受理确认", "acknowledged";
        SubstantiveReply = "substantive_reply", "已作实质答复", "substantive reply";
        CauseAndPlanSent = "cause_and_plan_sent", "原因和方案已告知", "cause and plan sent";
        ArrivedOnSite = "arrived_on_site", "已到场", "arrived on site";
        Resolved = "resolved", "已解决", "resolved";
        VisitFinished = "visit_finished", "上门服务结束", "visit finished";
        FormHandedIn = "form_handed_in", "服务需求表已上交", "form handed in";
        FormReturned = "form_returned", "服务需求表被退回", "form returned for correction";
        CustomerConfirmed = "customer_confirmed", "客户已确认", "customer confirmed";
        SurveySent = "survey_sent", "回访已发出", "survey sent";
        ItemReceivedSigned = "item_received_signed", "物品已签收", "item received and signed for";
        ReturnedAndCommissioned = "returned_and_commissioned", "已归还并调试", "returned and commissioned";
        ComplaintAnswered = "complaint_answered", "投诉已答复", "complaint answered";
        GoodsReceived = "goods_received", "已收到退货", "goods received";
        RefundPaid = "refund_paid", "已退款", "refund paid";
        TransferredToHq = "transferred_to_hq", "已转总部", "transferred to head office";
        HqAccepted = "hq_accepted", "总部已接收", "accepted by head office";
        Urged = "urged", "客户催办", "customer urged";
        UrgeAnswered = "urge_answered", "催办已答复", "urging answered";
        RefusalOpened = "refusal_opened", "拒绝服务已立案", "refusal case opened";
        RefusalDecided = "refusal_decided", "拒绝服务已决定", "refusal decided";
    }
}

codes! {
    /// Why a due time is what it is, or moved.
    pub enum DueCause {
        Target = "target", "服务目标", "Target of the policy";
        Promise = "promise", "承诺日期", "Promised date";
        Pause = "pause", "暂停顺延", "Moved by a pause";
        Extension = "extension", "延期", "Extension";
        Appointment = "appointment", "客户约定时间", "Agreed appointment";
        AppointmentCancelled = "appointment_cancelled", "约定取消", "Appointment cancelled";
        PriorityChange = "priority_change", "优先级变更", "Change of priority";
        Reopen = "reopen", "重开", "Reopened";
    }
}

codes! {
    /// How a change of priority treats a running clock.
    pub enum PriorityMode {
        /// The new target counts from the change; the due time is never later than the old one.
        RestartCapped = "restart_at_change_capped_by_old_due", "自变更时重新计时，不晚于原时限", "Restart at the change, capped by the old due time";
        /// The new target counts from the start of the old clock, with its pauses.
        Retroactive = "retroactive_from_received", "自受理时起追溯计时", "Retroactive from the start";
        /// The used percentage is carried over; the rest of the new target counts from the change.
        CarryPercent = "carry_percent", "按已用比例结转", "Carry the used percentage over";
    }
}

codes! {
    /// How a reopened ticket treats its stopped clock.
    pub enum ReopenMode {
        Continue = "continue", "继续剩余时间", "Continue with the remaining time";
        NewCycle = "new_cycle", "重新计时", "A new cycle with the whole target";
    }
}

codes! {
    /// How "the next day" is counted.
    pub enum DayMode {
        Calendar = "calendar", "自然日", "Calendar day";
        Working = "working", "工作日", "Working day";
    }
}
