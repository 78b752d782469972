//! Connections. SQLite: one writer, several readers, WAL. PostgreSQL: one pool.

use std::time::Duration;

use migrations::{Migrator, MigratorTrait as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

const READERS: u32 = 4;
const POOL: u32 = 16;

#[derive(Debug, Clone)]
pub struct Db {
    write: DatabaseConnection,
    read: DatabaseConnection,
}

impl Db {
    /// `sqlite://path` (made when absent) or `postgres://…`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        if url.starts_with("sqlite:") {
            Ok(Self { write: sqlite(url, 1).await?, read: sqlite(url, READERS).await? })
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(POOL)
                .min_connections(2)
                .acquire_timeout(Duration::from_secs(8))
                .test_before_acquire(false)
                .sqlx_logging(false);
            let pool = Database::connect(options).await?;
            Ok(Self { write: pool.clone(), read: pool })
        }
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        Migrator::up(&self.write, None).await?;
        if self.backend() == DbBackend::Postgres { self.keep_positions_growing().await } else { Ok(()) }
    }

    /// After a restore to another cluster, where transactions count from a lower number, new positions of the feed would
    /// lie below those that its readers have seen.
    async fn keep_positions_growing(&self) -> Result<(), DbErr> {
        let sql = "UPDATE feed_base SET base = base + ahead.rows + 1048576 \
                   FROM (SELECT COALESCE(max(seq), 0) - feed_position(pg_current_xact_id(), 0) AS rows FROM outbox) AS ahead \
                   WHERE ahead.rows >= 0";
        self.write.execute_unprepared(sql).await.map(|_| ())
    }

    /// Migrations that are not applied.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn pending_migrations(&self) -> Result<usize, DbErr> {
        Ok(Migrator::get_pending_migrations(&self.read).await?.len())
    }

    pub(crate) const fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    pub(crate) const fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// A write transaction; on SQLite it takes the write lock at once, so that it never fails half-way.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        match self.backend() {
            DbBackend::Sqlite => self.write.begin_with_options(options).await,
            _ => self.write.begin().await,
        }
    }

    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.write.get_database_backend()
    }

    /// Is the database there?
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.read.ping().await
    }

    /// Waits until every connection is returned and closes them.
    ///
    /// # Errors
    /// When a connection cannot be closed.
    pub async fn close(self) -> Result<(), DbErr> {
        let same = self.backend() != DbBackend::Sqlite;
        self.read.close().await?;
        if same { Ok(()) } else { self.write.close().await }
    }
}

async fn sqlite(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .pragma("journal_mode", "WAL")
            // an acknowledged write survives power loss
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("busy_timeout", "10000")
            // of each connection; behind it the pages are in the system's cache
            .pragma("cache_size", "-3000")
            .pragma("temp_store", "MEMORY")
            .pragma("journal_size_limit", "67108864")
            .statement_cache_capacity(200)
    });
    Database::connect(options).await
}
