//! 导入: lists of customers and units, and the history of another system.

mod bad_input;
mod formats;
mod incidents;
mod lists;
mod resume;

use contract::{
    imports::{ImportFinding, ImportState, ImportView},
    page::Page,
};

use crate::harness::{Client, World};

/// Sends a list as head office.
async fn send(world: &World, kind: &str, name: &str, content: &[u8]) -> ImportView {
    let hq = world.sign_in("hq_service").await;
    hq.post("/imports")
        .query(&[("kind", kind), ("file_name", name)])
        .bytes("text/csv", content)
        .await
        .read(201)
}

/// Asks until the stage has ended, as a screen does.
async fn ended(client: &Client, import: &ImportView) -> ImportView {
    for _ in 0..2_000 {
        let view: ImportView = client.get(&format!("/imports/{}", import.id)).await.read(200);
        if !matches!(view.state, ImportState::Checking | ImportState::Applying) {
            return view;
        }
    }
    panic!("the import does not end");
}

/// The dry run of a list.
async fn checked(world: &World, kind: &str, content: &[u8]) -> ImportView {
    let sent = send(world, kind, "list.csv", content).await;
    ended(&world.sign_in("hq_service").await, &sent).await
}

/// The dry run and the application of a list.
async fn applied(world: &World, kind: &str, content: &[u8]) -> ImportView {
    let view = checked(world, kind, content).await;
    assert_eq!((view.state, view.failure.as_deref()), (ImportState::Checked, None));
    apply(world, &view).await
}

async fn apply(world: &World, import: &ImportView) -> ImportView {
    let hq = world.sign_in("hq_service").await;
    let begun: ImportView = hq.post(&format!("/imports/{}/apply", import.id)).await.read(200);
    assert_eq!((begun.state, begun.rows_done), (ImportState::Applying, 0));
    ended(&hq, import).await
}

/// Created, updated, unchanged, rejected; they add up to the rows of the file.
#[track_caller]
fn counts(view: &ImportView) -> [u64; 4] {
    let counts = [view.created, view.updated, view.unchanged, view.rejected];
    assert_eq!((counts.iter().sum::<u64>(), view.rows_done), (view.rows_total, view.rows_total), "{view:?}");
    counts
}

/// Every finding, page by page.
async fn findings(world: &World, import: &ImportView) -> Vec<ImportFinding> {
    let hq = world.sign_in("hq_service").await;
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut query = vec![("limit", "7")];
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page: Page<ImportFinding> =
            hq.get(&format!("/imports/{}/findings", import.id)).query(&query).await.read(200);
        all.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return all,
        }
    }
}

/// Line, column, value, level and code.
fn said(findings: &[ImportFinding]) -> Vec<(u64, &str, &str, &str, &str)> {
    findings
        .iter()
        .map(|f| {
            let (column, value) = (f.column.as_deref().unwrap_or(""), f.value.as_deref().unwrap_or(""));
            (f.row, column, value, f.level.as_str(), f.code.as_str())
        })
        .collect()
}
