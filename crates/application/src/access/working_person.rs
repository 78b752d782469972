//! A person with their rights, for those who give work to them: may this engineer work at that branch?

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::Principal,
    kernel::{Actor, UserId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    authenticate::{grant_of, grants_of},
    branch_tree::BranchTree,
    store::user_account,
};
use crate::AppError;

#[derive(Debug, Clone)]
pub(crate) struct WorkingPerson {
    pub name: String,
    pub principal: Principal,
}

/// The person, when still active.
pub(crate) async fn active_person<C: ConnectionTrait>(
    conn: &C,
    id: UserId,
) -> Result<Option<WorkingPerson>, AppError> {
    Ok(active_people(conn, &[id]).await?.remove(&id))
}

/// Those of the people who are still active.
pub(crate) async fn active_people<C: ConnectionTrait>(
    conn: &C,
    ids: &[UserId],
) -> Result<BTreeMap<UserId, WorkingPerson>, AppError> {
    let distinct: BTreeSet<_> = ids.iter().map(|id| id.0).collect();
    if distinct.is_empty() {
        return Ok(BTreeMap::new());
    }
    let active = user_account::Entity::find()
        .filter(user_account::Column::Id.is_in(distinct))
        .filter(user_account::Column::Active.eq(true))
        .all(conn)
        .await?;
    if active.is_empty() {
        return Ok(BTreeMap::new());
    }
    let tree = BranchTree::read(conn).await?;
    let held = grants_of(conn, active.iter().map(|user| user.id).collect()).await?;
    active
        .into_iter()
        .map(|user| {
            let own = held.iter().filter(|grant| grant.user_id == user.id);
            let grants = own.map(|grant| grant_of(grant, &tree)).collect::<Result<Vec<_>, _>>()?;
            let id = UserId(user.id);
            let actor = Actor::User { id, name: user.name.clone() };
            Ok((id, WorkingPerson { name: user.name, principal: Principal::person(actor, grants) }))
        })
        .collect()
}
