//! The organisation that every test finds: head office, two branches, a team, and somebody for each role.

use application::{App, Caller};
use contract::access::{BranchKind, CreateUser, GrantInput, SaveBranch, ServiceAreaInput};
use domain::{
    access::Role,
    kernel::{BranchId, UserId},
};
use serde_json::Value;

/// Everybody's.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Code, name, kind, parent.
const BRANCHES: &[(&str, &str, BranchKind, &str)] = &[
    ("SH", "上海分公司", BranchKind::Branch, "HQ"),
    ("SHA", "上海浦东小组", BranchKind::Team, "SH"),
    ("GZ", "广州分公司", BranchKind::Branch, "HQ"),
];

/// Account, name, role, branch. Besides there is `admin`, 系统管理员, at head office.
const PEOPLE: &[(&str, &str, Role, &str)] = &[
    ("reception.sh", "王芳", Role::Reception, "SH"),
    ("lead.sh", "李静", Role::ReceptionLead, "SH"),
    ("engineer.sh", "张伟", Role::Engineer, "SH"),
    ("engineer2.sh", "刘洋", Role::Engineer, "SH"),
    ("supervisor.sh", "陈强", Role::BranchSupervisor, "SH"),
    ("manager.sh", "杨磊", Role::BranchManager, "SH"),
    ("dealer.sh", "特约站", Role::Dealer, "SH"),
    ("storekeeper.sh", "赵敏", Role::Storekeeper, "SH"),
    ("engineer.sha", "孙浩", Role::Engineer, "SHA"),
    ("reception.gz", "黄丽", Role::Reception, "GZ"),
    ("engineer.gz", "周杰", Role::Engineer, "GZ"),
    ("supervisor.gz", "吴刚", Role::BranchSupervisor, "GZ"),
    ("second_line", "徐明", Role::SecondLine, "HQ"),
    ("hq_service", "马超", Role::HqService, "HQ"),
    ("hq_dispatch", "朱红", Role::HqDispatch, "HQ"),
    ("parts_planner", "胡军", Role::PartsPlanner, "HQ"),
    ("finance", "郭艳", Role::Finance, "HQ"),
    ("quality", "何平", Role::Quality, "HQ"),
    ("legal", "高峰", Role::Legal, "HQ"),
    ("general_manager", "林总", Role::GeneralManager, "HQ"),
    ("auditor", "罗琳", Role::Auditor, "HQ"),
    ("privacy_officer", "郑洁", Role::PrivacyOfficer, "HQ"),
];

/// Branch, division, owner, deputy.
const AREAS: &[(&str, &str, &str, Option<&str>)] = &[
    ("SH", "31", "engineer.sh", Some("engineer2.sh")),
    ("SHA", "310115", "engineer.sha", None),
    ("GZ", "44", "engineer.gz", None),
];

/// Fills an empty database through the use cases.
pub(super) async fn fill(app: &App) {
    app.bootstrap_admin("admin", "系统管理员", PASSWORD).await.unwrap();
    let system = Caller::system();
    for (code, name, kind, parent) in BRANCHES {
        let branch = branch(app, code, name, *kind, parent, Vec::new()).await;
        app.create_branch(&system, None, branch).await.unwrap();
    }
    for (account, name, role, at) in PEOPLE {
        let person = CreateUser {
            account: (*account).to_owned(),
            name: (*name).to_owned(),
            password: PASSWORD.to_owned(),
            phone: None,
            grants: vec![GrantInput { role: *role, branch_id: branch_id(app, at).await }],
        };
        app.create_user(&system, None, person).await.unwrap();
    }
    for (code, name, kind, parent) in BRANCHES {
        let mut areas = Vec::new();
        for (_, prefix, owner, deputy) in AREAS.iter().filter(|(at, ..)| at == code) {
            areas.push(ServiceAreaInput {
                region_prefix: (*prefix).to_owned(),
                owner_id: user_id(app, owner).await,
                deputy_id: match deputy {
                    Some(deputy) => Some(user_id(app, deputy).await),
                    None => None,
                },
            });
        }
        let id = branch_id(app, code).await;
        let branch = branch(app, code, name, *kind, parent, areas).await;
        app.update_branch(&system, None, id, 1, branch).await.unwrap();
    }
}

async fn branch(
    app: &App,
    code: &str,
    name: &str,
    kind: BranchKind,
    parent: &str,
    areas: Vec<ServiceAreaInput>,
) -> SaveBranch {
    SaveBranch {
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        parent_id: Some(branch_id(app, parent).await),
        calendar_code: None,
        areas,
    }
}

pub(super) async fn branch_id(app: &App, code: &str) -> BranchId {
    let all = app.list_branches(&Caller::system()).await.unwrap().items;
    all.iter().find(|branch| branch.code == code).unwrap_or_else(|| panic!("no branch {code}")).id
}

pub(super) async fn user_id(app: &App, account: &str) -> UserId {
    let query = serde_json::from_value(Value::from_iter([("q", account)])).unwrap();
    let found = app.list_users(&Caller::system(), &query).await.unwrap().items;
    found.iter().find(|user| user.account == account).unwrap_or_else(|| panic!("no user {account}")).id
}
