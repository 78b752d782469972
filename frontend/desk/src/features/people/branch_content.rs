//! What stands in the form of a branch, as plain data.

use contract::access::{BranchKind, BranchView, SaveBranch, ServiceAreaInput, ServiceAreaView};

use crate::features::form::filled;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct BranchContent {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) parent_id: String,
    pub(super) calendar_code: String,
    pub(super) areas: Vec<AreaContent>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AreaContent {
    pub(super) region_prefix: String,
    pub(super) owner_id: String,
    pub(super) owner: String,
    pub(super) deputy_id: String,
    pub(super) deputy: String,
}

impl BranchContent {
    pub(super) fn blank() -> Self {
        Self { kind: BranchKind::Branch.as_str().to_owned(), ..Self::default() }
    }

    pub(super) fn of(branch: &BranchView) -> Self {
        let area = |area: &ServiceAreaView| AreaContent {
            region_prefix: area.region_prefix.clone(),
            owner_id: area.owner_id.to_string(),
            owner: area.owner_name.clone(),
            deputy_id: area.deputy_id.map(|id| id.to_string()).unwrap_or_default(),
            deputy: area.deputy_name.clone().unwrap_or_default(),
        };
        Self {
            code: branch.code.clone(),
            name: branch.name.clone(),
            kind: branch.kind.as_str().to_owned(),
            parent_id: branch.parent_id.map(|id| id.to_string()).unwrap_or_default(),
            calendar_code: branch.calendar_code.clone().unwrap_or_default(),
            areas: branch.areas.iter().map(area).collect(),
        }
    }

    /// The request, or the pointers of what is not chosen.
    pub(super) fn request(&self) -> Result<SaveBranch, Vec<String>> {
        let mut areas = Vec::new();
        let mut wrong = Vec::new();
        for (at, line) in self.areas.iter().enumerate() {
            match line.owner_id.parse() {
                Ok(owner_id) => areas.push(ServiceAreaInput {
                    region_prefix: line.region_prefix.trim().to_owned(),
                    owner_id,
                    deputy_id: line.deputy_id.parse().ok(),
                }),
                Err(_) => wrong.push(format!("/areas/{at}/owner_id")),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(SaveBranch {
            code: self.code.trim().to_owned(),
            name: self.name.trim().to_owned(),
            kind: BranchKind::parse(&self.kind).unwrap_or(BranchKind::Branch),
            parent_id: self.parent_id.parse().ok(),
            calendar_code: filled(&self.calendar_code),
            areas,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_needs_somebody_responsible() {
        let mut content = BranchContent::blank();
        content.areas = vec![AreaContent { region_prefix: "3205".into(), ..AreaContent::default() }];
        assert_eq!(content.request().unwrap_err(), ["/areas/0/owner_id"]);
        content.areas[0].owner_id = "0192f3a4-7c00-7000-8000-0000000000b1".into();
        assert_eq!(content.request().unwrap().areas.len(), 1);
    }
}
