//! Schema of Aftercare. One statement list serves SQLite and PostgreSQL; what must differ is written where it differs.
//!
//! Conventions: instants are `bigint` milliseconds UTC, dates ISO text, money `bigint` minor units, documents JSON text,
//! ids UUIDv7. An aggregate is one row: its document plus the columns that lists filter and sort by.

mod m20261123_000001_foundation;
mod m20261123_000002_unknown_names;
mod m20261124_000003_absences;
mod m20261124_000005_webhooks;
mod m20261124_000007_notifications;
mod m20261124_000008_reports;
mod m20261124_000010_mailbox;
mod m20261124_000012_contract_numbers;
mod m20261125_000013_channel_outcomes;
mod portable;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};

#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_foundation::Migration),
            Box::new(m20261123_000002_unknown_names::Migration),
            Box::new(m20261124_000003_absences::Migration),
            Box::new(m20261124_000005_webhooks::Migration),
            Box::new(m20261124_000007_notifications::Migration),
            Box::new(m20261124_000008_reports::Migration),
            Box::new(m20261124_000010_mailbox::Migration),
            Box::new(m20261124_000012_contract_numbers::Migration),
            Box::new(m20261125_000013_channel_outcomes::Migration),
        ]
    }
}
