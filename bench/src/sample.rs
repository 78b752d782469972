//! Real requests: which of them the clients send, and which rows they are about.

use std::collections::BTreeSet;

use sea_orm::Value as Stored;
use serde_json::{Value, json};

use crate::{
    Failure,
    database::Database,
    http::{Http, request},
    load::Requests,
    script::{Fresh, Sample},
    server::Server,
};

/// So many different bodies, tickets and words.
const DIFFERENT: usize = 8;
/// So many pages of units are looked through.
const PAGES: usize = 10;
/// As long as the keys that the clients make.
const KEY: &str = "the-idempotency-key-of-this-request-----";
const DESCRIPTION: &str = "空压机排气高温停机，面板显示 E01，现场环境温度约 35℃，冷却器前有积尘；客户已停机等待，请尽快安排上门检查温控阀与冷却风机。";
/// Two characters each, as people type them; frequent even when `--quick` makes few requests, so that all are searched alike.
const WORDS: [&str; 6] = ["停机", "报警", "保养", "股份", "有限", "公司"];

/// One operation: what the clients send, and what its statements are about.
pub(crate) struct Operation {
    pub requests: Requests,
    pub samples: Vec<Sample>,
}

pub(crate) struct Operations {
    pub create: Operation,
    pub read: Operation,
    pub list: Operation,
    pub search: Operation,
}

pub(crate) async fn operations(database: &Database, server: &Server) -> Result<Operations, Failure> {
    let (reception, dispatcher) = (server.sign_in("reception")?, server.sign_in("dispatcher")?);
    let mut http = Http::connect(server.address)?;
    let get = |path: &str| request("GET", path, Some(&dispatcher), None, None);

    let mut create =
        Operation { requests: Requests { list: Vec::new(), key: Some(KEY) }, samples: Vec::new() };
    let mut branches = BTreeSet::new();
    for unit in some_units(&mut http, &dispatcher)? {
        if create.samples.len() == DIFFERENT || unit["customer_id"].is_null() {
            continue;
        }
        let body = json!({
            "request_type": "repair", "channel": "phone", "severity": "3", "impact": "runs", "description": DESCRIPTION,
            "fault_code": "E01", "customer": {}, "product": { "unit_id": unit["id"] },
        });
        let key = format!("sample-{}", create.samples.len());
        let answer =
            http.call(&request("POST", "/api/v1/tickets", Some(&reception), Some(&key), Some(&body)))?;
        if !answer.is_success() {
            continue;
        }
        let ticket: Value = serde_json::from_slice(answer.body)?;
        if ticket["ownership"].is_null() {
            continue;
        }
        // of different branches, as far as there are any: each has its own gapless number
        if !branches.insert(ticket["branch_id"].to_string()) {
            continue;
        }
        create.samples.push(written(database, &ticket, &key).await?);
        create.requests.list.push(request(
            "POST",
            "/api/v1/tickets",
            Some(&reception),
            Some(KEY),
            Some(&body),
        ));
    }
    if create.samples.is_empty() {
        return Err("no unit can be registered for".into());
    }

    let mut read = Operation { requests: plain(Vec::new()), samples: Vec::new() };
    let open = http.json(&get("/api/v1/tickets?limit=100"))?;
    let open = open["items"].as_array().ok_or("no tickets")?;
    for ticket in open.iter().step_by((open.len() / DIFFERENT).max(1)).take(DIFFERENT) {
        let id = text(&ticket["id"])?;
        read.requests.list.push(get(&format!("/api/v1/tickets/{id}")));
        let mut sample = Sample::default();
        sample.rows.insert(
            "ticket",
            database.rows("SELECT * FROM ticket WHERE id = ?", vec![uuid(&ticket["id"])?]).await?,
        );
        read.samples.push(sample);
    }

    let list = Operation {
        requests: plain(vec![get("/api/v1/tickets?limit=50")]),
        samples: vec![Sample::default()],
    };

    let mut search = Operation { requests: plain(Vec::new()), samples: Vec::new() };
    for word in WORDS {
        let encoded: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
        search.requests.list.push(get(&format!("/api/v1/tickets?limit=50&q={encoded}")));
        let mut sample = Sample::default();
        sample.rows.insert("search", vec![[("query".to_owned(), grams(word).into())].into()]);
        search.samples.push(sample);
    }
    Ok(Operations { create, read, list, search })
}

/// The first units of the list, from enough pages to meet several branches.
fn some_units(http: &mut Http, token: &str) -> Result<Vec<Value>, Failure> {
    let mut units = Vec::new();
    let mut page = "/api/v1/units?limit=100".to_owned();
    for _ in 0..PAGES {
        let answer = http.json(&request("GET", &page, Some(token), None, None))?;
        units.extend(answer["items"].as_array().ok_or("no units")?.iter().cloned());
        let Some(cursor) = answer["next_cursor"].as_str() else { break };
        page = format!("/api/v1/units?limit=100&cursor={cursor}");
    }
    Ok(units)
}

fn plain(list: Vec<Vec<u8>>) -> Requests {
    Requests { list, key: None }
}

/// Everything that registering a ticket wrote.
async fn written(database: &Database, ticket: &Value, key: &str) -> Result<Sample, Failure> {
    let (id, branch) = (uuid(&ticket["id"])?, uuid(&ticket["branch_id"])?);
    let id_text = text(&ticket["id"])?.to_owned();
    let no = text(&ticket["no"])?.to_owned();
    let mut sample = Sample {
        fresh: vec![
            (id.clone(), Fresh::Id(0)),
            (id_text.clone().into(), Fresh::IdText(0)),
            (no.into(), Fresh::Text),
            (key.into(), Fresh::Text),
        ],
        ..Sample::default()
    };
    let by_ticket = [
        ("ticket", "SELECT * FROM ticket WHERE id = ?"),
        ("ticket_event", "SELECT * FROM ticket_event WHERE ticket_id = ? ORDER BY id"),
        ("clock", "SELECT * FROM clock WHERE ticket_id = ? ORDER BY kind, cycle"),
        ("threshold", "SELECT * FROM threshold WHERE ticket_id = ? ORDER BY kind, cycle, fire_at"),
    ];
    for (table, sql) in by_ticket {
        sample.rows.insert(table, database.rows(sql, vec![id.clone()]).await?);
    }
    let outbox =
        database.rows("SELECT * FROM outbox WHERE subject_id = ? ORDER BY seq", vec![id_text.into()]).await?;
    sample.rows.insert("outbox", outbox);
    let answer = database.rows("SELECT * FROM idempotency WHERE key = ?", vec![key.into()]).await?;
    sample.rows.insert("idempotency", answer);
    let numbers = "SELECT * FROM ticket_sequence WHERE branch_id = ? ORDER BY year DESC LIMIT 1";
    sample.rows.insert("ticket_sequence", database.rows(numbers, vec![branch.clone()]).await?);
    let days = "SELECT * FROM day_rollup WHERE branch_id = ? ORDER BY day DESC LIMIT 1";
    sample.rows.insert("day_rollup", database.rows(days, vec![branch]).await?);
    let body: Value = match column(&sample, "ticket", "body")? {
        Stored::String(Some(body)) => serde_json::from_str(&body)?,
        _ => return Err("a ticket without document".into()),
    };
    let texts = [
        &ticket["no"],
        &body["customer"]["name"],
        &body["customer"]["contact_name"],
        &body["customer"]["phone"],
        &body["product"]["model"],
        &body["product"]["serial"],
        &body["description"],
        &body["fault_code"],
    ];
    let all: Vec<&str> = texts.into_iter().filter_map(Value::as_str).collect();
    let region = text(&body["customer"]["region"])?;
    let prefixes = [6, 4, 2].map(|digits| region.get(..digits).unwrap_or(region).to_owned());
    let people = "SELECT owner_id AS id FROM service_area WHERE region_prefix IN (?, ?, ?) \
                  UNION SELECT deputy_id FROM service_area WHERE region_prefix IN (?, ?, ?) AND deputy_id IS NOT NULL";
    let twice = prefixes.iter().chain(&prefixes).map(|prefix| prefix.clone().into()).collect();
    sample.rows.insert("people", database.rows(people, twice).await?);
    let region = prefixes.into_iter().map(|prefix| [("prefix".to_owned(), prefix.into())].into()).collect();
    sample.rows.insert("region", region);
    let row =
        [("kind".to_owned(), "ticket".into()), ("grams".to_owned(), grams(&all.join(" ")).into())].into();
    sample.rows.insert("search", vec![row]);
    Ok(sample)
}

fn column(sample: &Sample, table: &str, column: &str) -> Result<Stored, Failure> {
    let row =
        sample.rows.get(table).and_then(|rows| rows.first()).ok_or_else(|| format!("{table}: no row"))?;
    Ok(row.get(column).ok_or_else(|| format!("{table}.{column} is missing"))?.clone())
}

fn text(value: &Value) -> Result<&str, Failure> {
    value.as_str().ok_or_else(|| format!("{value} is no text").into())
}

fn uuid(value: &Value) -> Result<Stored, Failure> {
    Ok(text(value)?.parse::<uuid::Uuid>()?.into())
}

/// As the search index spells text: every two neighbours as hexadecimal code points.
fn grams(text: &str) -> String {
    let mut grams = BTreeSet::new();
    for run in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = run.chars().collect();
        grams.extend(
            chars.windows(2).map(|pair| format!("{:x}x{:x}", u32::from(pair[0]), u32::from(pair[1]))),
        );
    }
    grams.into_iter().collect::<Vec<_>>().join(" ")
}
