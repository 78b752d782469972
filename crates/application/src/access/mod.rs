//! People, roles, branches, sign-in, API keys.

mod absences;
mod account;
pub(crate) mod api_keys;
mod area_owner;
mod audit_trail;
mod authenticate;
pub(crate) mod authorities;
pub(crate) mod branch_tree;
pub(crate) mod branches;
mod caller;
mod failures;
pub(crate) mod passwords;
pub(crate) mod seed;
mod sessions;
mod sign_in;
pub(crate) mod staff;
pub(crate) mod store;
pub(crate) mod tokens;
pub(crate) mod unknown_names;
pub(crate) mod users;
mod working_person;

pub(crate) use account::Account;
pub(crate) use area_owner::area_owner;
pub use caller::Caller;
pub use passwords::PasswordCost;
pub(crate) use working_person::active_person;
