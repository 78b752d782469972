//! On the way: quiet hours, attempts, several nodes, a crash between commit and send.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{night, on_duty, register, smtp::MailServer, tell_people, wants_email};
use crate::harness::{World, both};

both!(
    a_letter_says_what_happened,
    a_letter_waits_for_the_morning_and_the_inbox_does_not,
    critical_wakes_people_up,
    a_refused_letter_is_tried_again_until_it_is_hopeless,
    two_nodes_tell_everybody_once,
    what_a_crashed_node_had_in_hand_is_sent_by_another,
);

async fn a_letter_says_what_happened(world: World) {
    let server = MailServer::start().await;
    let node = world.app().clone().with_messages(server.settings()).unwrap();
    wants_email(&world, "engineer.sh", Value::Null).await;
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, "3").await;
    tell_people(&node).await;
    let mails = server.mails();
    assert_eq!(server.recipients(), ["engineer.sh@example.com"]);
    assert!(mails[0].header("From").contains("<service@example.com>"));
    assert!(mails[0].header("Message-ID").ends_with("@example.com>"));
    assert!(mails[0].header("Subject").starts_with(&ticket.no), "{}", mails[0].data);
    let body = mails[0].data.split_once("\r\n\r\n").unwrap().1;
    assert!(!mails[0].data.contains("13800138000") && !body.is_empty());
    let english = serde_json::json!({ "language": "en", "quiet": null, "email": "me@example.com" });
    let engineer = world.sign_in("engineer.sh").await;
    engineer.put("/notifications/preferences").version(1).json(english).await.expect(200);
    let ticket2 = register(&reception, "3").await;
    tell_people(&node).await;
    let mail = server.mails().pop().unwrap();
    assert_eq!(
        (mail.to.as_str(), mail.header("Subject")),
        ("me@example.com", format!("{} is yours", ticket2.no))
    );
    let body = mail.data.replace("=\r\n", "");
    assert!(body.contains(&format!("https://aftercare.example.com/tickets/{}", ticket2.id)), "{body}");
    assert_ne!(ticket.no, ticket2.no);
}

async fn a_letter_waits_for_the_morning_and_the_inbox_does_not(world: World) {
    let server = MailServer::start().await;
    let node = world.app().clone().with_messages(server.settings()).unwrap();
    wants_email(&world, "engineer.sh", night()).await;
    // 23:00 in Shanghai
    world.set_clock("2026-03-02T15:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "3").await;
    tell_people(&node).await;
    assert_eq!(super::inbox_of(&world, "engineer.sh").await.len(), 1);
    world.set_clock("2026-03-02T22:59:59Z");
    node.send_due_notifications().await.unwrap();
    assert_eq!(server.recipients(), [""; 0]);
    world.set_clock("2026-03-02T23:00:00Z");
    node.send_due_notifications().await.unwrap();
    assert_eq!(server.recipients(), ["engineer.sh@example.com"]);
}

async fn critical_wakes_people_up(world: World) {
    let server = MailServer::start().await;
    let node = world.app().clone().with_messages(server.settings()).unwrap();
    wants_email(&world, "engineer2.sh", night()).await;
    on_duty(&world, "engineer2.sh", "SH", "2026-03-02T10:00:00Z", "2026-03-03T00:00:00Z").await;
    world.set_clock("2026-03-02T18:10:00Z");
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "1").await;
    tell_people(&node).await;
    assert_eq!(server.recipients(), ["engineer2.sh@example.com"]);
}

async fn a_refused_letter_is_tried_again_until_it_is_hopeless(world: World) {
    let server = MailServer::start().await;
    let node = world.app().clone().with_messages(server.settings()).unwrap();
    wants_email(&world, "engineer.sh", Value::Null).await;
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "3").await;
    server.answer("451 later");
    assert_eq!(node.send_due_notifications().await.unwrap(), 1);
    assert_eq!(node.send_due_notifications().await.unwrap(), 0, "not before its time");
    world.advance_seconds(29);
    assert_eq!(node.send_due_notifications().await.unwrap(), 0);
    world.advance_seconds(1);
    assert_eq!(node.send_due_notifications().await.unwrap(), 1);
    assert_eq!(server.recipients().len(), 1);
    // what the other side refuses for good is not tried again
    register(&reception, "3").await;
    server.answer("550 no such user");
    assert_eq!(node.send_due_notifications().await.unwrap(), 1);
    world.advance_minutes(24 * 60);
    assert_eq!(node.send_due_notifications().await.unwrap(), 0);
    assert_eq!(server.recipients().len(), 1);
}

async fn two_nodes_tell_everybody_once(world: World) {
    let server = MailServer::start().await;
    let one = world.app().clone().with_messages(server.settings()).unwrap();
    let other = world.another_node().await.with_messages(server.settings()).unwrap();
    wants_email(&world, "engineer.sh", Value::Null).await;
    let reception = world.sign_in("reception.sh").await;
    for _ in 0..5 {
        for _ in 0..6 {
            register(&reception, "3").await;
        }
        let (a, b) = tokio::join!(one.send_due_notifications(), other.send_due_notifications());
        let (_, _) = (a.unwrap(), b.unwrap());
    }
    tell_people(&one).await;
    tell_people(&other).await;
    let ids: BTreeSet<String> = server.mails().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((server.mails().len(), ids.len()), (30, 30));
    assert_eq!(super::inbox_of(&world, "engineer.sh").await.len(), 30);
    other.db().clone().close().await.unwrap();
}

async fn what_a_crashed_node_had_in_hand_is_sent_by_another(world: World) {
    let (silent, server) = (MailServer::start().await, MailServer::start().await);
    silent.fall_silent();
    let crashing = world.app().clone().with_messages(silent.settings()).unwrap();
    let other = world.app().clone().with_messages(server.settings()).unwrap();
    wants_email(&world, "engineer.sh", Value::Null).await;
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "3").await;
    let work = tokio::spawn(async move { crashing.send_due_notifications().await });
    silent.asked().await;
    work.abort();
    assert!(work.await.unwrap_err().is_cancelled());
    // it might still be sending: nobody takes it from its hand
    assert_eq!(other.send_due_notifications().await.unwrap(), 0);
    world.advance_seconds(120);
    assert_eq!(other.send_due_notifications().await.unwrap(), 1);
    assert_eq!(server.recipients(), ["engineer.sh@example.com"]);
    assert_eq!(super::inbox_of(&world, "engineer.sh").await.len(), 1);
}
