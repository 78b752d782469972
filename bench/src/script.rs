//! The statements of an operation as data: `sql/*.sql`, the same text as the server sends, with names in the place of
//! values. Lines that begin with `--` are comments; `--@ postgres` or `--@ sqlite` keeps a statement for one database,
//! `--@ each table` repeats it for every row of the sample.
//!
//! | placeholder              | becomes                                                                           |
//! |--------------------------|-----------------------------------------------------------------------------------|
//! | `{table.column}`         | the value of the sample's first row of that table                                 |
//! | `{*table.column}`        | every different value of the sample's rows, as a list                             |
//! | `{in table: a, b}`       | `("a", "b") IN (…)` with every row                                                |
//! | `{rows}`                 | all of the sample's rows of the table of this INSERT, in the order of its columns |
//! | `{=50}`, `{=true}`, `{''}` | that number, that truth, an empty text                                          |
//! | `{null}`                 | nothing                                                                           |
//! | `{!name}`                | a text of the sample, written into the statement itself                           |
//!
//! What must not come twice (ids, number, idempotency key) is recognised by its value and made anew in every transaction.

use std::collections::BTreeMap;

use sea_orm::{DbBackend, Value};
use uuid::Uuid;

use crate::Failure;

pub(crate) const CREATE: &str = include_str!("../sql/create.sql");
pub(crate) const READ: &str = include_str!("../sql/read.sql");
pub(crate) const LIST: &str = include_str!("../sql/list.sql");
pub(crate) const SEARCH: &str = include_str!("../sql/search.sql");
pub(crate) const SWEEP: &str = include_str!("../sql/sweep.sql");

pub(crate) type Row = BTreeMap<String, Value>;

/// One real request: the rows that it wrote or read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample {
    pub rows: BTreeMap<&'static str, Vec<Row>>,
    /// What is new in every transaction, by the value that it has in the rows
    pub fresh: Vec<(Value, Fresh)>,
    pub texts: BTreeMap<&'static str, String>,
}

/// A value that is made anew: from a number that counts transactions and leaves room for [`ROOM`] ids in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fresh {
    Id(u64),
    /// An id as text
    IdText(u64),
    /// Any other text that must be unique
    Text,
}

/// How many ids a transaction may take; the next one begins behind them.
pub(crate) const ROOM: u64 = 1024;

impl Fresh {
    /// Ids of one series sort by time, as those of the server do.
    pub(crate) fn value(self, number: u64) -> Value {
        let id = |place: u64| Uuid::from_u128(u128::from(number + place) << 60);
        match self {
            Self::Id(place) => id(place).into(),
            Self::IdText(place) => id(place).to_string().into(),
            Self::Text => format!("raw-{number}").into(),
        }
    }

    /// The same as an expression of PostgreSQL over the variable `number`.
    pub(crate) fn expression(self, number: &str) -> String {
        let id = |place: u64| format!("rpad('0' || to_hex({number}::bigint + {place}), 32, '0')::uuid");
        match self {
            Self::Id(place) => id(place),
            Self::IdText(place) => format!("{}::text", id(place)),
            Self::Text => format!("'raw-' || {number}"),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Term {
    Fixed(Value),
    Fresh(Fresh),
}

/// A statement: text, term, text, term, …, text.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub texts: Vec<String>,
    pub terms: Vec<Term>,
}

impl Statement {
    /// With `?` for every term, spaces as they come.
    pub(crate) fn shape(&self) -> String {
        self.texts.join("?")
    }

    /// Does it answer with rows?
    pub(crate) fn is_query(&self) -> bool {
        let text = self.texts.concat();
        text.starts_with("SELECT") || text.contains(" RETURNING ")
    }
}

/// The statements of a script for one database and one sample.
pub(crate) fn fill(script: &str, backend: DbBackend, sample: &Sample) -> Result<Vec<Statement>, Failure> {
    let mut next_id = FIRST_ID;
    let mut made = Vec::new();
    for (text, each) in statements(script, backend) {
        let Some(table) = each else {
            made.push(Filler { sample, backend, next_id: &mut next_id }.statement(&text)?);
            continue;
        };
        let (table, rows) =
            sample.rows.get_key_value(table.as_str()).ok_or_else(|| format!("{table}: not in the sample"))?;
        for row in rows {
            let mut one = sample.clone();
            one.rows.insert(*table, vec![row.clone()]);
            made.push(Filler { sample: &one, backend, next_id: &mut next_id }.statement(&text)?);
        }
    }
    Ok(made)
}

/// The id of the request itself is 0.
const FIRST_ID: u64 = 1;

/// The statements of a database, each with the table for whose rows it is repeated.
fn statements(script: &str, backend: DbBackend) -> Vec<(String, Option<String>)> {
    let other = if backend == DbBackend::Postgres { "--@ sqlite" } else { "--@ postgres" };
    script
        .split(";\n")
        .filter(|part| !part.lines().any(|line| line.trim() == other))
        .map(|part| {
            let lines = part
                .lines()
                .filter(|line| !line.starts_with("--"))
                .map(str::trim)
                .filter(|line| !line.is_empty());
            let each = part
                .lines()
                .find_map(|line| line.strip_prefix("--@ each "))
                .map(|table| table.trim().to_owned());
            (lines.collect::<Vec<_>>().join(" "), each)
        })
        .filter(|(text, _)| !text.is_empty())
        .collect()
}

struct Filler<'a> {
    sample: &'a Sample,
    backend: DbBackend,
    next_id: &'a mut u64,
}

impl Filler<'_> {
    fn statement(&mut self, text: &str) -> Result<Statement, Failure> {
        let mut made = Statement { texts: vec![String::new()], terms: Vec::new() };
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a placeholder without end")?;
            write(&mut made, before);
            self.placeholder(name, before, &mut made)
                .map_err(|error| format!("{{{name}}} in `{text}`: {error}"))?;
            rest = after;
        }
        write(&mut made, rest);
        Ok(made)
    }

    fn placeholder(&mut self, name: &str, before: &str, made: &mut Statement) -> Result<(), Failure> {
        if let Some(number) = name.strip_prefix('=') {
            let value = match number {
                "true" => true.into(),
                number => number.parse::<i64>()?.into(),
            };
            term(made, Term::Fixed(value));
        } else if let Some(text) = name.strip_prefix('!') {
            write(made, self.sample.texts.get(text).ok_or("not in the sample")?);
        } else if let Some(list) = name.strip_prefix('*') {
            let (table, column) = list.split_once('.').ok_or("table.column")?;
            let mut values: Vec<&Value> = Vec::new();
            for row in self.rows(table)? {
                let value = row.get(column).ok_or("no such column")?;
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            for (place, value) in values.into_iter().enumerate() {
                write(made, if place == 0 { "" } else { ", " });
                term(made, Term::Fixed(value.clone()));
            }
        } else if let Some(columns) = name.strip_prefix("in ") {
            self.one_of(columns, made)?;
        } else if name == "rows" {
            self.all_rows(before, made)?;
        } else if name == "''" {
            term(made, Term::Fixed(String::new().into()));
        } else if name == "null" {
            write(made, "NULL");
        } else {
            let (table, column) = name.split_once('.').ok_or("table.column")?;
            let row = self.rows(table)?.first().ok_or("no row in the sample")?;
            let value = row.get(column).ok_or("no such column")?;
            self.value(value, made);
        }
        Ok(())
    }

    fn rows(&self, table: &str) -> Result<&[Row], Failure> {
        Ok(self.sample.rows.get(table).ok_or("no such table in the sample")?)
    }

    /// `table: a, b`
    fn one_of(&self, columns: &str, made: &mut Statement) -> Result<(), Failure> {
        let (table, columns) = columns.split_once(':').ok_or("table: columns")?;
        let columns: Vec<&str> = columns.split(',').map(str::trim).collect();
        let names: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
        write(made, &format!("({}) IN (", names.join(", ")));
        if self.backend == DbBackend::Sqlite {
            write(made, "VALUES ");
        }
        for (place, row) in self.rows(table)?.iter().enumerate() {
            write(made, if place == 0 { "(" } else { ", (" });
            for (place, column) in columns.iter().enumerate() {
                let value = row.get(*column).ok_or_else(|| format!("no column {column}"))?;
                write(made, if place == 0 { "" } else { ", " });
                self.value(value, made);
            }
            write(made, ")");
        }
        write(made, ")");
        Ok(())
    }

    /// `INSERT INTO "table" ("a", "b") VALUES {rows}`
    fn all_rows(&mut self, before: &str, made: &mut Statement) -> Result<(), Failure> {
        let (table, rest) = before.split_once('(').ok_or("no columns before it")?;
        let table = table.trim().rsplit(' ').next().unwrap_or_default().trim_matches('"');
        let columns: Vec<&str> = rest
            .split(')')
            .next()
            .unwrap_or_default()
            .split(',')
            .map(|c| c.trim().trim_matches('"'))
            .collect();
        let rows = self.rows(table)?.to_vec();
        for (place, row) in rows.iter().enumerate() {
            write(made, if place == 0 { "(" } else { ", (" });
            for (place, column) in columns.iter().enumerate() {
                write(made, if place == 0 { "" } else { ", " });
                let value = row.get(*column).ok_or_else(|| format!("no column {column}"))?;
                let known = self.sample.fresh.iter().any(|(known, _)| known == value);
                if *column == "id" && !known {
                    term(made, Term::Fresh(Fresh::Id(*self.next_id)));
                    *self.next_id += 1;
                } else {
                    self.value(value, made);
                }
            }
            write(made, ")");
        }
        Ok(())
    }

    fn value(&self, value: &Value, made: &mut Statement) {
        match self.sample.fresh.iter().find(|(known, _)| known == value) {
            Some((_, fresh)) => term(made, Term::Fresh(*fresh)),
            // a parameter of pgbench cannot be nothing
            None if value.as_null() == *value => write(made, "NULL"),
            None => term(made, Term::Fixed(value.clone())),
        }
    }
}

fn write(made: &mut Statement, text: &str) {
    if let Some(last) = made.texts.last_mut() {
        last.push_str(text);
    }
}

fn term(made: &mut Statement, term: Term) {
    made.terms.push(term);
    made.texts.push(String::new());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Sample {
        let row = |id: u128, text: &str| {
            Row::from([("id".to_owned(), Uuid::from_u128(id).into()), ("a".to_owned(), text.into())])
        };
        let mut sample =
            Sample { fresh: vec![(Uuid::from_u128(7).into(), Fresh::Id(0))], ..Sample::default() };
        sample.rows.insert("t", vec![row(7, "x"), row(8, "y")]);
        sample.texts.insert("words", "'高温'".to_owned());
        sample
    }

    #[test]
    fn rows_take_the_columns_of_their_insert_and_new_ids() {
        let made = fill("INSERT INTO \"t\" (\"id\", \"a\")\nVALUES {rows};\n", DbBackend::Sqlite, &sample())
            .unwrap();
        assert_eq!(made[0].shape(), "INSERT INTO \"t\" (\"id\", \"a\") VALUES (?, ?), (?, ?)");
        assert!(matches!(made[0].terms[0], Term::Fresh(Fresh::Id(0))));
        assert!(matches!(made[0].terms[2], Term::Fresh(Fresh::Id(1))));
        assert!(matches!(&made[0].terms[3], Term::Fixed(value) if *value == "y".into()));
    }

    #[test]
    fn a_statement_of_the_other_database_is_left_out() {
        let script = "--@ sqlite\nBEGIN IMMEDIATE;\n--@ postgres\nBEGIN;\nSELECT {!words}, {=5}, {*t.a};\n";
        let shapes: Vec<_> =
            fill(script, DbBackend::Postgres, &sample()).unwrap().iter().map(Statement::shape).collect();
        assert_eq!(shapes, ["BEGIN", "SELECT '高温', ?, ?, ?"]);
    }

    #[test]
    fn a_statement_is_repeated_for_each_row() {
        let script = "--@ each t\nUPDATE t SET a = {t.a};\nDELETE FROM t WHERE {in t: id, a};\n";
        let made = fill(script, DbBackend::Sqlite, &sample()).unwrap();
        assert_eq!(made.len(), 3);
        assert!(matches!(&made[1].terms[0], Term::Fixed(value) if *value == "y".into()));
        assert_eq!(made[2].shape(), "DELETE FROM t WHERE (\"id\", \"a\") IN (VALUES (?, ?), (?, ?))");
    }

    #[test]
    fn an_id_is_the_same_in_both_databases() {
        // rpad fills '0' and the sixteen digits of a number up to 32
        let number = 0x1923_4567_89ab_cdef;
        assert_eq!(Fresh::IdText(1).value(number), "01923456-789a-bcdf-0000-000000000000".into());
        assert!(
            Fresh::Id(1)
                .expression(":number")
                .starts_with("rpad('0' || to_hex(:number::bigint + 1), 32, '0')")
        );
    }

    #[test]
    fn what_is_missing_is_an_error() {
        for wrong in ["SELECT {t.z};\n", "SELECT {nothing.a};\n", "SELECT {!else};\n", "SELECT {t.a;\n"] {
            assert!(fill(wrong, DbBackend::Sqlite, &sample()).is_err(), "{wrong}");
        }
    }
}
