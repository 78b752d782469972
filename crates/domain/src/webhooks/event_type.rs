use crate::kernel::codes;

codes! {
    /// Everything that the feed tells of, to choose from. New ones may be added; none changes its meaning.
    pub enum EventType {
        TicketRegistered = "ticket.registered", "登记需求", "Request registered";
        TicketImported = "ticket.imported", "导入历史需求", "Request imported";
        TicketHistoryImported = "ticket.history_imported", "导入历史过程", "History imported";
        TicketAssigned = "ticket.assigned", "指定责任人", "Owner assigned";
        TicketAcknowledged = "ticket.acknowledged", "责任人接单", "Acknowledged by the owner";
        TicketChargeDecided = "ticket.charge_decided", "判定服务类别", "Charge class decided";
        TicketChargeWithdrawn = "ticket.charge_withdrawn", "服务类别失效", "Charge class withdrawn";
        TicketProductVerified = "ticket.product_verified", "核实产品", "Product verified";
        TicketConfirmed = "ticket.confirmed", "确认需求", "Need confirmed";
        TicketReplied = "ticket.replied", "答复客户", "Customer answered";
        TicketAssessed = "ticket.assessed", "评估处理方式", "Assessed";
        TicketDepartmentAsked = "ticket.department_asked", "提请部门处理", "Department asked";
        TicketTaskAnswered = "ticket.task_answered", "部门答复", "Department answered";
        TicketPlanned = "ticket.planned", "制定计划", "Planned";
        TicketPlanTold = "ticket.plan_told", "计划告知客户", "Customer told of the plan";
        TicketDispatched = "ticket.dispatched", "派单", "Job dispatched";
        TicketContactLogged = "ticket.contact_logged", "记录客户联系", "Contact logged";
        TicketAppointmentAgreed = "ticket.appointment_agreed", "约定上门时间", "Appointment agreed";
        TicketVisitCancelled = "ticket.visit_cancelled", "取消上门", "Visit cancelled";
        TicketArrived = "ticket.arrived", "到达现场", "Arrived on site";
        TicketServiceStarted = "ticket.service_started", "开始服务", "Service started";
        TicketDiagnosed = "ticket.diagnosed", "故障诊断", "Diagnosed";
        TicketWorkRecorded = "ticket.work_recorded", "记录作业", "Work recorded";
        TicketVisitFinished = "ticket.visit_finished", "完成上门", "Visit finished";
        TicketResolved = "ticket.resolved", "解决", "Resolved";
        TicketCustomerConfirmed = "ticket.customer_confirmed", "客户确认", "Confirmed by the customer";
        TicketSignatureVoided = "ticket.signature_voided", "签字作废", "Signature voided";
        TicketHandedIn = "ticket.handed_in", "交回需求表", "Form handed in";
        TicketReviewed = "ticket.reviewed", "审核需求表", "Form reviewed";
        TicketSurveyed = "ticket.surveyed", "回访", "Customer surveyed";
        TicketArchived = "ticket.archived", "归档", "Archived";
        TicketReopened = "ticket.reopened", "重开", "Reopened";
        TicketPaused = "ticket.paused", "暂停等待", "Paused";
        TicketResumed = "ticket.resumed", "恢复处理", "Resumed";
        TicketEnded = "ticket.ended", "取消、撤回、拒绝或判为重复", "Cancelled, withdrawn, refused or a duplicate";
        TicketPriorityChanged = "ticket.priority_changed", "更改优先级", "Priority changed";
        TicketTypeChanged = "ticket.type_changed", "更改需求类型", "Type changed";
        TicketAttached = "ticket.attached", "添加附件", "File attached";
        TicketCommented = "ticket.commented", "备注", "Commented";
        TicketAmended = "ticket.amended", "更正登记内容", "Amended";
        TicketThresholdReached = "ticket.threshold_reached", "时限到达阈值或超期", "Deadline threshold reached or broken";
        TicketCustomerTold = "ticket.customer_told", "告知客户", "Customer told";
        TicketDeliveryNoted = "ticket.delivery_noted", "告知送达情况", "Delivery of a notice noted";
        TicketExtensionAsked = "ticket.extension_asked", "申请延期", "Extension asked for";
        TicketExtensionRefused = "ticket.extension_refused", "延期不批准", "Extension refused";
        TicketExtended = "ticket.extended", "延期", "Extended";
        TicketUrged = "ticket.urged", "催办或督办", "Urged";
        TicketUrgeAnswered = "ticket.urge_answered", "答复催办", "Urging answered";
        TicketTransferredToHq = "ticket.transferred_to_hq", "转总部", "Transferred to head office";
        TicketTransferAccepted = "ticket.transfer_accepted", "总部接收", "Transfer accepted";
        TicketTransferReturned = "ticket.transfer_returned", "总部退回", "Transfer returned";
        TicketAbsorbed = "ticket.absorbed", "并入另一需求", "Another request merged in";
        TicketSplit = "ticket.split", "拆分出新需求", "Split";
        TicketSplitOff = "ticket.split_off", "由拆分产生", "Came of a split";
        TicketRecalculated = "ticket.recalculated", "时限重算", "Deadlines recalculated";
        CustomerCreated = "customer.created", "新增客户", "Customer created";
        CustomerUpdated = "customer.updated", "修改客户", "Customer changed";
        UnitCreated = "unit.created", "新增设备", "Unit created";
        UnitUpdated = "unit.updated", "修改设备", "Unit changed";
        UnitVerified = "unit.verified", "核实设备", "Unit verified";
        ProductCreated = "product.created", "新增产品", "Product created";
        ProductUpdated = "product.updated", "修改产品", "Product changed";
        MailRegistered = "mail.registered", "来信登记为需求", "Mail became a request";
        MailThreaded = "mail.threaded", "来信归入需求", "Mail added to its request";
        MailReopened = "mail.reopened", "来信重开需求", "Mail reopened its request";
        MailNoted = "mail.noted", "退信已记录", "Delivery report noted";
        MailSetAside = "mail.set_aside", "自动邮件未处理", "Automatic mail set aside";
        MailUnmatched = "mail.unmatched", "来信待人工处理", "Mail to look at";
        MailHeld = "mail.held", "来信暂存待查", "Mail held";
        MailDismissed = "mail.dismissed", "来信已忽略", "Mail dismissed";
        DutyShiftCreated = "duty_shift.created", "排班", "Shift created";
        DutyShiftChanged = "duty_shift.changed", "修改班次", "Shift changed";
        DutyShiftCancelled = "duty_shift.cancelled", "取消班次", "Shift cancelled";
        UserCreated = "user.created", "新增人员", "Person created";
        UserUpdated = "user.updated", "修改人员", "Person changed";
        UserPasswordReset = "user.password_reset", "重置密码", "Password reset";
        UserPasswordChanged = "user.password_changed", "修改密码", "Password changed";
        UserAbsenceRecorded = "user.absence_recorded", "登记离岗", "Absence recorded";
        UserAbsenceChanged = "user.absence_changed", "修改离岗", "Absence changed";
        UserAbsenceCancelled = "user.absence_cancelled", "取消离岗", "Absence cancelled";
        BranchCreated = "branch.created", "新增机构", "Branch created";
        BranchUpdated = "branch.updated", "修改机构", "Branch changed";
        ApiKeyCreated = "api_key.created", "新增 API 密钥", "API key created";
        ApiKeyRevoked = "api_key.revoked", "撤销 API 密钥", "API key revoked";
        CalendarSaved = "calendar.saved", "更新工作日历", "Calendar saved";
        ImportChecking = "import.checking", "导入：开始检查", "Import is checked";
        ImportChecked = "import.checked", "导入：检查完成", "Import checked";
        ImportApplying = "import.applying", "导入：开始写入", "Import is applied";
        ImportDone = "import.done", "导入：完成", "Import done";
        ImportFailed = "import.failed", "导入：失败", "Import failed";
        WebhookCreated = "webhook.created", "新增推送订阅", "Subscription created";
        WebhookUpdated = "webhook.updated", "修改推送订阅", "Subscription changed";
        WebhookSecretRotated = "webhook.secret_rotated", "更换推送密钥", "Subscription's secret rotated";
        WebhookReplayed = "webhook.replayed", "重放事件", "Events replayed";
        WebhookDisabled = "webhook.disabled", "推送自动停用", "Subscription switched off";
        WebhookDeleted = "webhook.deleted", "删除推送订阅", "Subscription deleted";
    }
}

impl EventType {
    /// What the event is about: `ticket` of `ticket.archived`.
    #[must_use]
    pub fn subject(self) -> &'static str {
        self.as_str().split_once('.').map_or("", |(subject, _)| subject)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::EventType;
    use crate::{mailbox::MailState, tickets::Event, webhooks::EventTypes};

    #[test]
    fn every_event_of_a_ticket_and_of_mail_can_be_chosen() {
        let listed: BTreeSet<&str> = EventType::ALL.iter().map(|code| code.as_str()).collect();
        let of_tickets: BTreeSet<&str> =
            listed.iter().copied().filter(|code| code.starts_with("ticket.")).collect();
        assert_eq!(of_tickets, Event::TYPES.iter().copied().collect());
        for state in MailState::ALL {
            assert!(listed.contains(format!("mail.{state}").as_str()), "{state}");
        }
    }

    #[test]
    fn every_choice_is_a_name_that_a_subscription_takes() {
        let names = EventType::ALL.iter().map(ToString::to_string).collect();
        assert!(EventTypes::parse(names).is_ok());
        assert_eq!(EventType::DutyShiftCreated.subject(), "duty_shift");
    }
}
