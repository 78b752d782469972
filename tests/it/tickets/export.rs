//! 导出: the list as a file.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::json;

use super::job::{call, register};
use crate::harness::{Client, World, both};

both!(
    the_whole_list_comes_page_after_page,
    filters_and_rows_are_those_of_the_list,
    a_cell_is_never_a_formula,
    a_workbook_says_the_same,
    headers_speak_the_callers_language,
    who_may_not_export_gets_nothing,
    an_export_is_in_the_trail,
);

async fn csv(client: &Client, query: &str) -> Vec<Vec<String>> {
    let answer = client.get(&format!("/exports/tickets.csv{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"tickets.csv\"");
    records(&answer.body)
}

fn records(body: &str) -> Vec<Vec<String>> {
    let text = body.strip_prefix('\u{feff}').expect("Excel needs the mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(ToOwned::to_owned).collect()).collect()
}

/// The column of that number without its header.
fn column(rows: &[Vec<String>], at: usize) -> Vec<&str> {
    rows.iter().skip(1).map(|row| row[at].as_str()).collect()
}

async fn serial(client: &Client, branch: Option<&str>, serial: &str, description: &str) -> String {
    let mut body = call();
    body["product"]["serial"] = json!(serial);
    body["description"] = json!(description);
    if let Some(branch) = branch {
        body["branch_id"] = json!(branch);
        body["customer"]["region"] = json!("440106");
    }
    register(client, body).await.no
}

async fn the_whole_list_comes_page_after_page(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let mut made = Vec::new();
    for number in 0..205 {
        made.push(serial(&reception, None, &format!("KY55-{number}"), "排气高温").await);
        // many of one instant
        if number % 50 == 0 {
            world.advance_seconds(1);
        }
    }
    let manager = world.sign_in("manager.sh").await;
    let oldest = csv(&manager, "?sort=received_at").await;
    assert_eq!(column(&oldest, 0).len(), made.len());
    let mut sorted: Vec<_> = column(&oldest, 0);
    let times = column(&oldest, 13);
    assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
    assert_eq!(times[0], "2026-03-02 09:00:00");
    sorted.sort_unstable();
    made.sort();
    assert_eq!(sorted, made, "each once");
    let newest = csv(&manager, "?sort=due").await;
    let backwards: Vec<_> = column(&oldest, 0).into_iter().rev().collect();
    assert_eq!(column(&newest, 0), backwards);
}

async fn filters_and_rows_are_those_of_the_list(world: World) {
    let guangzhou = world.branch("GZ").await.to_string();
    let (sh, gz) = (world.sign_in("reception.sh").await, world.sign_in("reception.gz").await);
    let ours = serial(&sh, None, "KY55-1", "排气高温").await;
    let noise = serial(&sh, None, "KY55-2", "噪声").await;
    let theirs = serial(&gz, Some(&guangzhou), "KY55-3", "排气高温").await;
    let manager = world.sign_in("manager.sh").await;
    assert_eq!(column(&csv(&manager, "").await, 0), [noise.as_str(), &ours]);
    assert_eq!(column(&csv(&manager, "?q=%E9%AB%98%E6%B8%A9").await, 0), [ours.as_str()]);
    assert_eq!(column(&csv(&manager, "?scope=closed").await, 0), [""; 0]);
    assert_eq!(column(&csv(&manager, &format!("?branch_id={guangzhou}")).await, 0), [""; 0]);
    let hq = world.sign_in("hq_service").await;
    assert_eq!(column(&csv(&hq, "").await, 0).len(), 3);
    assert_eq!(column(&csv(&hq, &format!("?branch_id={guangzhou}")).await, 0), [theirs.as_str()]);
    for (query, field, code) in [
        ("?limit=5", "?limit", "not_allowed"),
        ("?cursor=x", "?cursor", "not_allowed"),
        ("?scope=some", "?scope", "unknown_code"),
        ("?nope=1", "?nope", "unknown_field"),
    ] {
        for file in ["csv", "xlsx"] {
            hq.get(&format!("/exports/tickets.{file}{query}")).await.refuses(&[(field, code)]);
        }
    }
}

async fn a_cell_is_never_a_formula(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let mut body = call();
    body["description"] = json!("=HYPERLINK(\"http://x\",\"y\")");
    body["customer"]["name"] = json!("@SUM(A1)");
    body["product"]["serial"] = json!("-2+3");
    body["product"]["model"] = json!("+86");
    register(&reception, body).await;
    let manager = world.sign_in("manager.sh").await;
    let row = csv(&manager, "").await.remove(1);
    assert_eq!(row[7..=10], ["'@SUM(A1)", "'+86", "'-2+3", "'=HYPERLINK(\"http://x\",\"y\")"]);
    let mut book = workbook(&manager, "").await;
    let name = book.sheet_names().remove(0);
    assert!(book.worksheet_formula(&name).unwrap().is_empty());
    let range = book.worksheet_range(&name).unwrap();
    assert_eq!(range.get((1, 10)), Some(&Data::String("=HYPERLINK(\"http://x\",\"y\")".to_owned())));
}

async fn workbook(client: &Client, query: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let answer = client.get(&format!("/exports/tickets.xlsx{query}")).open().await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"tickets.xlsx\"");
    let media = answer.headers()["content-type"].to_str().unwrap();
    assert_eq!(media, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    Xlsx::new(Cursor::new(answer.bytes().await.unwrap().to_vec())).unwrap()
}

async fn a_workbook_says_the_same(world: World) {
    let reception = world.sign_in("reception.sh").await;
    for number in 0..3 {
        serial(&reception, None, &format!("KY55-{number}"), "排气高温").await;
        world.advance_minutes(1);
    }
    let manager = world.sign_in("manager.sh").await;
    let mut book = workbook(&manager, "?scope=all").await;
    let name = book.sheet_names().remove(0);
    let range = book.worksheet_range(&name).unwrap();
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        other => panic!("{other:?} is not text"),
    };
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
    assert_eq!(rows, csv(&manager, "?scope=all").await);
    assert_eq!(rows.len(), 4);
}

async fn headers_speak_the_callers_language(world: World) {
    serial(&world.sign_in("reception.sh").await, None, "KY55-1", "排气高温").await;
    let manager = world.sign_in("manager.sh").await;
    let chinese = csv(&manager, "").await;
    assert_eq!(chinese[0][..3], ["单号", "需求类型", "服务方式"]);
    assert_eq!(chinese[1][1], "维修");
    let english = manager.get("/exports/tickets.csv").header("accept-language", "en-GB").await;
    let english = records(&english.body);
    assert_eq!(english[0][..3], ["No.", "Request type", "Service mode"]);
    assert_eq!(english[1][1], "Repair");
    assert_eq!((english[0].len(), english[1].len()), (chinese[0].len(), chinese[1].len()));
}

async fn who_may_not_export_gets_nothing(world: World) {
    for file in ["csv", "xlsx"] {
        let path = format!("/exports/tickets.{file}");
        for account in ["reception.sh", "engineer.sh", "dealer.sh"] {
            world.sign_in(account).await.get(&path).await.problem(403, "forbidden");
        }
        // may export, but sees no requests
        world.sign_in("privacy_officer").await.get(&path).await.problem(403, "forbidden");
        world.anonymous().get(&path).await.problem(401, "unauthenticated");
    }
}

async fn an_export_is_in_the_trail(world: World) {
    let manager = world.sign_in("manager.sh").await;
    csv(&manager, "?scope=all&q=13800138000").await;
    let refused = manager.get("/exports/tickets.csv?scope=some").await;
    refused.problem(422, "invalid");
    let auditor = world.sign_in("auditor").await;
    let trail = auditor.get("/audit?action=tickets.exported").await.expect(200);
    let entries = trail["items"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "{trail}");
    assert_eq!(entries[0]["detail"], json!({ "format": "csv", "filters": { "scope": "all", "q": "…" } }));
    assert_eq!(entries[0]["actor"]["id"], json!(world.user("manager.sh").await));
}
