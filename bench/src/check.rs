//! The raw scripts are worth nothing when they are not what the server sends. PostgreSQL writes down what it is sent
//! while each operation runs once, and that must be the script, statement by statement.

use sea_orm::{ConnectionTrait as _, DbBackend};

use crate::{
    Failure,
    database::Database,
    http::Http,
    sample::{Operation, Operations},
    script,
    server::Server,
};

/// # Errors
/// When a script differs: with what the server sent, to be copied.
pub(crate) async fn same_statements(
    database: &Database,
    server: &Server,
    operations: &Operations,
) -> Result<(), Failure> {
    let Some(cluster) = &database.cluster else { return Ok(()) };
    let scripts = [
        ("create", script::CREATE, &operations.create),
        ("read", script::READ, &operations.read),
        ("list", script::LIST, &operations.list),
        ("search", script::SEARCH, &operations.search),
    ];
    let mut http = Http::connect(server.address)?;
    let mut wrong = String::new();
    for (name, script, operation) in scripts {
        // rules and rights are remembered for seconds: the second call needs none of them
        once(&mut http, operation, 0)?;
        log_statements(database, true).await?;
        let before = cluster.log()?.len();
        once(&mut http, operation, 1)?;
        log_statements(database, false).await?;
        let sent = sent(&cluster.log()?[before..]);
        let sample = operation.samples.first().ok_or("no sample")?;
        let expected: Vec<String> =
            script::fill(script, DbBackend::Postgres, sample)?.iter().map(|s| unquoted(&s.shape())).collect();
        let seen: Vec<String> = sent.iter().map(|text| unquoted(&without_numbers(text))).collect();
        if expected != seen {
            wrong.push_str(&format!(
                "\n-- {name}: the server sends\n{}\n-- the script has\n{}\n",
                sent.join(";\n"),
                expected.join(";\n")
            ));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("scripts in bench/sql are not what the server sends:\n{wrong}").into())
    }
}

fn once(http: &mut Http, operation: &Operation, turn: u8) -> Result<(), Failure> {
    let mut request = operation.requests.list.first().ok_or("no request")?.clone();
    if let Some(key) = operation.requests.key {
        let place = request.windows(key.len()).position(|part| part == key.as_bytes()).ok_or("no key")?;
        request[place] = b'a' + turn;
    }
    let answer = http.call(&request)?;
    if answer.is_success() { Ok(()) } else { Err(answer.text().into()) }
}

async fn log_statements(database: &Database, on: bool) -> Result<(), Failure> {
    let level = if on { "all" } else { "none" };
    // connections hear of it before their next statement
    database.connection.execute_unprepared(&format!("ALTER SYSTEM SET log_statement = '{level}'")).await?;
    database.connection.execute_unprepared("SELECT pg_reload_conf()").await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    Ok(())
}

/// What the server sent, without what it does on its own: transactions are taken or left as a whole.
fn sent(log: &str) -> Vec<String> {
    let mut units: Vec<(&str, Vec<String>)> = Vec::new();
    for (session, text) in log.lines().filter_map(statement) {
        let open = units.iter_mut().rev().find(|(known, _)| *known == session).filter(|(_, unit)| {
            unit.first().is_some_and(|first| first == "BEGIN")
                && unit.last().is_none_or(|last| last != "COMMIT" && last != "ROLLBACK")
        });
        match open {
            Some((_, unit)) => unit.push(text),
            None => units.push((session, vec![text])),
        }
    }
    let own = |text: &String| {
        [
            "log_statement",
            "pg_reload_conf",
            "feed_consumer",
            "\"notification\"",
            "\"webhook",
            "\"mailbox\"",
            "\"report_",
            "report_state",
            "FROM \"outbox\"",
        ]
        .iter()
        .any(|mark| text.contains(mark))
            || text.starts_with("NOTIFY")
            || (text.contains("FROM \"threshold\"") && text.starts_with("SELECT"))
    };
    units.into_iter().map(|(_, unit)| unit).filter(|unit| !unit.iter().any(own)).flatten().collect()
}

/// Session and text of a line of the log.
fn statement(line: &str) -> Option<(&str, String)> {
    let (head, rest) = line.split_once("LOG:  ")?;
    let text = rest.strip_prefix("execute ").or_else(|| rest.strip_prefix("statement"))?.split_once(": ")?.1;
    Some((head.split_once('[')?.1.split_once(']')?.0, text.trim().to_owned()))
}

/// `$1`, `$2` as `?`.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '$' && chars.peek().is_some_and(char::is_ascii_digit) {
            while chars.peek().is_some_and(char::is_ascii_digit) {
                chars.next();
            }
            out.push('?');
        } else {
            out.push(c);
        }
    }
    out
}

/// Equal but for the literals and for values that are nothing.
fn unquoted(text: &str) -> String {
    let literals: String = text.split('\'').step_by(2).collect::<Vec<_>>().join("''");
    literals.replace("NULL,", "?,").replace("NULL)", "?)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_literals_do_not_count() {
        assert_eq!(without_numbers("a = $12 AND b = $3"), "a = ? AND b = ?");
        assert_eq!(
            unquoted("x @@ to_tsquery('simple', '9ad8x6e29') AND (?, NULL)"),
            "x @@ to_tsquery('', '') AND (?, ?)"
        );
    }

    #[test]
    fn the_log_is_read() {
        let log = "2026 UTC [1] LOG:  execute sqlx_s_1: SELECT 1 WHERE a = $1\n2026 UTC [1] DETAIL:  parameters: $1 = '4'\n\
                   2026 UTC [1] LOG:  statement: BEGIN\n2026 UTC [2] LOG:  statement: SELECT pg_reload_conf()\n";
        assert_eq!(sent(log), ["SELECT 1 WHERE a = $1", "BEGIN"]);
    }

    #[test]
    fn what_the_server_does_beside_a_request_is_left_out_as_a_whole() {
        let log = "2026 UTC [1] LOG:  statement: BEGIN\n2026 UTC [2] LOG:  statement: BEGIN\n\
                   2026 UTC [2] LOG:  execute s: SELECT 1 FROM \"feed_consumer\"\n2026 UTC [1] LOG:  execute s: INSERT\n\
                   2026 UTC [2] LOG:  execute s: SELECT 2\n2026 UTC [1] LOG:  statement: COMMIT\n\
                   2026 UTC [2] LOG:  statement: COMMIT\n2026 UTC [2] LOG:  execute s: SELECT 3\n";
        assert_eq!(sent(log), ["BEGIN", "INSERT", "COMMIT", "SELECT 3"]);
    }
}
