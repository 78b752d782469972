//! Search for two-character Chinese words: we cut text into overlapping bigrams, FTS5 and GIN index them.
//! The one place where the two databases differ in searching.

use std::collections::BTreeSet;

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

/// (Re)indexes one row.
pub(crate) async fn index<C: ConnectionTrait>(
    conn: &C,
    kind: Kind,
    id: Uuid,
    texts: &[Option<&str>],
) -> Result<(), DbErr> {
    let document = document(texts);
    let backend = conn.get_database_backend();
    if backend == DbBackend::Postgres {
        let sql = "INSERT INTO search_index (kind, id, grams) VALUES ($1, $2, to_tsvector('simple', $3)) \
                   ON CONFLICT (kind, id) DO UPDATE SET grams = excluded.grams";
        let values: [Value; 3] = [kind.as_str().into(), id.into(), document.into()];
        conn.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        return Ok(());
    }
    let claim = "INSERT INTO search_document (kind, id) VALUES (?, ?) ON CONFLICT (kind, id) DO UPDATE SET kind = excluded.kind RETURNING docid";
    let values: [Value; 2] = [kind.as_str().into(), id.into()];
    let row = conn.query_one_raw(Statement::from_sql_and_values(backend, claim, values)).await?;
    let docid: i64 =
        row.ok_or_else(|| DbErr::RecordNotFound("search_document".into()))?.try_get("", "docid")?;
    let write = "INSERT OR REPLACE INTO search_index (rowid, grams) VALUES (?, ?)";
    let values: [Value; 2] = [docid.into(), document.into()];
    conn.execute_raw(Statement::from_sql_and_values(backend, write, values)).await?;
    Ok(())
}

/// A condition `id IN (rows that have every gram of the words)`; none when the words hold nothing searchable.
pub(crate) fn matches(backend: DbBackend, kind: Kind, id_column: &str, words: &str) -> Option<SimpleExpr> {
    let grams = grams(words);
    if grams.is_empty() {
        return None;
    }
    // grams are hexadecimal digits and `x`, the kind is one of ours: nothing here comes from outside unescaped
    let list: Vec<String> = grams.into_iter().collect();
    let sql = if backend == DbBackend::Postgres {
        let query = list.join(" & ");
        let kind = kind.as_str();
        format!(
            "{id_column} IN (SELECT id FROM search_index WHERE kind = '{kind}' AND grams @@ to_tsquery('simple', '{query}'))"
        )
    } else {
        let query = list.join(" AND ");
        let kind = kind.as_str();
        format!(
            "{id_column} IN (SELECT d.id FROM search_index JOIN search_document d ON d.docid = search_index.rowid \
             WHERE search_index MATCH '{query}' AND d.kind = '{kind}')"
        )
    };
    Some(Expr::cust(sql))
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
