//! 服务区域: who answers for a place, and who stands in while they are away (R-11.2.2.1).

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::{Region, RegionPrefix};
use crate::{
    access::{Absence, Principal, may_own},
    kernel::{BranchId, Timestamp, UserId},
    sla::local_of,
};

/// An area with the person who answers for it (区域服务责任人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceArea {
    pub branch: BranchId,
    pub region_prefix: RegionPrefix,
    pub owner: UserId,
    pub deputy: Option<UserId>,
}

/// Somebody who answers for an area or may stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    pub name: String,
    pub principal: Principal,
    pub absences: Vec<Absence>,
}

impl Colleague {
    fn away(&self, at: Timestamp) -> Option<&Absence> {
        self.absences.iter().find(|absence| absence.covers(at))
    }
}

/// Who answers for a place, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaMatch {
    pub branch: BranchId,
    pub owner: UserId,
    pub owner_name: String,
    /// Somebody stands in for the owner of the area
    pub deputising: bool,
    pub region_prefix: RegionPrefix,
    pub why: String,
    pub why_en: String,
}

/// The owner of the smallest area around `region`, or who stands in while they are away: the deputy of the absence when
/// they may own tickets of the branch, else the deputy of the area; never somebody who is away too. Without anybody the
/// absent owner stays: a request always has one. `people` are those who still work here; an area of which neither owner
/// nor deputy is among them is no area, so that the larger one around it answers. `zone` is for the words only.
#[must_use]
pub fn owner_for(
    areas: &[ServiceArea],
    people: &BTreeMap<UserId, Colleague>,
    region: Region,
    now: Timestamp,
    zone: Tz,
) -> Option<AreaMatch> {
    let mut around: Vec<&ServiceArea> =
        areas.iter().filter(|area| region.lies_in(&area.region_prefix)).collect();
    // of two areas with the same prefix the first one listed holds: the sort is stable
    around.sort_by_key(|area| std::cmp::Reverse(area.region_prefix.as_str().len()));
    around.into_iter().find_map(|area| answer(area, people, region, now, zone))
}

fn answer(
    area: &ServiceArea,
    people: &BTreeMap<UserId, Colleague>,
    region: Region,
    now: Timestamp,
    zone: Tz,
) -> Option<AreaMatch> {
    let until = |absence: &Absence| local_of(zone, absence.until).format("%Y-%m-%d %H:%M");
    let owner = people.get(&area.owner);
    let away = owner.and_then(|owner| owner.away(now));
    let named = away.and_then(|away| away.deputy).filter(|id| {
        *id != area.owner && people.get(id).is_some_and(|deputy| may_own(&deputy.principal, area.branch))
    });
    let present = |id: &UserId| people.get(id).is_some_and(|deputy| deputy.away(now).is_none());
    let stand_in = [named, area.deputy].into_iter().flatten().find(present);
    let stand_in = stand_in.and_then(|id| Some((id, people.get(&id)?)));
    let (chosen, why, why_en) = match (owner, away, stand_in) {
        (Some(owner), None, _) => {
            ((area.owner, owner), "区域服务责任人".to_owned(), "owner of the area".to_owned())
        }
        (Some(owner), Some(away), Some(stand_in)) => {
            let (name, deputy, until) = (&owner.name, &stand_in.1.name, until(away));
            (
                stand_in,
                format!("{name}离岗至{until}，由代理人{deputy}承接"),
                format!("{name} is absent until {until}, deputy {deputy}"),
            )
        }
        (Some(owner), Some(away), None) => {
            let (name, until) = (&owner.name, until(away));
            (
                (area.owner, owner),
                format!("{name}离岗至{until}，无在岗代理人"),
                format!("{name} is absent until {until}, no deputy is at work"),
            )
        }
        (None, _, Some(stand_in)) => {
            let deputy = &stand_in.1.name;
            (
                stand_in,
                format!("责任人已停用，由代理人{deputy}承接"),
                format!("the owner no longer works here, deputy {deputy}"),
            )
        }
        // away, but nobody else is left
        (None, _, None) => {
            let id = area.deputy?;
            let deputy = people.get(&id)?;
            let name = &deputy.name;
            (
                (id, deputy),
                format!("责任人已停用，代理人{name}离岗，无他人可承接"),
                format!("the owner no longer works here, deputy {name} is absent, nobody else is left"),
            )
        }
    };
    let prefix = &area.region_prefix;
    Some(AreaMatch {
        branch: area.branch,
        owner: chosen.0,
        owner_name: chosen.1.name.clone(),
        deputising: chosen.0 != area.owner,
        region_prefix: prefix.clone(),
        why: format!("{region}属于服务区域{prefix}：{why}"),
        why_en: format!("{region} lies in the service area {prefix}: {why_en}"),
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        access::{Grant, Role},
        kernel::Actor,
    };

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis).unwrap()
    }

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn branch(n: u128) -> BranchId {
        BranchId(Uuid::from_u128(n))
    }

    fn area(prefix: &str, owner: u128, deputy: Option<u128>) -> ServiceArea {
        ServiceArea {
            branch: branch(100),
            region_prefix: RegionPrefix::parse(prefix).unwrap(),
            owner: user(owner),
            deputy: deputy.map(user),
        }
    }

    /// Engineers of branch 100; number 9 is one of branch 200.
    fn people(absent: &[(u128, Option<u128>)]) -> BTreeMap<UserId, Colleague> {
        (1..=9)
            .map(|n| {
                let actor = Actor::User { id: user(n), name: format!("P{n}") };
                let home = branch(if n == 9 { 200 } else { 100 });
                let principal = Principal::person(actor, vec![Grant::new(Role::Engineer, home, &[])]);
                let absences = absent
                    .iter()
                    .filter(|(who, _)| *who == n)
                    .map(|(_, deputy)| Absence { from: at(100), until: at(200), deputy: deputy.map(user) })
                    .collect();
                (user(n), Colleague { name: format!("P{n}"), principal, absences })
            })
            .collect()
    }

    fn found(areas: &[ServiceArea], absent: &[(u128, Option<u128>)], region: &str, now: i64) -> (u128, bool) {
        let region = Region::parse(region).unwrap();
        owner_for(areas, &people(absent), region, at(now), ZONE)
            .map(|m| (m.owner.0.as_u128(), m.deputising))
            .unwrap_or_default()
    }

    #[test]
    fn the_smallest_area_wins() {
        let areas = [area("320000", 1, None), area("3205", 2, None), area("320505", 3, None)];
        assert_eq!(found(&areas, &[], "320505", 0), (3, false));
        assert_eq!(found(&areas, &[], "320506", 0), (2, false));
        assert_eq!(found(&areas, &[], "321000", 0), (1, false));
        assert_eq!(found(&areas, &[], "510104", 0), (0, false));
    }

    #[test]
    fn the_deputy_of_the_area_stands_in_while_the_owner_is_away() {
        let areas = [area("51", 1, Some(2)), area("61", 3, None)];
        let absent = [(1, None), (3, None)];
        for (now, owner) in [(99, (1, false)), (100, (2, true)), (199, (2, true)), (200, (1, false))] {
            assert_eq!(found(&areas, &absent, "510104", now), owner, "{now}");
        }
        assert_eq!(found(&areas, &absent, "610104", 150), (3, false), "a request always has an owner");
    }

    #[test]
    fn the_deputy_of_the_absence_comes_first_when_they_may_own_and_are_there() {
        let areas = [area("51", 1, Some(2))];
        assert_eq!(found(&areas, &[(1, Some(3))], "510104", 150), (3, true));
        assert_eq!(found(&areas, &[(1, Some(9))], "510104", 150), (2, true), "of another branch");
        assert_eq!(found(&areas, &[(1, Some(3)), (3, None)], "510104", 150), (2, true), "away too");
        assert_eq!(found(&areas, &[(1, Some(3)), (3, None), (2, None)], "510104", 150), (1, false));
        assert_eq!(found(&areas, &[(1, Some(7_000))], "510104", 150), (2, true), "no longer here");
    }

    #[test]
    fn who_no_longer_works_here_answers_for_nothing() {
        // 10 and 11 are nobody
        assert_eq!(found(&[area("51", 10, Some(2))], &[], "510104", 0), (2, true));
        assert_eq!(found(&[area("51", 10, Some(2))], &[(2, None)], "510104", 150), (2, true));
        assert_eq!(found(&[area("51", 1, None), area("5101", 10, Some(11))], &[], "510104", 0), (1, false));
    }

    #[test]
    fn the_reason_says_who_is_away_until_when() {
        let (areas, region) = ([area("51", 1, Some(2))], Region::parse("510104").unwrap());
        let why = |absent: &[_]| {
            let found = owner_for(&areas, &people(absent), region, at(150), ZONE).unwrap();
            (found.why, found.why_en)
        };
        let (zh, en) = why(&[(1, None)]);
        assert_eq!(zh, "510104属于服务区域51：P1离岗至1970-01-01 08:00，由代理人P2承接");
        assert_eq!(en, "510104 lies in the service area 51: P1 is absent until 1970-01-01 08:00, deputy P2");
        assert!(why(&[(1, None), (2, None)]).1.ends_with("no deputy is at work"));
    }
}
