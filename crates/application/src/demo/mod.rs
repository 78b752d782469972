//! Demo data: the company 华钧装备股份有限公司 with branches, people, customers, machines and a living history of requests.
//!
//! Everything follows from a seed and the clock: the same seed and the same `now` give the same data. Requests are not
//! written down but played: every step is a command of the domain at its own time, so that timeline, clocks, charge
//! decisions and signatures are what the application itself would have made. What was due in the past has fired; the
//! feed holds the events of the last three days.

mod arrivals;
mod chance;
mod company;
mod course;
mod customers;
mod geography;
mod history;
mod life;
mod load;
mod machines;
mod names;
mod opening;
mod plan;
mod script;
mod signature;
mod story;
mod symptoms;
#[cfg(test)]
mod tests;
mod words;
mod world;

use contract::access::UserQuery;
use domain::kernel::{Line, Prose};

pub use self::plan::{Plan, Size, SizeError};
use crate::{App, AppError, Caller};

/// The password of every demo account.
pub const PASSWORD: &str = "huajun-2026-demo";

/// What was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    pub users: u64,
    pub customers: u64,
    pub units: u64,
    pub tickets: u64,
}

/// A demo sign-in with the person behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    pub account: String,
    /// Name, role and branch
    pub who: String,
}

impl App {
    /// Loads demo data into a database without people.
    ///
    /// # Errors
    /// 409 when there are people already; else when the database fails.
    pub async fn load_demo(&self, size: Size) -> Result<Loaded, AppError> {
        self.load_plan(size.into()).await
    }

    /// The sign-ins to try the demo with; none when the database holds no demo data.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn demo_accounts(&self) -> Result<Vec<DemoAccount>, AppError> {
        let mut list = Vec::with_capacity(company::KNOWN.len());
        for known in company::KNOWN {
            let query = UserQuery {
                limit: Some(100),
                cursor: None,
                q: Some(known.account.to_owned()),
                role: Some(known.role),
                branch_id: None,
                serves_branch: None,
                active: Some(true),
            };
            let found = self.list_users(&Caller::system(), &query).await?;
            let Some(user) =
                found.items.into_iter().find(|u| u.account == known.account && u.name == known.name)
            else {
                return Ok(Vec::new());
            };
            let at = user.roles.first().map_or("", |grant| grant.branch_name.as_str());
            list.push(DemoAccount {
                account: user.account,
                who: format!("{} {} {at}", known.name, known.role.zh()),
            });
        }
        Ok(list)
    }
}

fn line(text: &str) -> Result<Line, AppError> {
    Line::parse(text).map_err(|error| AppError::inconsistent("demo", text, error))
}

fn prose(text: &str) -> Result<Prose, AppError> {
    Prose::parse(text).map_err(|error| AppError::inconsistent("demo", text, error))
}
