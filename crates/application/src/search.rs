//! Search for two-character Chinese words: we cut text into overlapping bigrams, FTS5 and GIN index them.
//! The one place where the two databases differ in searching.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, Statement, Value,
    sea_query::{Expr, SimpleExpr},
};
use uuid::Uuid;

/// What can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ticket,
    Customer,
    Unit,
    Product,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Customer => "customer",
            Self::Unit => "unit",
            Self::Product => "product",
        }
    }
}

/// Letters, digits and ideographs, lower-cased, in runs; every two neighbours are a gram, a lone character is one too.
/// A gram is written as hexadecimal code points, so that no tokenizer has an opinion on it.
fn grams(text: &str) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for run in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = run.chars().collect();
        for pair in chars.windows(2) {
            if let [a, b] = pair {
                grams.insert(format!("{:x}x{:x}", u32::from(*a), u32::from(*b)));
            }
        }
        if let [single] = chars.as_slice() {
            grams.insert(format!("{:x}x", u32::from(*single)));
        }
    }
    grams
}

fn document(texts: &[Option<&str>]) -> String {
    let mut all = BTreeSet::new();
    for text in texts.iter().flatten() {
        all.extend(grams(text));
    }
    all.into_iter().collect::<Vec<_>>().join(" ")
}

/// One statement takes so many rows.
const ROWS: usize = 500;

/// (Re)indexes one row.
pub(crate) async fn index<C: ConnectionTrait>(
    conn: &C,
    kind: Kind,
    id: Uuid,
    texts: &[Option<&str>],
) -> Result<(), DbErr> {
    index_many(conn, kind, &[(id, texts)]).await
}

/// (Re)indexes rows, each once.
pub(crate) async fn index_many<'t, C: ConnectionTrait, T: AsRef<[Option<&'t str>]>>(
    conn: &C,
    kind: Kind,
    rows: &[(Uuid, T)],
) -> Result<(), DbErr> {
    for rows in rows.chunks(ROWS) {
        let documents = rows.iter().map(|(id, texts)| (*id, document(texts.as_ref()))).collect();
        if conn.get_database_backend() == DbBackend::Postgres {
            write_postgres(conn, kind, documents).await?;
        } else {
            write_sqlite(conn, kind, documents).await?;
        }
    }
    Ok(())
}

async fn write_postgres<C: ConnectionTrait>(
    conn: &C,
    kind: Kind,
    documents: Vec<(Uuid, String)>,
) -> Result<(), DbErr> {
    let row = |n: usize| format!("(${}, ${}, to_tsvector('simple', ${}))", 3 * n + 1, 3 * n + 2, 3 * n + 3);
    let list = (0..documents.len()).map(row).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "INSERT INTO search_index (kind, id, grams) VALUES {list} ON CONFLICT (kind, id) DO UPDATE SET grams = excluded.grams"
    );
    let values = documents
        .into_iter()
        .flat_map(|(id, document)| -> [Value; 3] { [kind.as_str().into(), id.into(), document.into()] });
    conn.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    Ok(())
}

/// The full-text table knows rows by number only: the number is claimed first.
async fn write_sqlite<C: ConnectionTrait>(
    conn: &C,
    kind: Kind,
    documents: Vec<(Uuid, String)>,
) -> Result<(), DbErr> {
    let list = |row: &str, rows: usize| vec![row; rows].join(", ");
    let claim = format!(
        "INSERT INTO search_document (kind, id) VALUES {} ON CONFLICT (kind, id) DO UPDATE SET kind = excluded.kind \
         RETURNING docid, id",
        list("(?, ?)", documents.len())
    );
    let values = documents.iter().flat_map(|(id, _)| -> [Value; 2] { [kind.as_str().into(), (*id).into()] });
    let claimed =
        conn.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, claim, values)).await?;
    let mut numbers = HashMap::with_capacity(claimed.len());
    for row in claimed {
        numbers.insert(row.try_get::<Uuid>("", "id")?, row.try_get::<i64>("", "docid")?);
    }
    let write = format!(
        "INSERT OR REPLACE INTO search_index (rowid, grams) VALUES {}",
        list("(?, ?)", documents.len())
    );
    let mut values: Vec<Value> = Vec::with_capacity(2 * documents.len());
    for (id, document) in documents {
        let number =
            numbers.get(&id).ok_or_else(|| DbErr::RecordNotFound(format!("search_document {id}")))?;
        values.extend([(*number).into(), document.into()]);
    }
    conn.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, write, values)).await?;
    Ok(())
}

/// A condition `id IN (rows that have every gram of the words)`; none when the words hold nothing searchable.
pub(crate) fn matches(backend: DbBackend, kind: Kind, id_column: &str, words: &str) -> Option<SimpleExpr> {
    let grams: Vec<String> = grams(words).into_iter().collect();
    if grams.is_empty() {
        return None;
    }
    let kind = kind.as_str();
    Some(if backend == DbBackend::Postgres {
        let sql = format!(
            "{id_column} IN (SELECT id FROM search_index WHERE kind = '{kind}' AND grams @@ to_tsquery('simple', $1))"
        );
        Expr::cust_with_values(sql, [grams.join(" & ")])
    } else {
        let sql = format!(
            "{id_column} IN (SELECT d.id FROM search_index JOIN search_document d ON d.docid = search_index.rowid \
             WHERE search_index MATCH ? AND d.kind = '{kind}')"
        );
        Expr::cust_with_values(sql, [grams.join(" AND ")])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_chinese_characters_are_one_gram() {
        assert_eq!(grams("高温").len(), 1);
        assert!(grams("排气高温报警").is_superset(&grams("高温")));
        assert!(!grams("排气高压").is_superset(&grams("高温")));
    }

    #[test]
    fn numbers_and_serials_are_found_by_a_part() {
        assert!(grams("SH-2026-000123").is_superset(&grams("000123")));
        assert!(grams("KY55-2024-0317").is_superset(&grams("ky55")));
    }

    #[test]
    fn nothing_searchable_gives_no_condition() {
        assert!(matches(DbBackend::Sqlite, Kind::Ticket, "id", " -- %").is_none());
    }

    #[test]
    fn words_cannot_leave_their_quotes() {
        let condition =
            format!("{:?}", matches(DbBackend::Sqlite, Kind::Ticket, "id", "a'); DROP TABLE ticket; --"));
        assert!(!condition.contains("DROP"));
    }
}
