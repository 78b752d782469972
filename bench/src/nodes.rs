//! Two nodes on one PostgreSQL, one of which is killed: how late thresholds fire, and that each fires once.

use std::{path::Path, time::Duration};

use application::{Clock as _, SystemClock};
use sea_orm::{ConnectionTrait as _, Value};

use crate::{Failure, database::Database, server::Server};

/// So many thresholds fall due over so long.
const DUE: u64 = 10_000;
const OVER_MILLIS: i64 = 10_000;
/// Until the first of them, when both nodes are up.
const AHEAD_MILLIS: i64 = 2_000;
/// In the middle of it one node is killed.
const KILLED_AFTER: Duration = Duration::from_millis(6_000);
const PATIENCE: Duration = Duration::from_secs(60);

/// How late the thresholds fired.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lateness {
    pub due: u64,
    pub median: Duration,
    pub p99: Duration,
    pub worst: Duration,
    /// Clocks that ran meanwhile
    pub running: i64,
}

/// # Errors
/// When a threshold did not fire, or fired twice.
pub(crate) async fn measure(database: &Database, binary: &Path, scratch: &Path) -> Result<Lateness, Failure> {
    let mut first = Server::start(binary, database, &scratch.join("first.log"))?;
    let second = Server::start(binary, database, &scratch.join("second.log"))?;
    let begun = SystemClock.now().millis();
    spread(database, begun + AHEAD_MILLIS).await?;
    tokio::time::sleep(KILLED_AFTER).await;
    first.kill()?;
    let until = tokio::time::Instant::now() + PATIENCE;
    while number(database, &moved("count(*) FILTER (WHERE fired_at IS NULL)"), Vec::new()).await? > 0 {
        if tokio::time::Instant::now() > until {
            return Err("thresholds did not fire after one of two nodes was killed".into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    drop(second);
    let fired = "SELECT count(*) AS n FROM threshold WHERE fired_at >= ?";
    let told =
        "SELECT count(*) AS n FROM ticket_event WHERE event_type = 'ticket.threshold_reached' AND at >= ?";
    let fired = number(database, fired, vec![begun.into()]).await?;
    let told = number(database, told, vec![begun.into()]).await?;
    if fired != told {
        return Err(format!("{fired} thresholds fired and {told} were told").into());
    }
    let late =
        |share: &str| moved(&format!("percentile_disc({share}) WITHIN GROUP (ORDER BY fired_at - fire_at)"));
    let running = "SELECT count(*) AS n FROM clock WHERE state = 'running'";
    Ok(Lateness {
        due: DUE,
        median: millis(number(database, &late("0.5"), Vec::new()).await?),
        p99: millis(number(database, &late("0.99"), Vec::new()).await?),
        worst: millis(number(database, &late("1"), Vec::new()).await?),
        running: number(database, running, Vec::new()).await?,
    })
}

/// Moves the thresholds that are farthest away to the next seconds, one after the other.
async fn spread(database: &Database, from: i64) -> Result<(), Failure> {
    let step = OVER_MILLIS / i64::try_from(DUE)?;
    let table = format!(
        "CREATE TABLE bench_moved AS SELECT ctid AS place, ticket_id, kind, cycle, percent, \
         {from} + {step} * row_number() OVER () AS fire_at \
         FROM (SELECT *, ctid FROM threshold WHERE fired_at IS NULL ORDER BY fire_at DESC LIMIT {DUE}) AS far"
    );
    database.connection.execute_unprepared("DROP TABLE IF EXISTS bench_moved").await?;
    database.connection.execute_unprepared(&table).await?;
    let sql = "UPDATE threshold SET fire_at = bench_moved.fire_at FROM bench_moved \
               WHERE threshold.ctid = bench_moved.place";
    match database.change(sql, Vec::new()).await? {
        DUE => Ok(()),
        other => Err(format!("only {other} of {DUE} thresholds could be moved").into()),
    }
}

fn moved(what: &str) -> String {
    format!(
        "SELECT {what} AS n FROM threshold JOIN bench_moved USING (ticket_id, kind, cycle, percent, fire_at)"
    )
}

async fn number(database: &Database, sql: &str, values: Vec<Value>) -> Result<i64, Failure> {
    let rows = database.rows(sql, values).await?;
    match rows.first().and_then(|row| row.get("n")) {
        Some(Value::BigInt(Some(number))) => Ok(*number),
        other => Err(format!("{sql}: {other:?}").into()),
    }
}

fn millis(late: i64) -> Duration {
    Duration::from_millis(u64::try_from(late).unwrap_or_default())
}
