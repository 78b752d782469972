//! Search for two-character Chinese words: we cut text into overlapping bigrams, FTS5 and GIN index them.
//! The one place where the two databases differ in searching.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, Statement, Value,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement, SimpleExpr},
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

/// Words that somebody looks for, as the grams that a row must have, every one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// None when the text holds nothing searchable.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let grams: Vec<String> = grams(text).into_iter().collect();
        (!grams.is_empty()).then_some(Self(grams))
    }

    fn asked(&self, backend: DbBackend) -> String {
        self.0.join(if backend == DbBackend::Postgres { " & " } else { " AND " })
    }

    /// Whether at least so many rows have the words. It stops counting there. SQLite counts rows of every kind: to
    /// leave the others out would mean to read them.
    pub(crate) async fn are_in<C: ConnectionTrait>(
        &self,
        conn: &C,
        kind: Kind,
        rows: u64,
    ) -> Result<bool, DbErr> {
        let backend = conn.get_database_backend();
        let sql = if backend == DbBackend::Postgres {
            let kind = kind.as_str();
            format!(
                "SELECT count(*) AS rows FROM (SELECT 1 FROM search_index WHERE kind = '{kind}' \
                 AND grams @@ to_tsquery('simple', $1) LIMIT {rows}) AS counted"
            )
        } else {
            format!(
                "SELECT count(*) AS rows FROM (SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT {rows})"
            )
        };
        let asked = Statement::from_sql_and_values(backend, sql, [self.asked(backend).into()]);
        let counted = conn.query_one_raw(asked).await?.map_or(Ok(0), |row| row.try_get::<i64>("", "rows"))?;
        Ok(u64::try_from(counted).is_ok_and(|counted| counted >= rows))
    }

    /// The ids of the rows that have the words, from the index. SQLite keeps to the order of a `CROSS JOIN`; left to
    /// itself it tries every row of the kind in the full-text index, which takes seconds.
    fn ids(&self, backend: DbBackend, kind: Kind) -> SelectStatement {
        let mut ids = Query::select();
        ids.column("id").from("search_index").and_where(Expr::col("kind").eq(kind.as_str()));
        if backend == DbBackend::Postgres {
            ids.and_where(Expr::cust_with_values("grams @@ to_tsquery('simple', $1)", [self.asked(backend)]));
        } else {
            ids.cross_join("search_document")
                .and_where(Expr::cust("search_document.docid = search_index.rowid"))
                .and_where(Expr::cust_with_values("search_index MATCH ?", [self.asked(backend)]));
        }
        ids
    }

    /// For rare words: the query begins with the rows in the index and looks each up in the table, whatever else is
    /// asked of them.
    pub(crate) fn looked_up(&self, query: &mut SelectStatement, backend: DbBackend, kind: Kind) {
        query
            .from_clear()
            .from_subquery(self.ids(backend, kind), "hit")
            .cross_join(kind.as_str())
            .and_where(Expr::col((kind.as_str(), "id")).equals(("hit", "id")));
    }

    /// For frequent words: a condition that is tested row by row, so that a sorted list is walked along its own index
    /// until the page is full. SQLite tests against the numbers of the matching rows, which it gathers once, without a
    /// look at what they belong to; PostgreSQL reads the row's own grams.
    pub(crate) fn tested(&self, backend: DbBackend, kind: Kind) -> SimpleExpr {
        let kind = kind.as_str();
        let sql = if backend == DbBackend::Postgres {
            format!(
                "(SELECT s.grams @@ to_tsquery('simple', $1) FROM search_index s WHERE s.kind = '{kind}' AND s.id = {kind}.id)"
            )
        } else {
            format!(
                "(SELECT d.docid FROM search_document d WHERE d.kind = '{kind}' AND d.id = {kind}.id) \
                 IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)"
            )
        };
        Expr::cust_with_values(sql, [self.asked(backend)])
    }
}

/// A condition that the row's id is among those that have every gram of the words; none when the words hold nothing
/// searchable.
pub(crate) fn matches(backend: DbBackend, kind: Kind, words: &str) -> Option<SimpleExpr> {
    let ids = Words::of(words)?.ids(backend, kind);
    Some(Expr::col((kind.as_str(), "id")).in_subquery(ids))
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
        assert!(Words::of(" -- %").is_none());
    }

    #[test]
    fn words_cannot_leave_their_quotes() {
        let condition =
            format!("{:?}", matches(DbBackend::Sqlite, Kind::Ticket, "a'); DROP TABLE ticket; --"));
        assert!(!condition.contains("DROP"));
    }
}
