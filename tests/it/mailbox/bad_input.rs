//! What is no message, or tries to be too much of one.

use domain::mailbox::{MailRule, MailState};

use super::{gateway, hand_in, message, taken};
use crate::harness::{World, both};

both!(
    what_is_no_message_is_looked_at,
    what_is_wrong_with_the_call_is_said,
    a_message_of_a_thousand_parts_is_kept_whole
);

async fn what_is_no_message_is_looked_at(world: World) {
    let gateway = gateway(&world, "HQ").await;
    for raw in [&b"{\"hello\": 1}"[..], b"\0\xff\xfe\x01", b"\r\n\r\n", b"just some words"] {
        let mail = taken(&gateway, raw).await;
        assert_eq!((mail.state, mail.rule, mail.kind), (MailState::Unmatched, MailRule::Unreadable, None));
    }
    let nobody = taken(&gateway, &message("no_sender", &[])).await;
    assert_eq!((nobody.state, nobody.rule), (MailState::Unmatched, MailRule::SenderMissing));
}

async fn what_is_wrong_with_the_call_is_said(world: World) {
    let gateway = gateway(&world, "HQ").await;
    hand_in(&gateway, b"").await.refuses(&[("", "required")]);
    let mut large = message("plain", &[]);
    large.resize((1 << 20) + 1, b'a');
    hand_in(&gateway, &large).await.problem(413, "too_large");
    let raw = message("plain", &[]);
    gateway
        .post("/mail/messages")
        .bytes("application/json", &raw)
        .await
        .problem(415, "unsupported_media_type");
    let call = gateway.post("/mail/messages").query(&[("branch_id", "0192f3a4-7c00-7000-8000-000000000001")]);
    call.bytes("message/rfc822", &raw).await.refuses(&[("?branch_id", "unknown_reference")]);
    let call = gateway.post("/mail/messages").query(&[("colour", "red")]);
    call.bytes("message/rfc822", &raw).await.refuses(&[("?colour", "unknown_field")]);
}

async fn a_message_of_a_thousand_parts_is_kept_whole(world: World) {
    let gateway = gateway(&world, "HQ").await;
    let head = |n: u32| {
        format!("From: wang@jinggong.example\r\nMessage-ID: <deep.{n}@x.example>\r\nMIME-Version: 1.0\r\n")
    };
    let mut multipart = head(1);
    for n in 0..1000 {
        multipart.push_str(&format!("Content-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n--b{n}\r\n"));
    }
    let mut messages = head(2);
    for _ in 0..30_000 {
        messages.push_str("Content-Type: message/rfc822\r\n\r\n");
    }
    let hidden = head(3)
        + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nQ29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMg0KDQo=\r\n";
    let mut flat = head(4) + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n";
    for _ in 0..1000 {
        flat.push_str("--b\r\n\r\nx\r\n");
    }
    for raw in [multipart, messages, hidden, flat] {
        let mail = taken(&gateway, raw.as_bytes()).await;
        assert_eq!((mail.state, mail.rule), (MailState::Unmatched, MailRule::TooComplex));
        assert_eq!(mail.sender.as_deref(), Some("wang@jinggong.example"));
        assert_eq!(mail.size, raw.len() as u64);
    }
}
