use super::Permission::{self, *};
use crate::kernel::codes;

codes! {
    /// The roles of the service organisation. The customer has none: customers act by link, without sign-in.
    pub enum Role {
        Reception = "reception", "客服坐席", "Reception";
        ReceptionLead = "reception_lead", "客服班长", "Reception lead";
        Engineer = "engineer", "区域服务责任人/服务工程师", "Service engineer";
        SecondLine = "second_line", "技术支持(二线)", "Second line";
        BranchSupervisor = "branch_supervisor", "分公司服务主管", "Branch supervisor";
        BranchManager = "branch_manager", "分公司经理", "Branch manager";
        HqService = "hq_service", "总部售后服务部经理", "Head-office service manager";
        HqDispatch = "hq_dispatch", "总部调度/督办", "Head-office dispatch";
        PartsPlanner = "parts_planner", "备件计划员", "Parts planner";
        Storekeeper = "storekeeper", "库管员", "Storekeeper";
        Finance = "finance", "财务", "Finance";
        Quality = "quality", "质量工程师", "Quality engineer";
        Legal = "legal", "法务", "Legal";
        GeneralManager = "general_manager", "总经理", "General manager";
        Dealer = "dealer", "特约服务商", "Service dealer";
        Auditor = "auditor", "审计只读", "Auditor";
        Administrator = "administrator", "系统管理员", "Administrator";
        PrivacyOfficer = "privacy_officer", "个人信息保护负责人", "Privacy officer";
    }
}

codes! {
    /// How far a role reaches.
    pub enum Reach {
        Company = "company", "全公司", "The whole company";
        Branch = "branch", "本机构及下级", "The branch and those below it";
        OwnJobs = "own_jobs", "本机构查看，只处理派给自己的任务", "Sees the branch, works on own jobs";
        OwnOnly = "own_only", "只看自己负责的需求", "Only own tickets";
    }
}

/// What everybody with a sign-in needs to understand a ticket.
const COMMON: &[Permission] = &[
    TicketsRead,
    TicketsComment,
    TasksComplete,
    CustomersRead,
    ProductsRead,
    UnitsRead,
    CalendarsRead,
    PoliciesRead,
    WarrantyEvaluate,
    SlaPreview,
    AttachmentsRead,
    AttachmentsWrite,
    BranchesRead,
    UsersRead,
    DutyRead,
    EventsRead,
];

const READ_ONLY: &[Permission] = &[
    TicketsRead,
    CustomersRead,
    ProductsRead,
    UnitsRead,
    CalendarsRead,
    PoliciesRead,
    WarrantyEvaluate,
    SlaPreview,
    AttachmentsRead,
    BranchesRead,
    UsersRead,
    DutyRead,
    EventsRead,
    ReportsRead,
    ExportsRun,
    AuditRead,
];

const INTAKE: &[Permission] = &[
    TicketsRegister,
    TicketsAcknowledge,
    TicketsConfirm,
    TicketsDecide,
    TicketsReply,
    TicketsPause,
    TicketsReopen,
    // an answered consultation is closed where it was taken
    TicketsResolve,
    TicketsCancel,
    TicketsAmend,
    TicketsUrge,
    CustomersWrite,
    UnitsWrite,
    MailRead,
    MailHandle,
];

const FIELD: &[Permission] = &[
    TicketsAcknowledge,
    TicketsAssess,
    TicketsPlan,
    TicketsDecide,
    TicketsWork,
    TicketsResolve,
    TicketsSign,
    TicketsHandIn,
    TicketsReply,
    TicketsPause,
    TicketsAmend,
];

/// Guiding the work of others: from the assessment to the archive.
const LEADING: &[Permission] = &[
    TicketsAssess,
    TicketsPlan,
    TicketsDispatch,
    TicketsAssign,
    TicketsResolve,
    TicketsHandIn,
    TicketsReview,
    TicketsArchive,
    TicketsExtend,
    TicketsTransfer,
    UnitsVerify,
    AbsencesWrite,
    DutyWrite,
    ReportsRead,
    ExportsRun,
];

impl Role {
    /// The permissions, as lists that may overlap.
    const fn lists(self) -> &'static [&'static [Permission]] {
        match self {
            Self::Reception => &[COMMON, INTAKE],
            Self::ReceptionLead => {
                &[COMMON, INTAKE, &[TicketsAssign, TicketsDispatch, UnitsVerify, ReportsRead, ExportsRun]]
            }
            Self::Engineer => &[COMMON, FIELD, &[TicketsRegister, UnitsWrite]],
            Self::SecondLine => &[COMMON, FIELD, &[TicketsAcceptTransfer, UnitsWrite, UnitsVerify]],
            Self::BranchSupervisor => &[COMMON, INTAKE, LEADING, &[TicketsRefuse]],
            Self::BranchManager => &[COMMON, INTAKE, LEADING, &[TicketsRefuse, CalendarsWrite, AuditRead]],
            Self::HqService => &[
                COMMON,
                INTAKE,
                LEADING,
                &[
                    TicketsRefuse,
                    TicketsAcceptTransfer,
                    CalendarsWrite,
                    PoliciesWrite,
                    ProductsWrite,
                    ImportsRun,
                    BranchesWrite,
                    NotificationsManage,
                    WebhooksRead,
                    WebhooksManage,
                    AuditRead,
                ],
            ],
            Self::HqDispatch => &[COMMON, INTAKE, LEADING, &[TicketsAcceptTransfer]],
            Self::PartsPlanner | Self::Storekeeper => &[COMMON],
            Self::Finance => &[COMMON, &[ReportsRead, ExportsRun]],
            Self::Quality => &[COMMON, &[ProductsWrite, UnitsVerify, ReportsRead, ExportsRun]],
            Self::Legal => &[COMMON, &[ReportsRead, AuditRead]],
            Self::GeneralManager => &[READ_ONLY, &[TicketsComment, TicketsRefuse]],
            Self::Dealer => &[
                &[TicketsRead, TicketsComment, ProductsRead, UnitsRead, CalendarsRead, WarrantyEvaluate],
                &[AttachmentsRead, AttachmentsWrite, TicketsRegister, BranchesRead],
                FIELD,
            ],
            Self::Auditor => &[READ_ONLY],
            Self::Administrator => &[&[
                UsersRead,
                UsersWrite,
                AbsencesWrite,
                DutyRead,
                DutyWrite,
                NotificationsManage,
                BranchesRead,
                BranchesWrite,
                ApiKeysRead,
                ApiKeysWrite,
                WebhooksRead,
                WebhooksManage,
                MailReceive,
                MailManage,
                CalendarsRead,
                CalendarsWrite,
                PoliciesRead,
                PoliciesWrite,
                ProductsRead,
                ProductsWrite,
                UnitsRead,
                UnitsWrite,
                CustomersRead,
                CustomersWrite,
                TicketsRead,
                AttachmentsRead,
                WarrantyEvaluate,
                SlaPreview,
                ImportsRun,
                ExportsRun,
                EventsRead,
                ReportsRead,
                AuditRead,
            ]],
            Self::PrivacyOfficer => {
                &[&[CustomersRead, CustomersWrite, UsersRead, BranchesRead, AuditRead, ExportsRun]]
            }
        }
    }

    /// What the role may do, in the order of [`Permission`].
    #[must_use]
    pub fn permissions(self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|permission| self.permits(*permission)).collect()
    }

    #[must_use]
    pub fn permits(self, permission: Permission) -> bool {
        self.lists().iter().any(|list| list.contains(&permission))
    }

    #[must_use]
    pub const fn reach(self) -> Reach {
        match self {
            Self::HqService
            | Self::HqDispatch
            | Self::SecondLine
            | Self::PartsPlanner
            | Self::Finance
            | Self::Quality
            | Self::Legal
            | Self::GeneralManager
            | Self::Auditor
            | Self::Administrator
            | Self::PrivacyOfficer => Reach::Company,
            Self::Reception
            | Self::ReceptionLead
            | Self::BranchSupervisor
            | Self::BranchManager
            | Self::Storekeeper => Reach::Branch,
            Self::Engineer => Reach::OwnJobs,
            Self::Dealer => Reach::OwnOnly,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_only_reads_changes_nothing() {
        assert!(Role::Auditor.permissions().into_iter().all(Permission::only_looks));
    }

    #[test]
    fn every_permission_is_somebodys() {
        for permission in Permission::ALL {
            assert!(Role::ALL.iter().any(|role| role.permits(*permission)), "{permission}");
        }
    }

    #[test]
    fn the_form_is_reviewed_and_archived_by_who_leads() {
        for role in Role::ALL {
            let leads = matches!(
                role,
                Role::BranchSupervisor | Role::BranchManager | Role::HqService | Role::HqDispatch
            );
            assert_eq!(role.permits(TicketsReview), leads, "{role}");
            assert_eq!(role.permits(TicketsArchive), leads, "{role}");
        }
    }

    #[test]
    fn the_administrator_keeps_the_system_and_takes_no_part_in_the_service() {
        let changes: Vec<_> = Role::Administrator
            .permissions()
            .into_iter()
            .filter(|p| p.capability() == "tickets" && !p.only_looks())
            .collect();
        assert_eq!(changes, []);
        for role in Role::ALL.iter().filter(|role| **role != Role::Administrator) {
            assert!(!role.permits(UsersWrite) && !role.permits(ApiKeysWrite), "{role}");
        }
    }
}
