//! The few words of DDL in which SQLite and PostgreSQL differ.

use sea_orm_migration::{
    SchemaManager,
    sea_orm::{ConnectionTrait, DbBackend, DbErr},
};

/// Runs `;`-separated statements after replacing `{uuid}` and `{serial}` with the backend's words.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    let (uuid, serial) = match manager.get_database_backend() {
        DbBackend::Postgres => ("uuid", "bigserial PRIMARY KEY"),
        // AUTOINCREMENT: a feed position is never given twice, not even after a deletion
        _ => ("blob", "integer PRIMARY KEY AUTOINCREMENT"),
    };
    for statement in statements.split(';').map(str::trim).filter(|s| !s.is_empty()) {
        let statement = statement.replace("{uuid}", uuid).replace("{serial}", serial);
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

pub(crate) fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}
