//! 华钧装备股份有限公司: head office, branches, one team with its own hours, and the people with their roles.

use std::collections::BTreeMap;

use contract::access::BranchKind;
use domain::{
    access::{Grant, Principal, Role},
    assets::{Colleague, RegionPrefix, ServiceArea},
    kernel::{Actor, BranchId, CalendarId, Timestamp, UserId},
    sla::{CalendarSpec, standard},
};
use sea_orm::{EntityTrait as _, Set};

use super::{
    chance::Chance,
    geography::{TERRITORIES, Territory, XINJIANG},
    names,
};
use crate::{
    AppError,
    access::seed::{SeedBranch, SeedUser, seed_area, seed_branch, seed_user},
    sla::store::calendar,
    tx::Tx,
};

const XINJIANG_CALENDAR: &str = "CAL-XJ";

/// A person whose account the demo shows at start.
pub(super) struct Known {
    pub account: &'static str,
    pub name: &'static str,
    pub role: Role,
    at: &'static str,
}

const fn known(account: &'static str, name: &'static str, role: Role, at: &'static str) -> Known {
    Known { account, name, role, at }
}

/// In the order of the story: who takes the call, who sends, who goes, who reviews.
pub(super) const KNOWN: &[Known] = &[
    known("reception", "李静", Role::Reception, "HQ"),
    known("dispatcher", "陈涛", Role::HqDispatch, "HQ"),
    known("engineer", "王建国", Role::Engineer, "SH"),
    known("supervisor", "赵明", Role::BranchSupervisor, "SH"),
    known("manager", "孙丽华", Role::BranchManager, "SH"),
    known("hq", "周国栋", Role::HqService, "HQ"),
    known("admin", "吴敏", Role::Administrator, "HQ"),
];

/// The roles of 5.1 that nobody else has yet, all at head office but the dealer.
const OTHERS: &[Known] = &[
    known("reception.lead", "徐春梅", Role::ReceptionLead, "HQ"),
    known("support", "何思远", Role::SecondLine, "HQ"),
    known("parts", "郭志强", Role::PartsPlanner, "HQ"),
    known("store", "马立军", Role::Storekeeper, "HQ"),
    known("finance", "林佳怡", Role::Finance, "HQ"),
    known("quality", "宋文博", Role::Quality, "HQ"),
    known("legal", "郑浩然", Role::Legal, "HQ"),
    known("ceo", "高德明", Role::GeneralManager, "HQ"),
    known("auditor", "唐玉兰", Role::Auditor, "HQ"),
    known("privacy", "冯雨桐", Role::PrivacyOfficer, "HQ"),
    known("dealer", "彭永胜", Role::Dealer, "SH"),
];

/// Supervisors of several branches each, by the number in their territories; 上海 has its own, the demo account.
const SUPERVISORS: &[(&str, &str)] = &[
    ("supervisor.east", "蒋新民"),
    ("supervisor.north", "韩刚"),
    ("supervisor.centre", "曹海波"),
    ("supervisor.south", "袁杰"),
];
/// The branch of the demo accounts.
const DEMO_BRANCH: &str = "SH";

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub id: UserId,
    pub name: String,
}

impl Person {
    pub(super) fn actor(&self) -> Actor {
        Actor::User { id: self.id, name: self.name.clone() }
    }
}

#[derive(Debug)]
pub(super) struct Branch {
    pub id: BranchId,
    pub code: &'static str,
    pub name: &'static str,
    pub calendar: Option<&'static str>,
    /// The first one answers for the area
    pub engineers: Vec<Person>,
    pub supervisor: Person,
}

#[derive(Debug)]
pub(super) struct Company {
    pub branches: Vec<Branch>,
    pub receptionists: Vec<Person>,
    pub dispatcher: Person,
    pub support: Person,
    pub quality: Person,
    pub areas: Vec<ServiceArea>,
    /// Who may answer for an area, as [`domain::assets::owner_for`] asks
    pub colleagues: BTreeMap<UserId, Colleague>,
    pub users: u64,
}

impl Company {
    pub(super) fn person(&self, id: UserId) -> Option<&Person> {
        self.branches.iter().flat_map(|branch| &branch.engineers).find(|person| person.id == id)
    }
}

struct Builder<'a, 'b> {
    tx: &'a Tx<'b>,
    hash: &'a str,
    chance: Chance,
    users: u64,
}

impl Builder<'_, '_> {
    async fn person(
        &mut self,
        account: &str,
        name: &str,
        roles: &[(Role, BranchId)],
    ) -> Result<Person, AppError> {
        let phone = names::mobile(&mut self.chance);
        let seed = SeedUser { account, name, phone: Some(&phone), password_hash: self.hash, roles };
        let id = seed_user(self.tx, seed).await?;
        self.users += 1;
        Ok(Person { id, name: name.to_owned() })
    }
}

/// Lays the company down; everybody has the same password hash.
pub(super) async fn build(tx: &Tx<'_>, seed: u64, engineers: u32, hash: &str) -> Result<Company, AppError> {
    let seeded = |code, name, kind, parent, calendar_code| {
        seed_branch(tx, SeedBranch { code, name, kind, parent, calendar_code })
    };
    let hq = seeded("HQ", "总部（苏州）", BranchKind::HeadOffice, None, None).await?;
    let mut places: Vec<(&Territory, BranchId, Option<&'static str>)> = Vec::new();
    for territory in TERRITORIES {
        places.push((
            territory,
            seeded(territory.code, territory.name, BranchKind::Branch, Some(hq), None).await?,
            None,
        ));
    }
    let of_code = |code: &str| places.iter().find(|(t, ..)| t.code == code).map_or(hq, |(_, id, _)| *id);
    let (shanghai, xian) = (of_code("SH"), of_code("XA"));
    save_calendar(tx, xian).await?;
    let team =
        seeded(XINJIANG.code, XINJIANG.name, BranchKind::Team, Some(xian), Some(XINJIANG_CALENDAR)).await?;
    let station =
        seeded("SHSF", "上海松江特约服务站", BranchKind::ServiceStation, Some(shanghai), None).await?;

    let mut builder = Builder { tx, hash, chance: Chance::new(seed, 1), users: 0 };
    let mut people: Vec<(&Known, Person)> = Vec::new();
    for known in KNOWN.iter().chain(OTHERS) {
        let at = match (known.at, known.role) {
            (_, Role::Dealer) => station,
            ("HQ", _) => hq,
            _ => shanghai,
        };
        people.push((known, builder.person(known.account, known.name, &[(known.role, at)]).await?));
    }
    let of_role =
        |role: Role| people.iter().find(|(known, _)| known.role == role).map(|(_, person)| person.clone());
    let missing = || AppError::inconsistent("user_account", "demo", "a role of the company is nobody's");
    let supervisor = of_role(Role::BranchSupervisor).ok_or_else(missing)?;
    let supervisors = supervisors(&mut builder, &places, team).await?;
    let engineer = of_role(Role::Engineer).ok_or_else(missing)?;

    places.push((&XINJIANG, team, Some(XINJIANG_CALENDAR)));
    let mut branches = Vec::with_capacity(places.len());
    for (territory, id, calendar) in places {
        let mut own: Vec<Person> = Vec::new();
        let demo = territory.code == DEMO_BRANCH;
        if demo {
            own.push(engineer.clone());
        }
        // the demo branch has two at least, so that there is somebody to choose from
        let wanted = if demo { engineers.max(2) } else { engineers } as usize;
        while own.len() < wanted {
            let name = names::person(&mut builder.chance);
            let account = format!("{}.{:02}", territory.code.to_lowercase(), own.len() + 1);
            own.push(builder.person(&account, &name, &[(Role::Engineer, id)]).await?);
        }
        let regional = supervisors.get(territory.supervisor).cloned().ok_or_else(missing)?;
        let supervisor = if demo { supervisor.clone() } else { regional };
        branches.push(Branch {
            id,
            code: territory.code,
            name: territory.name,
            calendar,
            engineers: own,
            supervisor,
        });
    }
    Ok(Company {
        areas: areas(tx, &branches).await?,
        colleagues: colleagues(&branches),
        receptionists: [of_role(Role::Reception), of_role(Role::ReceptionLead)]
            .into_iter()
            .flatten()
            .collect(),
        dispatcher: of_role(Role::HqDispatch).ok_or_else(missing)?,
        support: of_role(Role::SecondLine).ok_or_else(missing)?,
        quality: of_role(Role::Quality).ok_or_else(missing)?,
        users: builder.users,
        branches,
    })
}

async fn supervisors(
    builder: &mut Builder<'_, '_>,
    places: &[(&Territory, BranchId, Option<&'static str>)],
    team: BranchId,
) -> Result<Vec<Person>, AppError> {
    let mut list = Vec::with_capacity(SUPERVISORS.len());
    for (number, (account, name)) in SUPERVISORS.iter().enumerate() {
        let led = places
            .iter()
            .filter(|(t, ..)| t.supervisor == number && t.code != DEMO_BRANCH)
            .map(|(_, id, _)| *id);
        let team = (XINJIANG.supervisor == number).then_some(team);
        let roles: Vec<_> = led.chain(team).map(|branch| (Role::BranchSupervisor, branch)).collect();
        list.push(builder.person(account, name, &roles).await?);
    }
    Ok(list)
}

async fn areas(tx: &Tx<'_>, branches: &[Branch]) -> Result<Vec<ServiceArea>, AppError> {
    let mut areas = Vec::new();
    for branch in branches {
        let Some(territory) = TERRITORIES.iter().chain([&XINJIANG]).find(|t| t.code == branch.code) else {
            continue;
        };
        let (owner, deputy) = (branch.engineers.first(), branch.engineers.get(1));
        let Some(owner) = owner else { continue };
        for prefix in territory.regions {
            let deputy = deputy.map(|deputy| deputy.id);
            seed_area(tx, branch.id, prefix, owner.id, deputy).await?;
            areas.push(ServiceArea {
                branch: branch.id,
                region_prefix: RegionPrefix::parse(prefix)
                    .map_err(|e| AppError::inconsistent("service_area", prefix, e))?,
                owner: owner.id,
                deputy,
            });
        }
    }
    Ok(areas)
}

fn colleagues(branches: &[Branch]) -> BTreeMap<UserId, Colleague> {
    let engineers =
        branches.iter().flat_map(|branch| branch.engineers.iter().map(move |person| (branch.id, person)));
    engineers
        .map(|(branch, person)| {
            let grants = vec![Grant::new(Role::Engineer, branch, &[])];
            let principal = Principal::person(person.actor(), grants);
            (person.id, Colleague { name: person.name.clone(), principal, absences: Vec::new() })
        })
        .collect()
}

/// 乌鲁木齐 works from 10:00 to 14:00 and from 15:30 to 19:30, on the official working days.
async fn save_calendar(tx: &Tx<'_>, branch: BranchId) -> Result<(), AppError> {
    let windows = ["10:00-14:00", "15:30-19:30"].map(str::parse);
    let windows = windows.into_iter().collect::<Result<Vec<_>, _>>();
    let windows = windows.map_err(|e| AppError::inconsistent("calendar", XINJIANG_CALENDAR, e))?;
    let mut spec = CalendarSpec::business(XINJIANG_CALENDAR, "新疆工时 8×5", standard::ZONE, windows);
    spec.holiday_scheme = Some("cn-official".to_owned());
    for year in standard::holiday_years() {
        spec.import_year(year.clone());
    }
    let now: Timestamp = tx.now();
    let row = calendar::ActiveModel {
        id: Set(tx.app().ids.next::<CalendarId>(now).0),
        code: Set(spec.code.clone()),
        version: Set(1),
        branch_id: Set(Some(branch.0)),
        spec: Set(serde_json::to_string(&spec)
            .map_err(|e| AppError::inconsistent("calendar", XINJIANG_CALENDAR, e))?),
        created_at: Set(now.millis()),
        created_by: Set(r#"{"kind":"system"}"#.to_owned()),
    };
    calendar::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
