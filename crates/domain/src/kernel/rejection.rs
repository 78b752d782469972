//! A "no" that names every missing fact with a stable code, so that the API, the screen and the log tell the same story.

use std::fmt;

use serde::{Deserialize, Serialize};

codes! {
    /// Why a step is not possible (yet). Stable: integrators and screens rely on it.
    pub enum ReasonCode {
        WrongStage = "wrong_stage", "当前状态不允许此操作", "The current stage does not permit this";
        AlreadyEnded = "already_ended", "需求已结束", "The request has ended";
        Archived = "archived", "已归档，只能以更正方式补充", "Archived: only amendments are possible";
        NotArchived = "not_archived", "尚未归档", "Not archived yet";
        Waiting = "waiting", "需求正在等待，请先恢复", "The request is waiting; resume it first";
        NotWaiting = "not_waiting", "需求没有处于等待状态", "The request is not waiting";
        CustomerMissing = "customer_missing", "缺少客户", "The customer is missing";
        ContactMissing = "contact_missing", "缺少联系人或电话", "The contact or phone is missing";
        DescriptionMissing = "description_missing", "缺少问题描述", "The description is missing";
        ModelMissing = "model_missing", "缺少产品型号", "The product model is missing";
        SerialMissing = "serial_missing", "缺少机号", "The serial number is missing";
        BatchMissing = "batch_missing", "缺少批号或数量", "The batch number or quantity is missing";
        FaultMissing = "fault_missing", "缺少故障情况", "The fault is missing";
        SerialUnverified = "serial_unverified", "机号待核实，核实前不能免费服务", "The serial number is unverified; no free service before it is verified";
        ConfirmationMissing = "confirmation_missing", "需求尚未确认", "The need has not been confirmed";
        AssessmentMissing = "assessment_missing", "缺少评估（初步诊断）", "The assessment (preliminary diagnosis) is missing";
        DepartmentTaskOpen = "department_task_open", "部门协查任务未完成", "A department task is open";
        PlanMissing = "plan_missing", "缺少服务方案", "The service plan is missing";
        PlanNotTold = "plan_not_told", "方案尚未告知客户", "The plan has not been told to the customer";
        PlanOutdated = "plan_outdated", "方案未依据最新评估", "The plan does not refer to the latest assessment";
        PlanNotFound = "plan_not_found", "没有该版本的方案", "There is no such plan version";
        VisitMissing = "visit_missing", "尚未派单", "No visit has been planned";
        VisitOpen = "visit_open", "已有未完成的派单", "A visit is still open";
        EngineerMissing = "engineer_missing", "缺少工程师", "The engineer is missing";
        WindowInvalid = "window_invalid", "约定时间段无效", "The agreed window is invalid";
        NotAssignee = "not_assignee", "该任务未派给您", "This job is not assigned to you";
        ArrivalMissing = "arrival_missing", "尚未到场", "Arrival has not been recorded";
        ContactLogMissing = "contact_log_missing", "行前未联系客户", "The customer was not contacted before the visit";
        SafetyChecklistMissing = "safety_checklist_missing", "安全检查未完成", "The safety checklist is not complete";
        CauseMissing = "cause_missing", "缺少故障原因", "The cause is missing";
        ResponsiblePartyMissing = "responsible_party_missing", "缺少责任方", "The responsible party is missing";
        WorkLogMissing = "work_log_missing", "缺少处理记录", "The work log is missing";
        FunctionTestMissing = "function_test_missing", "功能测试未通过或未记录", "The function test has not been passed or recorded";
        AccessoriesUnchecked = "accessories_unchecked", "配件未核对", "The accessories have not been checked";
        ResultMissing = "result_missing", "缺少处理结果", "The result is missing";
        ReplyMissing = "reply_missing", "缺少对客户的答复", "The reply to the customer is missing";
        ReplyIncomplete = "reply_incomplete", "答复须有内容，上门服务还须约定时间和地点", "A reply needs content; for a visit also time and place";
        SignatureMissing = "signature_missing", "缺少客户签字", "The customer's signature is missing";
        SignatureVoid = "signature_void", "签字后内容已更改，须重新签字", "What was signed has changed; it must be signed again";
        FormNotHandedIn = "form_not_handed_in", "《客户服务需求表》尚未上交", "The service request form has not been handed in";
        FormNotReviewed = "form_not_reviewed", "主管尚未审阅", "The supervisor has not reviewed the form";
        FormReturned = "form_returned", "主管已退回，须补正后重新上交", "The supervisor returned the form; correct it and hand it in again";
        ReviewerIsEngineer = "reviewer_is_engineer", "不能审阅自己的服务", "One may not review one's own service";
        CustomerUnsatisfied = "customer_unsatisfied", "客户确认结果为未圆满", "The customer said it is not solved";
        ReopenWindowOver = "reopen_window_over", "已超过重开期限，请登记新需求", "The window for reopening is over; register a new request";
        NotSolved = "not_solved", "尚未解决", "Not solved yet";
        PauseReasonRefused = "pause_reason_refused", "该原因不能暂停时钟，请申请延期", "This reason does not pause the clock; ask for an extension";
        PauseNoticeMissing = "pause_notice_missing", "暂停须先告知客户", "The customer must be told before pausing";
        PauseTooLong = "pause_too_long", "暂停超过允许天数", "The pause is longer than permitted";
        ExtensionNotRunning = "extension_not_running", "该时钟未在计时，不能延期", "This clock is not running; there is nothing to extend";
        ExtensionNoDueTime = "extension_no_due_time", "该时钟没有期限", "This clock has no due time";
        ExtensionAfterDue = "extension_after_due", "已超过期限，不能延期；超时记录不变", "The due time has passed: no extension, and the breach stays";
        ExtensionNotLater = "extension_not_later", "新期限须晚于原期限和当前时间", "The new due time must be later than the old one and than now";
        ExtensionTooMany = "extension_too_many", "延期次数已达上限", "It has been extended as often as permitted";
        ExtensionReasonMissing = "extension_reason_missing", "缺少延期原因", "The reason of the extension is missing";
        ExtensionNoticeMissing = "extension_notice_missing", "延期前须告知客户", "The customer must be told before an extension";
        ExtensionNoticeLate = "extension_notice_late", "告知客户的时间晚于原期限", "The customer was told after the due time";
        ExtensionPastCap = "extension_past_cap", "超过法定维修期限", "Past the longest time that the law permits";
        ExtensionNotAsked = "extension_not_asked", "没有待审批的延期申请", "No extension has been asked for";
        ExtensionApproverUnfit = "extension_approver_unfit", "服务政策规定的审批角色不包括您", "The service policy does not let your role approve extensions";
        UrgeMissing = "urge_missing", "没有待答复的催办", "No urging waits for an answer";
        UrgeUnanswered = "urge_unanswered", "催办尚未答复", "An urging has not been answered";
        TransferUnaccepted = "transfer_unaccepted", "总部尚未接收", "Head office has not accepted the transfer";
        TransferOpen = "transfer_open", "已转总部", "It is with head office already";
        TransferMissing = "transfer_missing", "尚未转总部，或已接收", "It is not with head office, or has been accepted";
        MaterialsMissing = "materials_missing", "转总部须附本需求的资料", "A transfer needs materials from the attachments of this request";
        SurveyNotDue = "survey_not_due", "客户确认后才能回访", "The survey follows the customer's confirmation";
        MergeUnrelated = "merge_unrelated", "只能合并同一客户或同一设备的需求", "Only requests of one customer or one unit can be merged";
        MergeTargetClosed = "merge_target_closed", "目标需求已解决或已结束", "The other request is solved or has ended";
        DuplicateOfItself = "duplicate_of_itself", "不能与自身重复", "A request cannot be its own duplicate";
        TimeBeforeReceipt = "time_before_receipt", "时间早于受理时间", "The time lies before the receipt";
        TimeInFuture = "time_in_future", "时间晚于当前时间", "The time lies in the future";
        TimeOutOfOrder = "time_out_of_order", "时间顺序矛盾", "The times contradict each other";
        OwnerMissing = "owner_missing", "缺少责任人", "The owner is missing";
        ModeUnsuitable = "mode_unsuitable", "该产品不可搬运，不能送修或返厂", "The product is immovable: it cannot be brought in";
        ForbiddenByRole = "forbidden_by_role", "您的角色没有此权限", "Your role does not permit this";
        AmountNegative = "amount_negative", "金额或数量不能为负", "Amounts and quantities must not be negative";
        AmountNotPositive = "amount_not_positive", "金额必须大于零", "The amount must be above zero";
        AmountTooLarge = "amount_too_large", "金额超出可计算范围", "The amount is too large";
        CurrenciesMixed = "currencies_mixed", "不能混用两种币种", "Two currencies cannot be mixed";
        TariffOverlaps = "tariff_overlaps", "同一价目表的有效期重叠", "Two versions of a fee table are in force on the same day";
        TariffInvalid = "tariff_invalid", "价目表不完整或自相矛盾", "The fee table is incomplete or contradicts itself";
        PriceUnpublished = "price_unpublished", "该日没有已公布的价格，不能收费", "No price is published for that day; nothing may be charged";
        QuoteEmpty = "quote_empty", "报价没有明细", "The quote has no lines";
        QuoteLineUnknown = "quote_line_unknown", "报价中没有该明细", "The quote has no such line";
        QuoteNotFound = "quote_not_found", "没有该版本的报价", "There is no such quote version";
        QuoteNotSent = "quote_not_sent", "报价尚未发送给客户", "The quote has not been sent to the customer";
        QuoteAnswered = "quote_answered", "该版本报价客户已答复", "The customer has answered this quote version";
        QuoteOutdated = "quote_outdated", "已有更新的报价版本", "There is a newer version of the quote";
        QuoteExpired = "quote_expired", "报价已过有效期", "The quote is no longer valid";
        QuoteTampered = "quote_tampered", "报价内容与客户同意的内容不一致", "The content is not what the customer consented to";
        TravelOnRemote = "travel_on_remote", "远程服务不收差旅费", "A remote job carries no travel fee";
        FreeJobCharged = "free_job_charged", "免费服务不得向客户收费", "A free job must not be charged to the customer";
        ConsentMissing = "consent_missing", "客户尚未同意报价", "The customer has not consented to a quote";
        ConsentExceeded = "consent_exceeded", "超出客户同意的报价", "More than the customer consented to";
        ConsentRecorderIsMaker = "consent_recorder_is_maker", "报价人不能登记客户同意", "The maker of the quote may not record the consent";
        CodeWrong = "code_wrong", "验证码错误", "The code is wrong";
        CodeUsed = "code_used", "验证码已使用", "The code has been used";
        CodeExpired = "code_expired", "验证码已过期", "The code has expired";
        CodeLocked = "code_locked", "验证码错误次数过多", "Too many wrong codes";
        SettlementNotShown = "settlement_not_shown", "付款前须向客户出示结算清单", "The settlement list must be shown before payment";
        NothingToInvoice = "nothing_to_invoice", "没有可开票金额", "There is nothing to invoice";
        TaxNumberInvalid = "tax_number_invalid", "税号缺失或无效", "The tax number is missing or invalid";
        TaxRateInvalid = "tax_rate_invalid", "税率无效", "The tax rate is invalid";
        PaymentTooMuch = "payment_too_much", "超过未付金额", "More than what is outstanding";
        PaymentReplayed = "payment_replayed", "该付款流水号已登记", "This payment reference has been recorded already";
        CreditTooMuch = "credit_too_much", "红冲金额超过开票金额", "More is credited than was invoiced";
        PartUnfit = "part_unfit", "备件不适用该型号", "The part does not fit this model";
        PartOriginRefused = "part_origin_refused", "该来源的备件不能用于此服务", "A part of this origin may not be used on this job";
        PartStandardMissing = "part_standard_missing", "同等配件须注明标准号", "An equivalent part needs its standard number";
        PartAgreementMissing = "part_agreement_missing", "须客户书面同意使用非原厂备件", "The customer must agree in writing to a part that is not original";
        ApprovalChainMissing = "approval_chain_missing", "该事项没有审批流程", "No approval chain is defined for this";
        ApproverIsMaker = "approver_is_maker", "申请人不能审批自己的申请", "The maker may not approve their own request";
        ApproverTwice = "approver_twice", "同一人不能审批两级", "One person may not approve two steps";
        ApproverUnfit = "approver_unfit", "当前审批步骤不属于您的角色", "The current step is not your role's";
        ApprovalEnded = "approval_ended", "审批已结束", "The approval has ended";
        ApprovalReasonMissing = "approval_reason_missing", "须说明理由", "A reason must be given";
        DelegationInvalid = "delegation_invalid", "授权不适用或不在有效期", "The delegation does not apply or is not in force";
        UnitScrapped = "unit_scrapped", "设备已报废", "The unit has been scrapped";
        CalendarEmpty = "calendar_empty", "日历没有工作时间", "The calendar has no working time";
        PolicyIncomplete = "policy_incomplete", "服务政策不完整", "The service policy is incomplete";
        StillReferenced = "still_referenced", "仍被引用，不能删除", "Still referenced; it cannot be removed";
        AlreadyExists = "already_exists", "已存在", "It already exists";
        AbsenceOverlaps = "absence_overlaps", "与已登记的离岗时间重叠", "It overlaps with another absence";
        DutyShiftOverlaps = "duty_shift_overlaps", "该人员此时已在本机构值班", "This person is on duty at this branch then already";
        DutyShiftOver = "duty_shift_over", "班次已结束或已取消，不能再更改", "The shift is over or cancelled; it cannot be changed";
        ChannelFailed = "channel_failed", "通知通道没有接受消息", "The notification channel did not take the message";
        AbsenceOver = "absence_over", "离岗已结束或已取消，不能再更改", "The absence is over or cancelled; it cannot be changed";
        WebhookInactive = "webhook_inactive", "推送订阅未启用", "The webhook is not active";
        LastAdministrator = "last_administrator", "不能停用最后一个管理员", "The last administrator cannot be disabled";
    }
}

/// One missing or contradicting fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    pub code: ReasonCode,
    /// What exactly, where the code alone does not say it (a department, a version, a clause).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl From<ReasonCode> for Reason {
    fn from(code: ReasonCode) -> Self {
        Self { code, detail: None }
    }
}

/// A refused command: every reason, never only the first. Holds at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    reasons: Vec<Reason>,
}

impl Rejection {
    #[must_use]
    pub fn because(code: ReasonCode) -> Self {
        Self { reasons: vec![code.into()] }
    }

    #[must_use]
    pub fn with(code: ReasonCode, detail: impl Into<String>) -> Self {
        Self { reasons: vec![Reason { code, detail: Some(detail.into()) }] }
    }

    /// `Ok` when nothing is missing.
    ///
    /// # Errors
    /// The collected reasons, when there are any.
    pub fn unless_empty(reasons: Vec<Reason>) -> Result<(), Self> {
        if reasons.is_empty() { Ok(()) } else { Err(Self { reasons }) }
    }

    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    #[must_use]
    pub fn has(&self, code: ReasonCode) -> bool {
        self.reasons.iter().any(|r| r.code == code)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, reason) in self.reasons.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            f.write_str(reason.code.en())?;
            if let Some(detail) = &reason.detail {
                write!(f, ": {detail}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Rejection {}
