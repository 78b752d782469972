//! Head office, branches, teams: who lies below whom.

use std::collections::{BTreeSet, HashMap};

use domain::kernel::BranchId;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::store::branch;
use crate::AppError;

/// The parent of every branch.
#[derive(Debug, Clone, Default)]
pub(crate) struct BranchTree(HashMap<Uuid, Option<Uuid>>);

impl BranchTree {
    pub(crate) async fn read<C: ConnectionTrait>(conn: &C) -> Result<Self, AppError> {
        let pairs: Vec<(Uuid, Option<Uuid>)> = branch::Entity::find()
            .select_only()
            .columns([branch::Column::Id, branch::Column::ParentId])
            .order_by_asc(branch::Column::Id)
            .into_tuple()
            .all(conn)
            .await?;
        Ok(Self(pairs.into_iter().collect()))
    }

    pub(crate) fn contains(&self, branch: BranchId) -> bool {
        self.0.contains_key(&branch.0)
    }

    /// The branch and those above it, nearest first.
    pub(crate) fn up_from(&self, branch: BranchId) -> Vec<BranchId> {
        let mut path = vec![branch];
        let mut at = branch.0;
        while let Some(Some(parent)) = self.0.get(&at) {
            if path.contains(&BranchId(*parent)) {
                break;
            }
            path.push(BranchId(*parent));
            at = *parent;
        }
        path
    }

    /// Every branch below, in a stable order, without the branch itself.
    pub(crate) fn below(&self, branch: BranchId) -> Vec<BranchId> {
        let below: BTreeSet<Uuid> = self
            .0
            .keys()
            .copied()
            .filter(|id| *id != branch.0 && self.up_from(BranchId(*id)).contains(&branch))
            .collect();
        below.into_iter().map(BranchId).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(pairs: &[(u128, Option<u128>)]) -> BranchTree {
        BranchTree(pairs.iter().map(|(id, up)| (Uuid::from_u128(*id), up.map(Uuid::from_u128))).collect())
    }

    fn id(n: u128) -> BranchId {
        BranchId(Uuid::from_u128(n))
    }

    #[test]
    fn goes_up_and_down() {
        let tree = tree(&[(1, None), (2, Some(1)), (3, Some(2)), (4, Some(1))]);
        assert_eq!(tree.up_from(id(3)), [id(3), id(2), id(1)]);
        assert_eq!(tree.below(id(1)), [id(2), id(3), id(4)]);
        assert_eq!(tree.below(id(3)), []);
    }

    #[test]
    fn a_circle_ends() {
        let tree = tree(&[(1, Some(2)), (2, Some(1))]);
        assert_eq!(tree.up_from(id(1)), [id(1), id(2)]);
        assert_eq!(tree.below(id(1)), [id(2)]);
    }
}
