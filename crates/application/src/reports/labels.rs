//! Branches by id, and which branch a team belongs to.

use std::collections::HashMap;

use domain::kernel::BranchId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    AppError,
    access::branches::{self, Branch},
};

pub(super) struct BranchBook(HashMap<Uuid, Branch>);

impl BranchBook {
    pub(super) async fn read<C: ConnectionTrait>(conn: &C) -> Result<Self, AppError> {
        let all = branches::all(conn).await?;
        Ok(Self(all.into_iter().map(|branch| (branch.id.0, branch)).collect()))
    }

    pub(super) fn name(&self, id: Uuid) -> String {
        self.0.get(&id).map(|branch| branch.name.clone()).unwrap_or_default()
    }

    /// The branch of a team; a branch is its own.
    pub(super) fn branch_of(&self, id: Uuid) -> Uuid {
        let team = self.0.get(&id).filter(|branch| branch.is_team);
        team.and_then(|team| team.parent_id).map_or(id, |parent| parent.0)
    }

    /// The branch itself and its teams.
    pub(super) fn with_teams(&self, id: BranchId) -> Vec<Uuid> {
        let teams = self.0.keys().copied().filter(|other| *other != id.0 && self.branch_of(*other) == id.0);
        teams.chain([id.0]).collect()
    }
}
