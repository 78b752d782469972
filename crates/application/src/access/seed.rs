//! The first people and branches: of a new installation and of the demo data.

use contract::access::BranchKind;
use domain::{
    access::Role,
    assets::RegionPrefix,
    kernel::{Actor, BranchId, Line, UserId},
};
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};

use super::{
    Account,
    branches::{self, Area, CheckedBranch},
    sign_in::suitable,
    store::{branch, user_account},
    users::{self, NewUser},
};
use crate::{App, AppError, tx::Tx};

/// A branch without service areas; areas name people, who come later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SeedBranch<'a> {
    /// 2 to 6 capital letters or digits
    pub code: &'a str,
    pub name: &'a str,
    pub kind: BranchKind,
    pub parent: Option<BranchId>,
    pub calendar_code: Option<&'a str>,
}

/// A person with roles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SeedUser<'a> {
    pub account: &'a str,
    pub name: &'a str,
    pub phone: Option<&'a str>,
    /// Of [`App::hash_password`]: many people may share one hash
    pub password_hash: &'a str,
    pub roles: &'a [(Role, BranchId)],
}

pub(crate) async fn seed_branch(tx: &Tx<'_>, seed: SeedBranch<'_>) -> Result<BranchId, AppError> {
    let SeedBranch { code, name, kind, parent, calendar_code } = seed;
    let new = CheckedBranch {
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        parent_id: parent,
        calendar_code: calendar_code.map(ToOwned::to_owned),
        areas: Vec::new(),
    };
    branches::insert(tx, &new).await
}

pub(crate) async fn seed_user(tx: &Tx<'_>, seed: SeedUser<'_>) -> Result<UserId, AppError> {
    let account = Account::parse(seed.account).map_err(|e| AppError::invalid("/account", "format", e))?;
    let person = NewUser {
        account,
        name: seed.name.to_owned(),
        phone: seed.phone.map(ToOwned::to_owned),
        password_hash: seed.password_hash.to_owned(),
        grants: seed.roles.to_vec(),
    };
    users::insert(tx, person).await
}

/// `prefix`: two, four or six digits of an administrative division.
pub(crate) async fn seed_area(
    tx: &Tx<'_>,
    branch: BranchId,
    prefix: &str,
    owner: UserId,
    deputy: Option<UserId>,
) -> Result<(), AppError> {
    let prefix = RegionPrefix::parse(prefix)
        .map_err(|e| AppError::invalid("/region_prefix", "format", &e.to_string()))?;
    branches::insert_areas(tx, branch, &[Area { prefix, owner, deputy }]).await
}

impl App {
    /// The stored form of a password.
    ///
    /// # Errors
    /// When the hash cannot be computed.
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String, AppError> {
        self.passwords.hash(password, &self.ids).await
    }

    /// Whether nobody can sign in yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn has_no_users(&self) -> Result<bool, AppError> {
        let anybody = user_account::Entity::find().limit(1).one(self.db.read()).await?;
        Ok(anybody.is_none())
    }

    /// The first administrator of a new installation, at head office, which is made when there is no branch yet.
    ///
    /// # Errors
    /// 409 when there is a user already; 422 for an unsuitable account, name or password.
    pub async fn bootstrap_admin(
        &self,
        account: &str,
        name: &str,
        password: &str,
    ) -> Result<UserId, AppError> {
        let account = Account::parse(account).map_err(|e| AppError::invalid("/account", "format", e))?;
        let name = Line::parse(name).map_err(|e| AppError::invalid("/name", "format", &e.to_string()))?;
        suitable(password, account.as_str(), "/password")?;
        let password_hash = self.hash_password(password).await?;
        let tx = self.begin_system().await?;
        if user_account::Entity::find().limit(1).one(tx.conn()).await?.is_some() {
            return Err(AppError::AlreadyExists("user".to_owned()));
        }
        let first = branch::Entity::find().order_by_asc(branch::Column::Id).limit(1).one(tx.conn()).await?;
        let home = match first {
            Some(branch) => BranchId(branch.id),
            None => {
                let kind = BranchKind::HeadOffice;
                seed_branch(
                    &tx,
                    SeedBranch { code: "HQ", name: "总部", kind, parent: None, calendar_code: None },
                )
                .await?
            }
        };
        let name = name.as_str().to_owned();
        let grants = vec![(Role::Administrator, home)];
        let id = users::insert(&tx, NewUser { account, name, phone: None, password_hash, grants }).await?;
        tx.audit(
            &Actor::System,
            "user.created",
            "user",
            id,
            &serde_json::json!({ "why": "first_administrator" }),
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }
}
