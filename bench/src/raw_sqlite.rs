//! Prepared statements of SQLite through sqlx, without the ORM: connections and durability as the server's own.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{
    Value,
    sqlx::{
        self, SqlStr, SqliteConnection, SqlitePool,
        sqlite::{SqliteArguments, SqliteConnectOptions, SqlitePoolOptions},
    },
};

use crate::{
    Failure,
    load::Load,
    script::{Fresh, ROOM, Statement, Term},
};

/// As in the application's `db`: one writer, four readers.
const READERS: u32 = 4;

/// Text that is ready to be sent, and what it takes.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    text: SqlStr,
    terms: Vec<Term>,
    is_query: bool,
}

pub(crate) fn prepared(statement: &Statement) -> Prepared {
    let is_query = statement.is_query();
    let text: Arc<str> = statement.shape().into();
    Prepared {
        text: sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(text)),
        terms: statement.terms.clone(),
        is_query,
    }
}

pub(crate) async fn pool(url: &str, connections: u32) -> Result<SqlitePool, Failure> {
    let options: SqliteConnectOptions = url.parse()?;
    let options = options
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "FULL")
        .pragma("foreign_keys", "ON")
        .pragma("busy_timeout", "10000")
        .pragma("cache_size", "-8000")
        .pragma("temp_store", "MEMORY")
        .pragma("journal_size_limit", "67108864")
        .statement_cache_capacity(200);
    let pool = SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false);
    Ok(pool.acquire_timeout(Duration::from_secs(30)).connect_with(options).await?)
}

/// Transactions per second of `clients` that run the samples in turn.
pub(crate) async fn per_second(
    url: &str,
    load: Load,
    writes: bool,
    samples: &[Vec<Statement>],
    first: u64,
) -> Result<f64, Failure> {
    let pool = pool(url, if writes { 1 } else { READERS }).await?;
    let samples: Arc<Vec<Vec<Prepared>>> =
        Arc::new(samples.iter().map(|sample| sample.iter().map(prepared).collect()).collect());
    let begun = Instant::now() + load.warm_up;
    let clients: Vec<_> = (0..load.clients)
        .map(|client| {
            let (pool, samples) = (pool.clone(), Arc::clone(&samples));
            tokio::spawn(async move { one_client(&pool, load, &samples, client, first, begun).await })
        })
        .collect();
    let mut count = 0;
    for client in clients {
        count += client.await??;
    }
    pool.close().await;
    Ok(count as f64 / load.measured.as_secs_f64())
}

async fn one_client(
    pool: &SqlitePool,
    load: Load,
    samples: &[Vec<Prepared>],
    client: usize,
    first: u64,
    begun: Instant,
) -> Result<u64, Failure> {
    let mut count = 0;
    let mut turn = client * samples.len() / load.clients.max(1);
    let mut number = first + client as u64 * ROOM;
    loop {
        let sent = Instant::now();
        let mut connection = pool.acquire().await?;
        transaction(&mut connection, &samples[turn % samples.len()], number).await?;
        drop(connection);
        if Instant::now() >= begun + load.measured {
            return Ok(count);
        }
        count += u64::from(sent >= begun);
        turn += 1;
        number += load.clients as u64 * ROOM;
    }
}

pub(crate) async fn transaction(
    connection: &mut SqliteConnection,
    statements: &[Prepared],
    number: u64,
) -> Result<(), Failure> {
    for statement in statements {
        let query = sqlx::query_with(statement.text.clone(), arguments(&statement.terms, number)?);
        if statement.is_query {
            query.fetch_all(&mut *connection).await?;
        } else {
            query.execute(&mut *connection).await?;
        }
    }
    Ok(())
}

fn arguments(terms: &[Term], number: u64) -> Result<SqliteArguments, Failure> {
    use sqlx::Arguments as _;
    let mut arguments = SqliteArguments::default();
    for term in terms {
        let made;
        let value = match term {
            Term::Fixed(value) => value,
            Term::Fresh(fresh) => {
                made = Fresh::value(*fresh, number);
                &made
            }
        };
        match value {
            Value::BigInt(number) => arguments.add(*number),
            Value::Bool(truth) => arguments.add(*truth),
            Value::Uuid(id) => arguments.add(*id),
            Value::String(text) => arguments.add(text.clone()),
            other => return Err(format!("a value that no statement sends: {other:?}").into()),
        }?;
    }
    Ok(arguments)
}
