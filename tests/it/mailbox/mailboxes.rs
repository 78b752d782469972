//! 收信邮箱: read over IMAP, each message once, whatever fails in between.

use contract::mailbox::{MailView, MailboxView};
use contract::page::Page;
use serde_json::{Value, json};

use super::{
    imap_server::{Fetching, ImapServer},
    message,
};
use crate::harness::{Client, World, both};

both!(
    new_mail_is_taken_once_and_marked,
    what_is_taken_may_be_moved,
    a_crash_takes_nothing_twice_and_loses_nothing,
    a_message_that_is_not_handed_out_is_not_lost,
    a_renumbered_folder_takes_nothing_twice,
    failures_are_shown_and_make_it_wait,
    bad_mailboxes_are_refused,
);

async fn body(world: &World, server: &ImapServer) -> Value {
    json!({ "branch_id": world.branch("SH").await, "name": "售后邮箱", "host": "127.0.0.1", "port": server.port, "security": "none",
        "username": "service", "password": "right", "folder": "INBOX", "done_folder": null, "interval_seconds": 60, "active": true })
}

async fn mailbox(world: &World, admin: &Client, body: Value) -> MailboxView {
    let made = admin.post("/mail/mailboxes").json(body).await.read(201);
    // the first look only remembers where the folder ends
    assert_eq!(world.app().poll_due_mailboxes().await.unwrap(), 0);
    made
}

async fn came(admin: &World) -> Vec<MailView> {
    let reader = admin.sign_in("hq_service").await;
    let page: Page<MailView> = reader.get("/mail/messages").await.read(200);
    page.items
}

/// A message of somebody unknown, with its own Message-ID.
fn letter(number: u32) -> Vec<u8> {
    format!(
        "From: Wang <wang@customer.example>\r\nTo: service@huajun.example\r\nSubject: E01 {number}\r\n\
         Message-ID: <{number}@customer.example>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\n\r\nE01, please call.\r\n"
    )
    .into_bytes()
}

async fn look(world: &World) -> u64 {
    world.advance_seconds(61);
    world.app().poll_due_mailboxes().await.unwrap()
}

async fn new_mail_is_taken_once_and_marked(world: World) {
    let (server, admin) = (ImapServer::start().await, world.sign_in("admin").await);
    let old = server.arrives(&letter(1));
    let made = mailbox(&world, &admin, body(&world, &server).await).await;
    let new = [server.arrives(&letter(2)), server.arrives(&message("plain", &[]))];
    assert_eq!(world.app().poll_due_mailboxes().await.unwrap(), 0, "not before its time");
    assert_eq!(look(&world).await, 2);
    assert_eq!(server.seen(), new, "{old} lay there before");
    assert_eq!(came(&world).await.len(), 2);
    assert_eq!(look(&world).await, 0);
    let shown: MailboxView = admin.get(&format!("/mail/mailboxes/{}", made.id)).await.read(200);
    assert_eq!((shown.taken, shown.fault, shown.failures), (2, None, 0));
    assert_eq!(shown.polled_at, Some(world.now()));
}

async fn what_is_taken_may_be_moved(world: World) {
    let (server, admin) = (ImapServer::start().await, world.sign_in("admin").await);
    let mut body = body(&world, &server).await;
    body["done_folder"] = json!("Processed");
    mailbox(&world, &admin, body).await;
    let first = server.arrives(&letter(1));
    assert_eq!(look(&world).await, 1);
    assert_eq!((server.moved(), server.left()), (vec![first], 0));
    server.cannot_move();
    let second = server.arrives(&letter(2));
    assert_eq!(look(&world).await, 1);
    assert_eq!((server.moved(), server.seen()), (vec![first, second], vec![second]), "copied and marked");
    assert_eq!(came(&world).await.len(), 2);
}

async fn a_crash_takes_nothing_twice_and_loses_nothing(world: World) {
    let (server, admin) = (ImapServer::start().await, world.sign_in("admin").await);
    let made = mailbox(&world, &admin, body(&world, &server).await).await;
    server.arrives(&letter(1));
    server.arrives(&letter(2));
    // taken, but the connection ends before it is marked
    server.dies_when_setting_aside(true);
    assert_eq!(look(&world).await, 0);
    assert_eq!((came(&world).await.len(), server.seen()), (1, vec![]));
    let shown: MailboxView = admin.get(&format!("/mail/mailboxes/{}", made.id)).await.read(200);
    assert_eq!(shown.fault.unwrap().as_str(), "unreachable");
    server.dies_when_setting_aside(false);
    world.advance_seconds(120);
    assert_eq!(look(&world).await, 2);
    let subjects: std::collections::BTreeSet<String> =
        came(&world).await.into_iter().map(|m| m.subject).collect();
    assert_eq!(subjects, ["E01 1".to_owned(), "E01 2".to_owned()].into());
    assert_eq!(came(&world).await.len(), 2, "the first one was known");
    assert_eq!(server.seen(), [1, 2]);
}

async fn a_message_that_is_not_handed_out_is_not_lost(world: World) {
    let (server, admin) = (ImapServer::start().await, world.sign_in("admin").await);
    let made = mailbox(&world, &admin, body(&world, &server).await).await;
    let gone = server.arrives(&letter(1));
    server.arrives(&letter(2));
    for (fetching, fault) in [(Fetching::Refused, "protocol"), (Fetching::Dies, "unreachable")] {
        server.fetching(fetching);
        world.advance_minutes(60);
        assert_eq!(look(&world).await, 0);
        let shown: MailboxView = admin.get(&format!("/mail/mailboxes/{}", made.id)).await.read(200);
        assert_eq!((shown.fault.unwrap().as_str(), shown.taken), (fault, 0));
    }
    server.fetching(Fetching::Answers);
    server.vanishes(gone);
    world.advance_minutes(60);
    assert_eq!(look(&world).await, 1);
    assert_eq!(came(&world).await[0].subject, "E01 2");
}

async fn a_renumbered_folder_takes_nothing_twice(world: World) {
    let (server, admin) = (ImapServer::start().await, world.sign_in("admin").await);
    mailbox(&world, &admin, body(&world, &server).await).await;
    server.arrives(&letter(1));
    server.arrives(&letter(2));
    assert_eq!(look(&world).await, 2);
    server.renumbers();
    server.arrives(&letter(3));
    assert_eq!(look(&world).await, 3, "all are looked at again");
    assert_eq!(came(&world).await.len(), 3, "and one is new");
    assert_eq!(look(&world).await, 0);
}

async fn failures_are_shown_and_make_it_wait(world: World) {
    let (server, admin) = (ImapServer::start().await, world.sign_in("admin").await);
    let mut wrong = body(&world, &server).await;
    wrong["password"] = json!("wrong");
    let made = mailbox(&world, &admin, wrong).await;
    let path = format!("/mail/mailboxes/{}", made.id);
    let shown: MailboxView = admin.get(&path).await.read(200);
    assert_eq!((shown.fault.unwrap().as_str(), shown.failures), ("sign_in", 1));
    assert_eq!(shown.next_poll_at, Some(world.now().plus_millis(120_000)));
    look(&world).await;
    assert_eq!(server.sign_ins(), 1, "a minute is too soon now");
    look(&world).await;
    assert_eq!(server.sign_ins(), 2);
    let shown: MailboxView = admin.get(&path).await.read(200);
    assert_eq!((shown.failures, shown.next_poll_at), (2, Some(world.now().plus_millis(240_000))));
    // what is put right is asked at once
    let mut right = body(&world, &server).await;
    right["folder"] = json!("Nowhere");
    admin.put(&path).version(shown.version).json(&right).await.expect(200);
    world.app().poll_due_mailboxes().await.unwrap();
    let shown: MailboxView = admin.get(&path).await.read(200);
    assert_eq!(shown.fault.unwrap().as_str(), "folder");
    right["folder"] = json!("INBOX");
    right["password"] = Value::Null;
    admin.put(&path).version(shown.version).json(&right).await.expect(200);
    world.app().poll_due_mailboxes().await.unwrap();
    let shown: MailboxView = admin.get(&path).await.read(200);
    assert_eq!((shown.fault, shown.failures), (None, 0), "the password stayed");
}

async fn bad_mailboxes_are_refused(world: World) {
    let (server, admin) = (ImapServer::start().await, world.sign_in("admin").await);
    let good = body(&world, &server).await;
    let refused = async |field: &str, value: Value, code: &str| {
        let mut body = good.clone();
        body[field] = value;
        let answer = admin.post("/mail/mailboxes").json(body).await;
        answer.refuses(&[(&format!("/{field}"), code)]);
    };
    refused("password", Value::Null, "required").await;
    refused("host", json!("not a host/"), "format").await;
    refused("port", json!(0), "range").await;
    refused("interval_seconds", json!(1), "range").await;
    refused("security", json!("ssl"), "unknown_code").await;
    refused("done_folder", json!("INBOX"), "conflict").await;
    refused("branch_id", json!("0199c0de-0000-7000-8000-00000000000f"), "unknown_reference").await;
    refused("colour", json!("red"), "unknown_field").await;
    let made: MailboxView = admin.post("/mail/mailboxes").json(&good).await.read(201);
    let path = format!("/mail/mailboxes/{}", made.id);
    let mut elsewhere = good.clone();
    elsewhere["host"] = json!("imap.example.com");
    elsewhere["password"] = Value::Null;
    admin.put(&path).version(1).json(&elsewhere).await.refuses(&[("/password", "required")]);
    admin.put(&path).version(9).json(&good).await.problem(412, "stale_version");
    let shown = admin.get(&path).await.expect(200);
    assert!(shown.get("password").is_none() && !shown.to_string().contains("right"));
    let reception = world.sign_in("reception.sh").await;
    reception.get("/mail/mailboxes").await.problem(403, "forbidden");
    reception.post("/mail/mailboxes").json(&good).await.problem(403, "forbidden");
}
