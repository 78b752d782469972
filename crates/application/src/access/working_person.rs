//! A person with their rights, for those who give work to them: may this engineer work at that branch?

use domain::{
    access::Principal,
    kernel::{Actor, UserId},
};
use sea_orm::{ConnectionTrait, EntityTrait};

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
    let Some(user) = user_account::Entity::find_by_id(id.0).one(conn).await? else { return Ok(None) };
    if !user.active {
        return Ok(None);
    }
    let tree = BranchTree::read(conn).await?;
    let held = grants_of(conn, vec![id.0]).await?;
    let grants = held.iter().map(|grant| grant_of(grant, &tree)).collect::<Result<Vec<_>, _>>()?;
    let actor = Actor::User { id, name: user.name.clone() };
    Ok(Some(WorkingPerson { name: user.name, principal: Principal::person(actor, grants) }))
}
