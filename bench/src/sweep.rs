//! The sweep of thresholds: how long it takes until everything that is due has fired, and the same statements in raw SQL.

use std::time::{Duration, Instant};

use sea_orm::{
    DbBackend, Value,
    sqlx::{self, Arguments as _, postgres::PgArguments},
};

use crate::{
    Failure,
    database::Database,
    raw_sqlite,
    script::{self, Row, Sample, Statement, Term},
};

/// As many as the server takes in one transaction.
const BATCH: u64 = 200;
/// A hundred years: what is moved back so far is due, and stays different from its neighbours.
const LONG_AGO: i64 = 3_155_760_000_000;

/// How long it takes to fire what is due.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sweep {
    pub due: u64,
    pub ours: Duration,
    pub raw: Duration,
}

/// The server must not run: it would fire them first.
pub(crate) async fn measure(
    database: &Database,
    due: u64,
    rounds: usize,
    first: u64,
) -> Result<Sweep, Failure> {
    let app = database.application().await?;
    // what has become due meanwhile, and the statements for the first time
    app.fire_due_thresholds().await?;
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for round in 0..rounds.max(1) {
        make_due(database, due).await?;
        let begun = Instant::now();
        let fired = app.fire_due_thresholds().await?;
        ours.push(begun.elapsed());
        if fired < due {
            return Err(format!("{fired} of {due} thresholds fired").into());
        }
        let told = told(database, due).await?;
        make_due(database, due).await?;
        let batches = batches(database, &told, first).await?;
        raw.push(run(database, &batches, first + ((round as u64) << 30)).await?);
        // whatever the raw statements left undone would flatter them
        let left = "SELECT ticket_id FROM threshold WHERE fired_at IS NULL AND fire_at < 0";
        let left = database.rows(left, Vec::new()).await?.len();
        if left > 0 {
            return Err(format!("the raw sweep left {left} of {due} thresholds").into());
        }
        app.fire_due_thresholds().await?;
    }
    app.db().clone().close().await?;
    Ok(Sweep { due, ours: middle(ours), raw: middle(raw) })
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

async fn make_due(database: &Database, due: u64) -> Result<(), Failure> {
    let place = if database.backend == DbBackend::Postgres { "ctid" } else { "rowid" };
    let sql = format!(
        "UPDATE threshold SET fire_at = fire_at - {LONG_AGO} WHERE {place} IN \
         (SELECT {place} FROM threshold WHERE fired_at IS NULL AND fire_at > 0 ORDER BY fire_at LIMIT {due})"
    );
    match database.change(&sql, Vec::new()).await? {
        made if made == due => Ok(()),
        made => Err(format!("only {made} of {due} thresholds could be made due").into()),
    }
}

/// What the server's own sweep has just written, in the order of writing.
struct Told {
    events: Vec<Row>,
    outbox: Vec<Row>,
    days: Vec<Row>,
}

async fn told(database: &Database, due: u64) -> Result<Told, Failure> {
    let newest =
        |table: &str, order: &str| format!("SELECT * FROM {table} ORDER BY {order} DESC LIMIT {due}");
    let days = "SELECT * FROM day_rollup WHERE day = (SELECT max(day) FROM day_rollup)";
    Ok(Told {
        events: database.rows(&newest("ticket_event", "id"), Vec::new()).await?,
        outbox: database.rows(&newest("outbox", "seq"), Vec::new()).await?,
        days: database.rows(days, Vec::new()).await?,
    })
}

/// The statements of every batch: the thresholds that are due, and rows as the server wrote them.
async fn batches(database: &Database, told: &Told, first: u64) -> Result<Vec<Vec<Statement>>, Failure> {
    let now = i64::try_from(first >> 20)?;
    let due = "SELECT * FROM threshold WHERE fired_at IS NULL AND fire_at <= ? ORDER BY fire_at";
    let due = database.rows(due, vec![now.into()]).await?;
    let size = usize::try_from(BATCH)?;
    let parts = due.chunks(size).zip(told.events.chunks(size)).zip(told.outbox.chunks(size));
    parts
        .map(|((due, events), outbox)| {
            let mut sample = Sample::default();
            sample.rows.insert("now", vec![[("at".to_owned(), now.into())].into()]);
            sample.rows.insert("threshold", due.to_vec());
            sample.rows.insert("ticket_event", events.to_vec());
            sample.rows.insert("day_rollup", passed(outbox, &told.days));
            sample.rows.insert("outbox", outbox.to_vec());
            script::fill(script::SWEEP, database.backend, &sample)
        })
        .collect()
}

/// Today's counts of the branches of which a deadline has passed.
fn passed(outbox: &[Row], days: &[Row]) -> Vec<Row> {
    let is_deadline = |row: &&Row| matches!(row.get("data"), Some(Value::String(Some(data))) if data.contains("\"percent\":100"));
    let branches: Vec<Option<&Value>> =
        outbox.iter().filter(is_deadline).map(|row| row.get("branch_id")).collect();
    days.iter().filter(|day| branches.contains(&day.get("branch_id"))).cloned().collect()
}

async fn run(database: &Database, batches: &[Vec<Statement>], first: u64) -> Result<Duration, Failure> {
    if database.backend == DbBackend::Postgres {
        return run_postgres(database, batches, first).await;
    }
    let pool = raw_sqlite::pool(&database.url, 1).await?;
    let prepared: Vec<Vec<_>> =
        batches.iter().map(|batch| batch.iter().map(raw_sqlite::prepared).collect()).collect();
    let mut connection = pool.acquire().await?;
    let begun = Instant::now();
    for (place, batch) in prepared.iter().enumerate() {
        raw_sqlite::transaction(&mut connection, batch, first + place as u64 * script::ROOM).await?;
    }
    let spent = begun.elapsed();
    drop(connection);
    pool.close().await;
    Ok(spent)
}

/// A batch has more values than pgbench can bind, so that this is sqlx, too.
async fn run_postgres(
    database: &Database,
    batches: &[Vec<Statement>],
    first: u64,
) -> Result<Duration, Failure> {
    let mut connection = database.connection.get_postgres_connection_pool().acquire().await?;
    let numbered: Vec<Vec<(sqlx::SqlStr, &Statement)>> = batches
        .iter()
        .map(|batch| {
            batch
                .iter()
                .map(|statement| {
                    (sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(numbered(statement))), statement)
                })
                .collect()
        })
        .collect();
    let begun = Instant::now();
    for (place, batch) in numbered.iter().enumerate() {
        for (text, statement) in batch {
            let arguments = arguments(&statement.terms, first + place as u64 * script::ROOM)?;
            let query = sqlx::query_with(text.clone(), arguments);
            if statement.is_query() {
                query.fetch_all(&mut *connection).await?;
            } else {
                query.execute(&mut *connection).await?;
            }
        }
    }
    Ok(begun.elapsed())
}

fn numbered(statement: &Statement) -> String {
    let mut text = String::new();
    for (place, part) in statement.texts.iter().enumerate() {
        if place > 0 {
            text.push_str(&format!("${place}"));
        }
        text.push_str(part);
    }
    text
}

fn arguments(terms: &[Term], number: u64) -> Result<PgArguments, Failure> {
    let mut arguments = PgArguments::default();
    for term in terms {
        let value = match term {
            Term::Fixed(value) => value.clone(),
            Term::Fresh(fresh) => fresh.value(number),
        };
        match value {
            Value::BigInt(number) => arguments.add(number),
            Value::Bool(truth) => arguments.add(truth),
            Value::Uuid(id) => arguments.add(id),
            Value::String(text) => arguments.add(text),
            other => return Err(format!("a value that no statement sends: {other:?}").into()),
        }?;
    }
    Ok(arguments)
}
