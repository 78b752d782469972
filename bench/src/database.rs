//! A database with many open requests: made once by the demo plan, copied for the measurement.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use application::{AddressPolicy, App, Ids, PasswordCost, Settings, SystemClock, demo::Plan};
use sea_orm::{
    ConnectionTrait as _, Database as SeaOrm, DatabaseConnection, DbBackend, QueryResult, Statement, Value,
};
use uuid::Uuid;

use crate::{Failure, cluster::Cluster, script::Row, tell};

const SEEDED: &str = "seeded";
const WORK: &str = "work";
/// The server and the application in this process sign with the same key.
pub(crate) const SECRET: &str = "of benchmarks on loopback only, never of a real installation";

/// The working copy.
pub(crate) struct Database {
    pub backend: DbBackend,
    pub url: String,
    /// Files of the application
    pub files: PathBuf,
    pub connection: DatabaseConnection,
    pub cluster: Option<Cluster>,
}

impl Database {
    pub(crate) async fn sqlite(folder: &Path, plan: Plan) -> Result<Self, Failure> {
        let folder = folder.join("sqlite");
        fs::create_dir_all(&folder)?;
        let seeded = folder.join(format!("{SEEDED}-{}.db", plan.open_tickets));
        if !seeded.exists() {
            let half = folder.join("half.db");
            remove(&half)?;
            let url = format!("sqlite://{}", half.display());
            seed(&url, &folder, plan).await?;
            let connection = SeaOrm::connect(&url).await?;
            for statement in ["ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"] {
                connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, statement)).await?;
            }
            connection.close().await?;
            fs::rename(&half, &seeded)?;
        }
        let work = folder.join(format!("{WORK}.db"));
        remove(&work)?;
        fs::copy(&seeded, &work)?;
        let url = format!("sqlite://{}", work.display());
        let connection = SeaOrm::connect(&url).await?;
        Ok(Self { backend: DbBackend::Sqlite, url, files: folder.join("files"), connection, cluster: None })
    }

    pub(crate) async fn postgres(folder: &Path, plan: Plan) -> Result<Self, Failure> {
        let cluster = Cluster::start(&folder.join("postgres")).await?;
        let seeded = format!("{SEEDED}_{}", plan.open_tickets);
        let admin = SeaOrm::connect(cluster.url("postgres")).await?;
        let text = |sql: String| Statement::from_string(DbBackend::Postgres, sql);
        let known = format!("SELECT 1 FROM pg_database WHERE datname = '{seeded}'");
        let files = folder.join("postgres-files");
        if admin.query_one_raw(text(known)).await?.is_none() {
            let half = "half";
            admin.execute_raw(text(format!("DROP DATABASE IF EXISTS {half}"))).await?;
            admin.execute_raw(text(format!("CREATE DATABASE {half}"))).await?;
            seed(&cluster.url(half), &files, plan).await?;
            let connection = SeaOrm::connect(cluster.url(half)).await?;
            connection.execute_unprepared("VACUUM (ANALYZE)").await?;
            connection.close().await?;
            admin.execute_raw(text(format!("ALTER DATABASE {half} RENAME TO {seeded}"))).await?;
        }
        admin.execute_raw(text(format!("DROP DATABASE IF EXISTS {WORK}"))).await?;
        admin.execute_raw(text(format!("CREATE DATABASE {WORK} TEMPLATE {seeded}"))).await?;
        admin.execute_unprepared("CHECKPOINT").await?;
        admin.close().await?;
        let url = cluster.url(WORK);
        let connection = SeaOrm::connect(&url).await?;
        Ok(Self { backend: DbBackend::Postgres, url, files, connection, cluster: Some(cluster) })
    }

    pub(crate) const fn name(&self) -> &'static str {
        match self.backend {
            DbBackend::Postgres => "PostgreSQL",
            _ => "SQLite",
        }
    }

    /// An application of this process on the database.
    pub(crate) async fn application(&self) -> Result<App, Failure> {
        Ok(App::open(settings(&self.url, &self.files), Arc::new(SystemClock), Ids::random()).await?)
    }

    /// Rows by column. `?` stands for a value.
    pub(crate) async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Failure> {
        let found = self.connection.query_all_raw(self.statement(sql, values)).await?;
        found.iter().map(row).collect()
    }

    /// Says how many rows it changed.
    pub(crate) async fn change(&self, sql: &str, values: Vec<Value>) -> Result<u64, Failure> {
        Ok(self.connection.execute_raw(self.statement(sql, values)).await?.rows_affected())
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        let mut text = String::with_capacity(sql.len());
        for (place, part) in sql.split('?').enumerate() {
            match (place, self.backend) {
                (0, _) => {}
                (place, DbBackend::Postgres) => text.push_str(&format!("${place}")),
                _ => text.push('?'),
            }
            text.push_str(part);
        }
        Statement::from_sql_and_values(self.backend, text, values)
    }

    pub(crate) async fn version(&self) -> Result<String, Failure> {
        if let Some(cluster) = &self.cluster {
            return cluster.version();
        }
        let rows = self.rows("SELECT sqlite_version() AS version", Vec::new()).await?;
        match rows.first().and_then(|row| row.get("version")) {
            Some(Value::String(Some(version))) => Ok(format!("SQLite {version}")),
            _ => Err("SQLite does not say its version".into()),
        }
    }
}

fn remove(database: &Path) -> Result<(), Failure> {
    for end in ["", "-wal", "-shm"] {
        let mut name = database.as_os_str().to_owned();
        name.push(end);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

fn settings(url: &str, files: &Path) -> Settings {
    Settings {
        database_url: url.to_owned(),
        files: files.to_owned(),
        secret: SECRET.as_bytes().to_vec(),
        max_upload: 20 << 20,
        frequent_word: application::FREQUENT_WORD,
        password_cost: PasswordCost::default(),
        webhooks: AddressPolicy::default(),
        mail: application::mailbox::MailPolicy::default(),
    }
}

async fn seed(url: &str, files: &Path, plan: Plan) -> Result<(), Failure> {
    let begun = Instant::now();
    tell(&format!("making {} open requests …", plan.open_tickets));
    let app = App::start(settings(url, files), Arc::new(SystemClock), Ids::random()).await?;
    let loaded = app.load_plan(plan).await?;
    app.db().clone().close().await?;
    tell(&format!(
        "{} requests, {} units in {:.0} s",
        loaded.tickets,
        loaded.units,
        begun.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// The types that the schema knows. The order matters on SQLite, where a text of sixteen bytes could be an id.
fn row(found: &QueryResult) -> Result<Row, Failure> {
    let mut row = Row::new();
    for column in found.column_names() {
        let name = column.as_str();
        let value = if let Ok(number) = found.try_get::<Option<i64>>("", name) {
            Value::from(number)
        } else if let Ok(text) = found.try_get::<Option<String>>("", name) {
            text.into()
        } else if let Ok(truth) = found.try_get::<Option<bool>>("", name) {
            truth.into()
        } else if let Ok(id) = found.try_get::<Option<Uuid>>("", name) {
            id.into()
        } else {
            // of a type that no statement of ours sends, like a tsvector
            continue;
        };
        row.insert(column, value);
    }
    Ok(row)
}
