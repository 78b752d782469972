//! Everything a request can refer to.

use domain::{kernel::Timestamp, warranty::Subject};

use super::{
    company::{Branch, Company},
    customers::Customer,
    machines::{Machine, Model},
    plan::Plan,
};
use crate::{AppError, sla::rules::Pinned};

#[derive(Debug)]
pub(super) struct World {
    pub plan: Plan,
    pub now: Timestamp,
    pub company: Company,
    pub models: Vec<Model>,
    pub customers: Vec<Customer>,
    pub natural_persons: u32,
    pub machines: Vec<Machine>,
    /// First and one past the last unit of each family
    pub ranges: Vec<(u32, u32)>,
    /// Rules of branches without and with their own calendar
    pub rules: Pinned,
    pub own_rules: Pinned,
}

impl World {
    pub(super) fn rules_of(&self, branch: &Branch) -> &Pinned {
        if branch.calendar.is_some() { &self.own_rules } else { &self.rules }
    }

    pub(super) fn subject(&self, machine: &Machine) -> Result<Subject, AppError> {
        machine.subject(&self.models, &self.customers, self.now)
    }

    pub(super) fn family_of(&self, machine: &Machine) -> &'static str {
        self.models[machine.model as usize].product.family.as_str()
    }
}
