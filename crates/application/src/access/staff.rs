//! Who holds which role, who is there and who stands in: for those who tell people things.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::Role,
    kernel::{BranchId, Timestamp, UserId},
    notifications::{Away, Member},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    absences,
    authenticate::grants_of,
    store::{service_area, user_account, user_grant},
};
use crate::AppError;

#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub name: String,
    pub phone: Option<String>,
    /// The branch by whose clocks the person lives
    pub home: Option<BranchId>,
    pub member: Member,
}

/// Everybody active who holds one of the roles or is named, with those who stand in for them.
pub(crate) async fn staff<C: ConnectionTrait>(
    conn: &C,
    roles: &BTreeSet<Role>,
    named: &BTreeSet<UserId>,
    now: Timestamp,
) -> Result<BTreeMap<UserId, Staff>, AppError> {
    let holding = user_grant::Entity::find()
        .filter(user_grant::Column::Role.is_in(roles.iter().map(|role| role.as_str())))
        .all(conn)
        .await?;
    let mut ids: BTreeSet<UserId> = holding.iter().map(|grant| UserId(grant.user_id)).collect();
    ids.extend(named);
    let asked: Vec<UserId> = ids.iter().copied().collect();
    let mut away = absences::away(conn, &asked, now).await?;
    let areas = service_area::Entity::find()
        .filter(service_area::Column::OwnerId.is_in(away.keys().map(|id| id.0)))
        .filter(service_area::Column::DeputyId.is_not_null())
        .order_by_asc(service_area::Column::RegionPrefix)
        .all(conn)
        .await?;
    let deputies_of = |person: UserId, own: Option<UserId>| -> Vec<UserId> {
        let of_areas =
            areas.iter().filter(|area| area.owner_id == person.0).filter_map(|area| area.deputy_id);
        own.into_iter().chain(of_areas.map(UserId)).collect()
    };
    let stand_in: BTreeMap<UserId, Vec<UserId>> =
        away.iter().map(|(id, absence)| (*id, deputies_of(*id, absence.deputy))).collect();
    let deputies: BTreeSet<UserId> =
        stand_in.values().flatten().copied().filter(|id| !ids.contains(id)).collect();
    let more: Vec<UserId> = deputies.iter().copied().collect();
    away.extend(absences::away(conn, &more, now).await?);
    ids.extend(deputies);
    let active = user_account::Entity::find()
        .filter(user_account::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(user_account::Column::Active.eq(true))
        .all(conn)
        .await?;
    let held = grants_of(conn, active.iter().map(|user| user.id).collect()).await?;
    active
        .into_iter()
        .map(|user| {
            let id = UserId(user.id);
            let own = held.iter().filter(|grant| grant.user_id == user.id);
            let role = |grant: &user_grant::Model| {
                grant.role.parse::<Role>().map_err(|e| AppError::inconsistent("user_grant", grant.user_id, e))
            };
            let home = own.clone().next().map(|grant| BranchId(grant.branch_id));
            let roles = own
                .map(|grant| Ok((role(grant)?, BranchId(grant.branch_id))))
                .collect::<Result<_, AppError>>()?;
            let gone = away.contains_key(&id);
            let away = gone.then(|| Away { deputies: stand_in.get(&id).cloned().unwrap_or_default() });
            let member = Member { roles, away };
            Ok((id, Staff { name: user.name, phone: user.phone, home, member }))
        })
        .collect()
}
