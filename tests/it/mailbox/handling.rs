//! A person decides what the rules could not.

use contract::{attachments::AttachmentView, mailbox::MailView};
use domain::mailbox::{MailRule, MailState};
use serde_json::{Value, json};

use super::{customer, gateway, listed, message, show, taken};
use crate::harness::{Client, World, both};

both!(
    an_unknown_sender_is_looked_at_and_registered,
    a_message_is_added_to_a_request,
    a_message_is_dismissed,
    the_list_ends_at_the_branch,
    who_may_not_may_not,
);

async fn unmatched(gateway: &Client, n: &str) -> MailView {
    let mail = taken(gateway, &message("stranger", &[("n", n)])).await;
    assert_eq!((mail.state, mail.rule), (MailState::Unmatched, MailRule::SenderUnknown));
    mail
}

fn registration() -> Value {
    json!({
        "request_type": "repair", "severity": "3", "impact": "runs",
        "customer": { "name": "李记", "contact_name": "李先生", "phone": "13700137000", "region": "310112" },
        "product": { "serial": "KY55-2024-0317" }
    })
}

async fn an_unknown_sender_is_looked_at_and_registered(world: World) {
    let gateway = gateway(&world, "SH").await;
    let mail = unmatched(&gateway, "1").await;
    world.advance_minutes(30);
    let desk = world.sign_in("reception.sh").await;
    assert_eq!(listed(&desk, "unmatched").await, std::slice::from_ref(&mail));
    let raw = desk.get(&format!("/mail/messages/{}/content", mail.id)).open().await;
    assert_eq!(raw.bytes().await.unwrap(), message("stranger", &[("n", "1")]));
    let path = format!("/mail/messages/{}/register", mail.id);
    let mut without = registration();
    without["customer"]["phone"] = json!("");
    desk.post(&path).json(without).await.refuses(&[("/customer/phone", "required")]);
    let mut body = registration();
    body["fault_code"] = json!("E01");
    let done: MailView = desk.post(&path).key("register-1").json(&body).await.read(200);
    assert_eq!((done.state, done.rule), (MailState::Registered, MailRule::ByPerson));
    let ticket = serde_json::to_value(show(&desk, &done).await).unwrap();
    assert_eq!((&ticket["channel"], &ticket["fault_code"]), (&json!("email"), &json!("E01")));
    assert_eq!(
        ticket["received_at"], "2026-03-02T01:00:00.000Z",
        "when it reached us, not when it was looked at"
    );
    assert_eq!(ticket["description"], "My compressor\n\nKY55-2024-0317 does not start.");
    assert_eq!(ticket["attachments"][0]["name"], "邮件原文.eml");
    assert_eq!(listed(&desk, "unmatched").await, []);
    assert_eq!(desk.post(&path).json(registration()).await.reasons(), ["wrong_stage"]);
    // from now on the sender is known at this request
    let reply = message(
        "reply_by_number",
        &[("sender", "li@stranger.example"), ("no", ticket["no"].as_str().unwrap()), ("n", "1")],
    );
    assert_eq!(taken(&gateway, &reply).await.ticket_id, done.ticket_id);
}

async fn a_message_is_added_to_a_request(world: World) {
    let id = customer(&world, "精工", "wang@jinggong.example").await;
    let gateway = gateway(&world, "SH").await;
    let desk = world.sign_in("reception.sh").await;
    let first = taken(&gateway, &message("plain", &[])).await;
    let mail = unmatched(&gateway, "1").await;
    let path = format!("/mail/messages/{}/assign", mail.id);
    let nothing = json!({ "ticket_id": "0192f3a4-7c00-7000-8000-000000000001" });
    desk.post(&path).json(nothing).await.refuses(&[("/ticket_id", "unknown_reference")]);
    let done: MailView = desk.post(&path).json(json!({ "ticket_id": first.ticket_id })).await.read(200);
    assert_eq!((done.state, done.ticket_no.clone()), (MailState::Threaded, first.ticket_no.clone()));
    let ticket = serde_json::to_value(show(&desk, &done).await).unwrap();
    assert_eq!(ticket["customer"]["customer_id"], id.as_str());
    let file = ticket["attachments"][1]["id"].as_str().unwrap();
    let file: AttachmentView = desk.get(&format!("/attachments/{file}")).await.read(200);
    assert_eq!(file.media_type, "message/rfc822");
}

async fn a_message_is_dismissed(world: World) {
    let gateway = gateway(&world, "SH").await;
    let mail = unmatched(&gateway, "1").await;
    let desk = world.sign_in("reception.sh").await;
    let path = format!("/mail/messages/{}/dismiss", mail.id);
    desk.post(&path).json(json!({ "reason": "" })).await.refuses(&[("/reason", "length")]);
    desk.post(&path).json(json!({ "reason": " " })).await.refuses(&[("/reason", "format")]);
    let done: MailView = desk.post(&path).json(json!({ "reason": "广告" })).await.read(200);
    assert_eq!((done.state, done.handled_note.as_deref()), (MailState::Dismissed, Some("广告")));
    // it is kept
    let raw = desk.get(&format!("/mail/messages/{}/content", mail.id)).open().await;
    assert_eq!(raw.status().as_u16(), 200);
}

async fn the_list_ends_at_the_branch(world: World) {
    let shanghai = unmatched(&gateway(&world, "SH").await, "1").await;
    let central = unmatched(&gateway(&world, "HQ").await, "2").await;
    let (desk, other) = (world.sign_in("reception.sh").await, world.sign_in("reception.gz").await);
    let hq = world.sign_in("hq_service").await;
    assert_eq!(listed(&desk, "unmatched").await, std::slice::from_ref(&shanghai));
    assert_eq!(listed(&other, "unmatched").await, []);
    assert_eq!(listed(&hq, "unmatched").await, [central.clone(), shanghai.clone()]);
    for path in ["", "/content"] {
        other.get(&format!("/mail/messages/{}{path}", shanghai.id)).await.problem(404, "not_found");
    }
    let reason = json!({ "reason": "广告" });
    other
        .post(&format!("/mail/messages/{}/dismiss", shanghai.id))
        .json(&reason)
        .await
        .problem(404, "not_found");
    desk.post(&format!("/mail/messages/{}/dismiss", central.id))
        .json(&reason)
        .await
        .problem(404, "not_found");
}

async fn who_may_not_may_not(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    engineer.get("/mail/messages").await.problem(403, "forbidden");
    let desk = world.sign_in("reception.sh").await;
    let raw = message("plain", &[]);
    desk.post("/mail/messages").bytes("message/rfc822", &raw).await.problem(403, "forbidden");
    let gateway = gateway(&world, "SH").await;
    gateway.get("/mail/messages").await.problem(403, "forbidden");
    let elsewhere = world.branch("GZ").await.to_string();
    let call = gateway.post("/mail/messages").query(&[("branch_id", &elsewhere)]);
    call.bytes("message/rfc822", &raw).await.problem(403, "forbidden");
    let sent = json!({ "message_id": "<1@x.example>", "ticket_no": "SH-2026-000001" });
    desk.post("/mail/sent").json(&sent).await.problem(403, "forbidden");
    gateway.post("/mail/sent").json(&sent).await.refuses(&[("/ticket_no", "unknown_reference")]);
}
