use crate::kernel::codes;

codes! {
    /// What one may do: `capability.action`.
    pub enum Permission {
        TicketsRead = "tickets.read", "查看服务需求", "Read tickets";
        TicketsRegister = "tickets.register", "受理登记", "Register tickets";
        TicketsAcknowledge = "tickets.acknowledge", "受理确认", "Acknowledge";
        TicketsConfirm = "tickets.confirm", "确认需求", "Confirm the need";
        TicketsAssess = "tickets.assess", "评估诊断", "Assess";
        TicketsPlan = "tickets.plan", "制定并告知方案", "Plan and tell the customer";
        TicketsDecide = "tickets.decide", "判定服务类别", "Decide the charge class";
        TicketsDispatch = "tickets.dispatch", "派单", "Dispatch";
        TicketsWork = "tickets.work", "现场服务记录", "Record the work";
        TicketsResolve = "tickets.resolve", "登记解决", "Resolve";
        TicketsSign = "tickets.sign", "取得客户签字", "Take the customer's signature";
        TicketsHandIn = "tickets.hand_in", "上交需求表", "Hand in the form";
        TicketsReview = "tickets.review", "审阅需求表", "Review the form";
        TicketsArchive = "tickets.archive", "归档", "Archive";
        TicketsReopen = "tickets.reopen", "重开", "Reopen";
        TicketsCancel = "tickets.cancel", "取消或标记重复", "Cancel or mark as duplicate";
        TicketsRefuse = "tickets.refuse", "拒绝服务", "Refuse";
        TicketsReply = "tickets.reply", "答复客户", "Reply to the customer";
        TicketsPause = "tickets.pause", "暂停与恢复", "Pause and resume";
        TicketsExtend = "tickets.extend", "批准延期", "Grant an extension";
        TicketsUrge = "tickets.urge", "催办与督办", "Urge";
        TicketsTransfer = "tickets.transfer", "转总部", "Transfer to head office";
        TicketsAcceptTransfer = "tickets.accept_transfer", "总部接收与退回", "Accept or return a transfer";
        TicketsAssign = "tickets.assign", "指定责任人", "Assign the owner";
        TicketsAmend = "tickets.amend", "更正", "Amend";
        TicketsComment = "tickets.comment", "备注", "Comment";
        TasksComplete = "tasks.complete", "完成协查任务", "Complete department tasks";
        CustomersRead = "customers.read", "查看客户", "Read customers";
        CustomersWrite = "customers.write", "维护客户", "Maintain customers";
        ProductsRead = "products.read", "查看产品", "Read products";
        ProductsWrite = "products.write", "维护产品", "Maintain products";
        UnitsRead = "units.read", "查看装机", "Read installed units";
        UnitsWrite = "units.write", "维护装机", "Maintain installed units";
        UnitsVerify = "units.verify", "核实机号", "Verify serial numbers";
        CalendarsRead = "calendars.read", "查看工作日历", "Read calendars";
        CalendarsWrite = "calendars.write", "维护工作日历", "Maintain calendars";
        PoliciesRead = "policies.read", "查看服务政策", "Read service policies";
        PoliciesWrite = "policies.write", "维护服务政策", "Maintain service policies";
        WarrantyEvaluate = "warranty.evaluate", "质保判定", "Evaluate warranty";
        SlaPreview = "sla.preview", "时限试算", "Preview deadlines";
        AttachmentsRead = "attachments.read", "查看附件", "Read attachments";
        AttachmentsWrite = "attachments.write", "上传附件", "Add attachments";
        ImportsRun = "imports.run", "导入", "Import";
        ExportsRun = "exports.run", "导出", "Export";
        EventsRead = "events.read", "订阅事件", "Read events";
        ReportsRead = "reports.read", "查看报表", "Read reports";
        AuditRead = "audit.read", "查看审计记录", "Read the audit trail";
        UsersRead = "users.read", "查看用户", "Read users";
        UsersWrite = "users.write", "维护用户", "Maintain users";
        AbsencesWrite = "absences.write", "登记他人离岗", "Record absences of others";
        BranchesRead = "branches.read", "查看组织", "Read branches";
        BranchesWrite = "branches.write", "维护组织和服务区域", "Maintain branches and service areas";
        DutyRead = "duty.read", "查看值班表", "Read the duty roster";
        DutyWrite = "duty.write", "维护值班表", "Maintain the duty roster";
        NotificationsManage = "notifications.manage", "管理通知通道", "Manage notification channels";
        ApiKeysRead = "api_keys.read", "查看接口密钥", "Read API keys";
        ApiKeysWrite = "api_keys.write", "管理接口密钥", "Manage API keys";
        WebhooksRead = "webhooks.read", "查看推送订阅", "Read webhooks";
        WebhooksManage = "webhooks.manage", "管理推送订阅", "Manage webhooks";
        MailReceive = "mail.receive", "接收邮件", "Hand in mail";
        MailRead = "mail.read", "查看来信", "Read incoming mail";
        MailHandle = "mail.handle", "处理来信", "Handle incoming mail";
        MailManage = "mail.manage", "管理收信邮箱", "Manage mailboxes";
    }
}

impl Permission {
    /// The part before the dot.
    #[must_use]
    pub fn capability(self) -> &'static str {
        self.as_str().split_once('.').map_or(self.as_str(), |(capability, _)| capability)
    }

    /// Whether using it leaves the data as it is: reading, what-if questions, exports.
    #[must_use]
    pub fn only_looks(self) -> bool {
        matches!(self, Self::WarrantyEvaluate | Self::SlaPreview | Self::ExportsRun)
            || self.as_str().ends_with(".read")
    }

    /// Facts of the whole company that every branch needs: any branch may serve any unit nation-wide (全国联保,
    /// R-3.2.1a), so that products and installed units are looked up without regard to the branch that sold them.
    #[must_use]
    pub const fn is_company_wide(self) -> bool {
        matches!(
            self,
            Self::ProductsRead
                | Self::UnitsRead
                | Self::CalendarsRead
                | Self::PoliciesRead
                | Self::BranchesRead
                | Self::WarrantyEvaluate
                | Self::SlaPreview
        )
    }

    /// Work on a job: an engineer may do it only where the job is assigned to them.
    #[must_use]
    pub const fn is_own_job_only(self) -> bool {
        matches!(
            self,
            Self::TicketsAssess
                | Self::TicketsPlan
                | Self::TicketsDecide
                | Self::TicketsWork
                | Self::TicketsResolve
                | Self::TicketsSign
                | Self::TicketsHandIn
                | Self::TicketsReply
                | Self::TicketsPause
                | Self::TicketsAmend
        )
    }
}
