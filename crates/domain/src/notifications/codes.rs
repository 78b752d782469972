use crate::{access::Role, kernel::codes};

codes! {
    /// What a notification is about.
    pub enum NotificationKind {
        Critical = "critical", "紧急需求", "Critical request";
        Threshold = "threshold", "时限升级", "Deadline escalation";
        Assigned = "assigned", "指定责任人", "Made owner";
        Dispatched = "dispatched", "派单", "Job dispatched";
        TransferredToHq = "transferred_to_hq", "转总部", "Transferred to head office";
        Urged = "urged", "催办与督办", "Urged";
        ExtensionAsked = "extension_asked", "申请延期", "Extension asked for";
        FormReturned = "form_returned", "需求表退回", "Form returned";
    }
}

codes! {
    /// 通知方式: how a notification reaches a person.
    pub enum NotificationChannel {
        Inbox = "inbox", "站内消息", "Inbox";
        Email = "email", "电子邮件", "E-mail";
        WecomRobot = "wecom_robot", "企业微信群机器人", "WeCom robot";
        DingtalkRobot = "dingtalk_robot", "钉钉群机器人", "DingTalk robot";
        Sms = "sms", "短信", "Text message";
    }
}

codes! {
    /// How far a notification is.
    pub enum NotificationState {
        Pending = "pending", "待发送", "Waiting";
        Sent = "sent", "已发送", "Sent";
        Failed = "failed", "失败", "Failed";
    }
}

codes! {
    /// Why an attempt to send failed.
    pub enum NotificationFault {
        Refused = "refused", "对方拒绝", "Refused by the other side";
        Timeout = "timeout", "对方没有及时应答", "No answer in time";
        Unreachable = "unreachable", "无法连接", "Cannot be reached";
        PrivateAddress = "private_address", "地址不在公网，已拒绝", "The address is not public: refused";
        NotConfigured = "not_configured", "通道未配置", "The channel is not configured";
        NoAddress = "no_address", "没有可用的地址", "There is no address to send to";
    }
}

codes! {
    pub enum Language {
        Zh = "zh", "中文", "Chinese";
        En = "en", "英文", "English";
    }
}

codes! {
    /// Why somebody is told. The next rule holds where the one before finds nobody who is there.
    pub enum NotificationRule {
        /// The job's engineer, else the owner
        Responsible = "responsible", "时限升级至责任工程师", "Escalated to the engineer who answers for it";
        /// The role at the request's branch, or the nearest branch above it
        BranchRole = "branch_role", "时限升级至分公司角色", "Escalated to a role of the branch";
        HeadOfficeRole = "head_office_role", "时限升级至总部角色", "Escalated to a role of head office";
        OnDuty = "on_duty", "紧急需求即时通知值班人员", "Critical: told to whoever is on duty, at once";
        NobodyOnDuty = "nobody_on_duty", "无人值班，通知分公司服务主管", "Nobody on duty: told to the branch supervisor";
        NobodyAtBranch = "nobody_at_branch", "分公司无人在岗，通知总部", "Nobody there at the branch: told to head office";
        NewOwner = "new_owner", "通知新责任人", "Told to the new owner";
        NewJob = "new_job", "通知被派工程师", "Told to the engineer of the job";
        SentToHq = "sent_to_hq", "转报总部服务部", "Sent to the service department of head office";
        OwnerUrged = "owner_urged", "催办通知责任人", "Urged: told to the owner";
        ExtensionToDecide = "extension_to_decide", "延期待主管批准", "An extension waits for the supervisor";
        FormToCorrect = "form_to_correct", "需求表退回工程师更正", "The form goes back to the engineer";
    }
}

impl NotificationRule {
    /// The clause that the rule follows.
    #[must_use]
    pub const fn clause(self) -> &'static str {
        match self {
            Self::Responsible | Self::BranchRole | Self::HeadOfficeRole => "R-6.2.3.2",
            Self::OnDuty | Self::NobodyOnDuty => "R-3.2.3a",
            Self::NobodyAtBranch | Self::SentToHq => "R-11.2.3.9",
            Self::NewOwner => "R-11.2.2.1",
            Self::NewJob => "R-9.2.4.3",
            Self::OwnerUrged => "R-11.2.3.10",
            Self::ExtensionToDecide => "K5",
            Self::FormToCorrect => "R-11.2.3.5",
        }
    }

    /// The rule by which a threshold of the policy reaches a role.
    pub(super) const fn of_role(role: Role) -> Self {
        match (role, role.reach()) {
            (Role::Engineer, _) => Self::Responsible,
            (_, crate::access::Reach::Company) => Self::HeadOfficeRole,
            _ => Self::BranchRole,
        }
    }
}
