use contract::{access::BranchView, page::Page};
use kit::{
    api::use_api,
    session::use_session,
    state::{Query, use_query},
    ui::Choice,
};
use leptos::prelude::*;

/// Every branch; a short list, loaded at once.
pub(crate) fn use_branches() -> Query<Vec<BranchView>> {
    let api = use_api();
    use_query(move || async move { Ok(api.get::<Page<BranchView>>("/branches").await?.items) })
}

/// The branches as choices, those below others indented.
pub(crate) fn branch_choices(branches: Query<Vec<BranchView>>) -> Signal<Vec<Choice>> {
    Signal::derive(move || branches.signal().with(|all| all.as_deref().map(in_tree).unwrap_or_default()))
}

/// The branch of the person's first role.
pub(crate) fn own_branch() -> String {
    let user = use_session().user_untracked();
    user.and_then(|user| user.roles.first().map(|grant| grant.branch_id.to_string())).unwrap_or_default()
}

/// The tree as choices, each level indented by a wide blank.
fn in_tree(all: &[BranchView]) -> Vec<Choice> {
    let choice = |(depth, branch): (usize, &BranchView)| {
        Choice::new(branch.id.to_string(), format!("{}{}", "\u{3000}".repeat(depth), branch.name))
    };
    tree(all).into_iter().map(choice).collect()
}

/// Parents before their children, each with its depth.
pub(super) fn tree(all: &[BranchView]) -> Vec<(usize, &BranchView)> {
    let mut ordered = Vec::with_capacity(all.len());
    let is_root = |branch: &&BranchView| {
        branch.parent_id.is_none_or(|parent| !all.iter().any(|other| other.id == parent))
    };
    for root in all.iter().filter(is_root) {
        put(root, all, 0, &mut ordered);
    }
    ordered
}

fn put<'a>(
    branch: &'a BranchView,
    all: &'a [BranchView],
    depth: usize,
    ordered: &mut Vec<(usize, &'a BranchView)>,
) {
    // a tree that bites its tail would never end
    if depth > 8 {
        return;
    }
    ordered.push((depth, branch));
    for below in all.iter().filter(|other| other.parent_id == Some(branch.id)) {
        put(below, all, depth + 1, ordered);
    }
}

#[cfg(test)]
mod tests {
    use contract::access::BranchKind;

    use super::*;

    fn branch(id: u8, parent: Option<u8>, name: &str) -> BranchView {
        let key = |n: u8| format!("00000000-0000-0000-0000-0000000000{n:02x}").parse().unwrap();
        BranchView {
            id: key(id),
            code: name.to_owned(),
            name: name.to_owned(),
            kind: BranchKind::Branch,
            parent_id: parent.map(key),
            calendar_code: None,
            areas: Vec::new(),
            version: 1,
        }
    }

    fn names(all: &[BranchView]) -> Vec<String> {
        in_tree(all).into_iter().map(|choice| choice.label).collect()
    }

    #[test]
    fn children_stand_below_their_parents() {
        let all = [
            branch(2, Some(1), "济南"),
            branch(1, None, "总部"),
            branch(4, Some(2), "一组"),
            branch(3, Some(1), "成都"),
        ];
        assert_eq!(names(&all), ["总部", "　济南", "　　一组", "　成都"]);
    }

    #[test]
    fn a_branch_whose_parent_is_out_of_sight_stands_alone() {
        assert_eq!(names(&[branch(2, Some(1), "济南")]), ["济南"]);
    }
}
