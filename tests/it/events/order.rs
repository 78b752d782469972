//! With several writers at once, a reader of the feed never passes an event that is committed later.

use contract::events::EventPage;
use sea_orm_migration::sea_orm::{
    ConnectionTrait as _, Database, DatabaseTransaction, TransactionTrait as _,
};

use crate::harness::{Backend, World, run_test};

async fn begin_writing(database: &sea_orm_migration::sea_orm::DatabaseConnection) -> DatabaseTransaction {
    let tx = database.begin().await.unwrap();
    // from its first write on, a transaction has its number
    tx.execute_unprepared("SELECT pg_current_xact_id()").await.unwrap();
    tx
}

async fn add(tx: &DatabaseTransaction, event_type: &str) {
    let sql = format!(
        "INSERT INTO outbox (id, event_type, at, subject_kind, subject_id, actor, data) \
         VALUES (gen_random_uuid(), '{event_type}', 0, 'test', '1', '{{\"kind\":\"system\"}}', '{{}}')"
    );
    tx.execute_unprepared(&sql).await.unwrap();
}

/// Everything after a position, page by page, and the position that was reached.
async fn read(world: &World, after: i64) -> (Vec<String>, i64) {
    let auditor = world.sign_in("auditor").await;
    let (mut seen, mut position) = (Vec::new(), after);
    loop {
        let page: EventPage = auditor.get(&format!("/events?after={position}")).await.read(200);
        position = page.last_seq;
        if page.items.is_empty() {
            return (seen, position);
        }
        seen.extend(page.items.into_iter().map(|event| event.event_type));
    }
}

/// SQLite has one writer at a time.
#[test]
fn an_event_that_is_committed_later_is_not_passed() {
    run_test(Backend::Postgres, |world| async move {
        let database = Database::connect(world.database_url()).await.unwrap();
        let (_, start) = read(&world, 0).await;

        // begins first, writes its event last
        let first = begin_writing(&database).await;
        let second = begin_writing(&database).await;
        add(&second, "test.second").await;
        add(&first, "test.first").await;
        first.commit().await.unwrap();
        let (seen, position) = read(&world, start).await;
        second.commit().await.unwrap();
        let (then, end) = read(&world, position).await;
        assert_eq!([seen, then].concat(), ["test.first", "test.second"]);

        // begins first, ends last
        let first = begin_writing(&database).await;
        let second = begin_writing(&database).await;
        add(&first, "test.first").await;
        add(&second, "test.second").await;
        second.commit().await.unwrap();
        let (seen, position) = read(&world, end).await;
        assert_eq!((seen, position), (Vec::new(), end));
        first.commit().await.unwrap();
        assert_eq!(read(&world, position).await.0, ["test.first", "test.second"]);
        database.close().await.unwrap();
    });
}

/// As after a restore to another cluster: transactions count from a lower number than the positions that readers know.
#[test]
fn positions_go_on_growing_after_a_restore() {
    run_test(Backend::Postgres, |world| async move {
        let database = Database::connect(world.database_url()).await.unwrap();
        let tx = database.begin().await.unwrap();
        tx.execute_unprepared("UPDATE feed_base SET base = base + (9000000::bigint << 20)").await.unwrap();
        add(&tx, "test.before").await;
        tx.execute_unprepared("UPDATE feed_base SET base = base - (9000000::bigint << 20)").await.unwrap();
        tx.commit().await.unwrap();
        world.app().db().migrate().await.unwrap();
        let (seen, position) = read(&world, 0).await;
        assert_eq!(seen.last().map(String::as_str), Some("test.before"));
        let tx = begin_writing(&database).await;
        add(&tx, "test.after").await;
        tx.commit().await.unwrap();
        assert_eq!(read(&world, position).await.0, ["test.after"]);
        database.close().await.unwrap();
    });
}
