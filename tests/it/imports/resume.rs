use std::{fmt::Write as _, ops::ControlFlow};

use application::{Caller, imports::NewImport};
use contract::{
    assets::CustomerSummary,
    imports::{ImportKind, ImportState},
    page::Page,
};

use super::{counts, ended, findings, said};
use crate::harness::{World, both};

both!(
    a_stopped_import_goes_on_where_it_was,
    a_stopped_dry_run_begins_anew,
    the_scheduler_finds_what_was_stopped,
    two_importers_do_not_write_twice,
);

/// 350 rows: every 50th has no name, every 70th repeats the customer of the row before. The last one is both: an empty
/// cell leaves what is known, so that it changes nothing.
fn list() -> String {
    let mut list = "客户编号,客户名称,电话\n".to_owned();
    for n in 0..350 {
        let same = if n % 70 == 69 { n - 1 } else { n };
        let name = if n % 50 == 49 { String::new() } else { format!("第{same}机械厂") };
        writeln!(list, "K-{same},{name},1380013{same:04}").unwrap();
    }
    list
}

fn new() -> NewImport {
    NewImport {
        kind: ImportKind::Customers,
        file_name: "list.csv".to_owned(),
        content: list().into_bytes().into(),
        mapping: None,
        branch_id: None,
    }
}

async fn customers(world: &World) -> usize {
    let hq = world.sign_in("hq_service").await;
    let (mut count, mut cursor) = (0, None::<String>);
    loop {
        let mut query = vec![("limit", "100")];
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page: Page<CustomerSummary> = hq.get("/customers").query(&query).await.read(200);
        count += page.items.len();
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return count,
        }
    }
}

async fn a_stopped_import_goes_on_where_it_was(world: World) {
    let app = world.app();
    // stopped in the middle of writing, after a batch
    let stopped = app
        .import_while(&Caller::system(), new(), true, &mut |view| {
            let in_the_middle = view.state == ImportState::Applying && view.rows_done >= 100;
            if in_the_middle { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await
        .unwrap();
    assert_eq!((stopped.view.state, stopped.view.rows_done), (ImportState::Applying, 100));
    let written = customers(&world).await;
    assert!((90..100).contains(&written), "{written}");
    // its importer may still be alive
    assert_eq!(app.resume_imports().await.unwrap(), 0);
    world.advance_seconds(31);
    assert_eq!(app.resume_imports().await.unwrap(), 1);
    let hq = world.sign_in("hq_service").await;
    let done = ended(&hq, &stopped.view).await;
    assert_eq!((done.state, counts(&done)), (ImportState::Done, [339, 0, 5, 6]));
    assert_eq!(customers(&world).await, 339);
    let errors = findings(&world, &done).await;
    let lines: Vec<u64> = errors.iter().map(|finding| finding.row).collect();
    assert_eq!(lines, [51, 101, 151, 201, 251, 301], "{:?}", said(&errors));
}

async fn a_stopped_dry_run_begins_anew(world: World) {
    let app = world.app();
    let stopped =
        app.import_while(&Caller::system(), new(), true, &mut |_| ControlFlow::Break(())).await.unwrap();
    assert_eq!((stopped.view.state, stopped.view.rows_done), (ImportState::Checking, 100));
    world.advance_seconds(31);
    app.resume_imports().await.unwrap();
    let hq = world.sign_in("hq_service").await;
    let done = ended(&hq, &stopped.view).await;
    assert_eq!((done.state, counts(&done)), (ImportState::Checked, [339, 0, 5, 6]));
    assert_eq!((findings(&world, &done).await.len(), customers(&world).await), (6, 0));
}

async fn the_scheduler_finds_what_was_stopped(world: World) {
    let app = world.app().clone();
    let stopped =
        app.import_while(&Caller::system(), new(), false, &mut |_| ControlFlow::Break(())).await.unwrap();
    assert_eq!(stopped.view.state, ImportState::Checking);
    world.advance_seconds(31);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let scheduler = tokio::spawn(async move { app.run_scheduler(stopping).await });
    let done = ended(&world.sign_in("hq_service").await, &stopped.view).await;
    assert_eq!((done.state, counts(&done)), (ImportState::Checked, [339, 0, 5, 6]));
    stop.send_replace(true);
    scheduler.await.unwrap();
}

async fn two_importers_do_not_write_twice(world: World) {
    let app = world.app().clone();
    let (silent, mut taken) = (world.clone(), false);
    // one importer falls silent after a batch; meanwhile another one takes over and ends the work
    let report = app
        .import_while(&Caller::system(), new(), true, &mut |view| {
            if view.state == ImportState::Applying && !std::mem::replace(&mut taken, true) {
                silent.advance_seconds(31);
                let (world, view) = (silent.clone(), view.clone());
                let other = tokio::task::block_in_place(|| {
                    tokio::runtime::Handle::current().block_on(async move {
                        assert_eq!(world.app().resume_imports().await.unwrap(), 1);
                        ended(&world.sign_in("hq_service").await, &view).await
                    })
                });
                assert_eq!(other.state, ImportState::Done);
            }
            ControlFlow::Continue(())
        })
        .await
        .unwrap();
    assert_eq!(counts(&report.view), [339, 0, 5, 6]);
    assert_eq!(customers(&world).await, 339);
}
