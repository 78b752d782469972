//! Access (权限): roles, permissions, branch scope, and one pure [`can`]. The server enforces it and the screens ask it.

mod absence;
mod decide;
mod matrix;
mod permission;
mod principal;
mod role;
mod sign_in;

pub use absence::{Absence, AbsenceFault, AbsenceKind};
pub use decide::{AccessRule, Decision, Rows, can, can_anywhere, may_own, may_review, rows};
pub use matrix::matrix;
pub use permission::Permission;
pub use principal::{Authority, Grant, Principal, Resource, Scope};
pub use role::{Reach, Role};
pub use sign_in::{LockOut, PasswordFault, check_password};
