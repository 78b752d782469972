//! What stands in the form of a person, as plain data.

use contract::access::{CreateUser, GrantInput, UpdateUser, UserView};
use serde::{Deserialize, Serialize};

use crate::features::form::filled;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UserContent {
    pub(super) account: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) password: String,
    pub(super) active: bool,
    pub(super) grants: Vec<GrantContent>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct GrantContent {
    pub(super) role: String,
    pub(super) branch_id: String,
}

impl UserContent {
    /// A blank form with one role to choose, at the person's own branch.
    pub(super) fn blank(branch_id: String) -> Self {
        Self {
            active: true,
            grants: vec![GrantContent { role: String::new(), branch_id }],
            ..Self::default()
        }
    }

    pub(super) fn of(user: &UserView) -> Self {
        let grant = |grant: &contract::access::GrantView| GrantContent {
            role: grant.role.as_str().to_owned(),
            branch_id: grant.branch_id.to_string(),
        };
        Self {
            account: user.account.clone(),
            name: user.name.clone(),
            phone: user.phone.clone().unwrap_or_default(),
            password: String::new(),
            active: user.active,
            grants: user.roles.iter().map(grant).collect(),
        }
    }

    /// The roles, or the pointers of what is not chosen.
    fn grants(&self) -> Result<Vec<GrantInput>, Vec<String>> {
        let mut wrong = Vec::new();
        let mut grants = Vec::new();
        for (at, line) in self.grants.iter().enumerate() {
            match (line.role.parse(), line.branch_id.parse()) {
                (Ok(role), Ok(branch_id)) => grants.push(GrantInput { role, branch_id }),
                (role, branch) => {
                    wrong.extend(role.is_err().then(|| format!("/grants/{at}/role")));
                    wrong.extend(branch.is_err().then(|| format!("/grants/{at}/branch_id")));
                }
            }
        }
        if wrong.is_empty() { Ok(grants) } else { Err(wrong) }
    }

    /// # Errors
    /// The pointers of what is not chosen.
    pub(super) fn create(&self) -> Result<CreateUser, Vec<String>> {
        Ok(CreateUser {
            account: self.account.trim().to_owned(),
            name: self.name.trim().to_owned(),
            password: self.password.clone(),
            phone: filled(&self.phone),
            grants: self.grants()?,
        })
    }

    /// # Errors
    /// The pointers of what is not chosen.
    pub(super) fn update(&self) -> Result<UpdateUser, Vec<String>> {
        let (name, phone) = (self.name.trim().to_owned(), filled(&self.phone));
        Ok(UpdateUser { name, phone, active: self.active, grants: self.grants()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_needs_its_branch() {
        let mut content = UserContent::blank(String::new());
        content.grants.push(GrantContent { role: "engineer".into(), branch_id: "x".into() });
        assert_eq!(
            content.create().unwrap_err(),
            ["/grants/0/role", "/grants/0/branch_id", "/grants/1/branch_id"]
        );
    }

    #[test]
    fn a_blank_phone_is_none() {
        let id = "0192f3a4-7c00-7000-8000-0000000000b1";
        let mut content =
            UserContent { name: " 李娜 ".into(), phone: " ".into(), ..UserContent::blank(id.into()) };
        content.grants[0].role = "engineer".into();
        let update = content.update().unwrap();
        assert_eq!((update.name.as_str(), update.phone, update.active), ("李娜", None, true));
    }
}
