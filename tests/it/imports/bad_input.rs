use contract::{
    imports::{ImportState, ImportView},
    page::Page,
};

use super::{applied, checked, send};
use crate::harness::{World, both};

both!(
    what_is_wrong_with_an_upload_is_said,
    a_workbook_that_unpacks_without_end_is_refused,
    a_workbook_whose_cells_lie_worlds_apart_fails_in_the_dry_run,
    imports_are_head_offices,
    an_import_is_applied_once,
    a_repeated_upload_is_one_import,
    imports_are_listed_the_newest_first,
);

const LIST: &[u8] = "名称,电话\n甲厂,13800138000\n".as_bytes();

async fn what_is_wrong_with_an_upload_is_said(world: World) {
    let hq = world.sign_in("hq_service").await;
    let send = |query: Vec<(&'static str, &'static str)>, content: &'static [u8]| {
        hq.post("/imports").query(&query).bytes("text/csv", content)
    };
    let named = |kind| vec![("kind", kind), ("file_name", "a.csv")];
    send(vec![("file_name", "a.csv")], LIST).await.refuses(&[("?kind", "required")]);
    send(vec![("kind", "customers")], LIST).await.refuses(&[("?file_name", "required")]);
    let unknown = send(named("spaceships"), LIST).await;
    unknown.problem(422, "invalid");
    send(named("customers"), b"").await.refuses(&[("", "required")]);
    send(named("customers"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").await.problem(415, "unsupported_media_type");
    send(named("customers"), b"PK\x03\x04\x14\0\0\0\0\0a.txt").await.problem(415, "unsupported_media_type");
    send(named("tickets"), LIST).await.refuses(&[("?mapping", "format")]);
    let mut mapped = named("tickets");
    mapped.push(("mapping", "{\"key\":7}"));
    send(mapped, LIST).await.refuses(&[("?mapping", "format")]);
    let mut mapped = named("customers");
    mapped.push(("mapping", "incident-log"));
    send(mapped, LIST).await.refuses(&[("?mapping", "not_allowed")]);
    let mut nowhere = named("customers");
    nowhere.push(("branch_id", "0192f3a4-7c00-7000-8000-000000000001"));
    send(nowhere, LIST).await.refuses(&[("?branch_id", "unknown_reference")]);
    let large = vec![b'a'; (1 << 20) + 1];
    let path = "/imports?kind=customers&file_name=a.csv";
    hq.post(path).bytes("text/csv", &large).await.problem(413, "too_large");
    let none: Page<ImportView> = hq.get("/imports").await.read(200);
    assert_eq!(none.items, [], "nothing was kept");
    for path in [
        "/imports/0192f3a4-7c00-7000-8000-000000000001",
        "/imports/0192f3a4-7c00-7000-8000-000000000001/findings",
    ] {
        hq.get(path).await.problem(404, "not_found");
    }
    hq.post("/imports/0192f3a4-7c00-7000-8000-000000000001/apply").await.problem(404, "not_found");
}

async fn a_workbook_that_unpacks_without_end_is_refused(world: World) {
    let hq = world.sign_in("hq_service").await;
    let bomb = bomb(300 << 20);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let path = "/imports?kind=customers&file_name=a.xlsx";
    let refused = hq.post(path).bytes("application/octet-stream", &bomb).await;
    refused.refuses(&[("", "length")]);
    assert!(refused.body.contains("256 MiB"), "{}", refused.body);
    let none: Page<ImportView> = hq.get("/imports").await.read(200);
    assert_eq!(none.items, [], "nothing was kept");
}

/// A workbook of a few hundred kilobytes with one part of this size.
fn bomb(size: u64) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _, copy, repeat};
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, begin) in [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", "<sst>"),
    ] {
        archive.start_file(name, options).unwrap();
        archive.write_all(begin.as_bytes()).unwrap();
    }
    copy(&mut repeat(b' ').take(size), &mut archive).unwrap();
    archive.finish().unwrap().into_inner()
}

async fn a_workbook_whose_cells_lie_worlds_apart_fails_in_the_dry_run(world: World) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "名称").unwrap();
    sheet.write(1_048_575, 16_383, "甲厂").unwrap();
    let import = checked(&world, "customers", &book.save_to_buffer().unwrap()).await;
    assert_eq!(import.state, ImportState::Failed);
    assert!(import.failure.unwrap().contains("500000 rows"));
}

async fn imports_are_head_offices(world: World) {
    let import = checked(&world, "customers", LIST).await;
    let path = format!("/imports/{}", import.id);
    for account in ["reception.sh", "manager.sh", "engineer.gz"] {
        let other = world.sign_in(account).await;
        other.get("/imports").await.problem(403, "forbidden");
        other.get(&path).await.problem(403, "forbidden");
        other.get(&format!("{path}/findings")).await.problem(403, "forbidden");
        other.post(&format!("{path}/apply")).await.problem(403, "forbidden");
        other
            .post("/imports?kind=customers&file_name=a.csv")
            .bytes("text/csv", LIST)
            .await
            .problem(403, "forbidden");
    }
    world.anonymous().get("/imports").await.problem(401, "unauthenticated");
    world
        .anonymous()
        .post("/imports?kind=customers&file_name=a.csv")
        .bytes("text/csv", LIST)
        .await
        .problem(401, "unauthenticated");
    let hq = world.sign_in("hq_service").await;
    hq.get(&format!("{path}/findings"))
        .query(&[("level", "fatal")])
        .await
        .refuses(&[("?level", "unknown_code")]);
    hq.get(&format!("{path}/findings")).query(&[("cursor", "x")]).await.refuses(&[("?cursor", "format")]);
}

async fn an_import_is_applied_once(world: World) {
    let done = applied(&world, "customers", LIST).await;
    let hq = world.sign_in("hq_service").await;
    assert_eq!(hq.post(&format!("/imports/{}/apply", done.id)).await.reasons(), ["wrong_stage"]);
    let failed = checked(&world, "customers", "颜色\n红\n".as_bytes()).await;
    assert_eq!(hq.post(&format!("/imports/{}/apply", failed.id)).await.reasons(), ["wrong_stage"]);
}

async fn a_repeated_upload_is_one_import(world: World) {
    let hq = world.sign_in("hq_service").await;
    let path = "/imports?kind=customers&file_name=a.csv";
    let first: ImportView = hq.post(path).key("list-1").bytes("text/csv", LIST).await.read(201);
    let again: ImportView = hq.post(path).key("list-1").bytes("text/csv", LIST).await.read(201);
    assert_eq!(again.id, first.id);
    hq.post(path)
        .key("list-1")
        .bytes("text/csv", b"name,phone\nx,1\n")
        .await
        .problem(409, "idempotency_key_reused");
    let other = "/imports?kind=units&file_name=a.csv";
    hq.post(other).key("list-1").bytes("text/csv", LIST).await.problem(409, "idempotency_key_reused");
    super::ended(&hq, &first).await;
}

async fn imports_are_listed_the_newest_first(world: World) {
    let mut sent = Vec::new();
    for kind in ["customers", "units", "customers"] {
        let one = send(&world, kind, "a.csv", LIST).await;
        super::ended(&world.sign_in("hq_service").await, &one).await;
        sent.insert(0, one.id);
    }
    let hq = world.sign_in("hq_service").await;
    let page: Page<ImportView> = hq.get("/imports").query(&[("limit", "2")]).await.read(200);
    let mut ids: Vec<_> = page.items.iter().map(|import| import.id).collect();
    let rest: Page<ImportView> =
        hq.get("/imports").query(&[("cursor", &page.next_cursor.unwrap())]).await.read(200);
    ids.extend(rest.items.iter().map(|import| import.id));
    assert_eq!((ids, rest.next_cursor), (sent, None));
    let units: Page<ImportView> = hq.get("/imports").query(&[("kind", "units")]).await.read(200);
    assert_eq!(units.items.len(), 1);
}
