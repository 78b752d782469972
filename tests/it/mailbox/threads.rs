//! A message belongs to a request that there is already.

use contract::tickets::TicketView;
use domain::mailbox::{MailRule, MailState};
use serde_json::{Value, json};

use super::{customer, gateway, message, show, taken, timeline};
use crate::harness::{Client, World, both};

both!(
    an_answer_is_the_customers_word_at_the_request,
    a_number_counts_for_a_contact_of_the_customer_only,
    an_answer_reopens_what_was_solved_three_times_a_day,
    an_automatic_answer_reopens_nothing,
    what_is_over_is_followed_by_a_new_request,
    a_delivery_report_is_noted_at_its_notice,
);

const OURS: &str = "20260302.1@mail.huajun.example";

/// A consultation of the customer: what ends quickly.
async fn consultation(world: &World, customer: &str) -> TicketView {
    let desk = world.sign_in("reception.sh").await;
    let body = json!({
        "request_type": "consultation", "channel": "phone", "severity": "3", "impact": "runs", "description": "如何保养",
        "customer": { "customer_id": customer }
    });
    desk.post("/tickets").json(body).await.read(201)
}

async fn step(client: &Client, ticket: &TicketView, step: &str, body: Value) -> TicketView {
    let now: TicketView = client.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    client.post(&format!("/tickets/{}/{step}", ticket.id)).version(now.version).json(body).await.read(200)
}

async fn solved(world: &World, ticket: &TicketView) {
    let desk = world.sign_in("reception.sh").await;
    step(&desk, ticket, "reply", json!({ "content": "每 2000 小时换油", "channel": "email" })).await;
    step(&desk, ticket, "resolve", json!({ "result": "已答复" })).await;
}

async fn sent(gateway: &Client, ticket: &TicketView, notice: Option<u32>) {
    let body = json!({ "message_id": format!("<{OURS}>"), "ticket_no": ticket.no, "notice_number": notice });
    gateway.post("/mail/sent").json(&body).await.expect(200);
    gateway.post("/mail/sent").json(&body).await.expect(200);
}

fn reply(n: u32, answers: &str) -> Vec<u8> {
    message("reply_by_reference", &[("n", &n.to_string()), ("answers", answers)])
}

async fn an_answer_is_the_customers_word_at_the_request(world: World) {
    let id = customer(&world, "精工", "wang@jinggong.example").await;
    let ticket = consultation(&world, &id).await;
    let gateway = gateway(&world, "HQ").await;
    sent(&gateway, &ticket, None).await;
    let mail = taken(&gateway, &reply(1, OURS)).await;
    assert_eq!((mail.state, mail.rule), (MailState::Threaded, MailRule::ByReference));
    assert_eq!((mail.ticket_id, mail.ticket_no.as_deref()), (Some(ticket.id), Some(ticket.no.as_str())));
    // an answer to their own message, too
    let second = taken(&gateway, &reply(2, "reply.1@jinggong.example")).await;
    assert_eq!(second.ticket_id, Some(ticket.id));
    let desk = world.sign_in("reception.sh").await;
    let entries = timeline(&desk, &ticket).await;
    let said: Vec<_> = entries.iter().filter(|(kind, ..)| kind == "ticket.commented").collect();
    assert_eq!(said.len(), 2);
    assert_eq!(said[0].1, json!({ "kind": "customer", "name": "Wang" }));
    assert_eq!(said[0].2["text"], "周三上午可以，仍然高温。");
    let files = serde_json::to_value(show(&desk, &mail).await).unwrap();
    assert_eq!(files["attachments"].as_array().unwrap().len(), 2, "both originals");
    // a stranger in copy may say something at an open request
    let copied = String::from_utf8(reply(3, OURS)).unwrap().replace("Wang <wang@", "Zhao <zhao@");
    assert_eq!(taken(&gateway, copied.as_bytes()).await.state, MailState::Threaded);
}

async fn a_number_counts_for_a_contact_of_the_customer_only(world: World) {
    let id = customer(&world, "精工", "wang@jinggong.example").await;
    customer(&world, "别家", "other@elsewhere.example").await;
    let ticket = consultation(&world, &id).await;
    let gateway = gateway(&world, "HQ").await;
    let from = |sender: &str, n: &str| {
        message("reply_by_number", &[("sender", sender), ("no", ticket.no.as_str()), ("n", n)])
    };
    let known = taken(&gateway, &from("wang@jinggong.example", "1")).await;
    assert_eq!((known.rule, known.ticket_id), (MailRule::ByNumber, Some(ticket.id)));
    let other = taken(&gateway, &from("other@elsewhere.example", "2")).await;
    assert_eq!((other.state, other.rule), (MailState::Registered, MailRule::KnownSender));
    assert_ne!(other.ticket_id, Some(ticket.id));
    let stranger = taken(&gateway, &from("nobody@stranger.example", "3")).await;
    assert_eq!((stranger.state, stranger.rule), (MailState::Unmatched, MailRule::SenderUnknown));
    assert_eq!(stranger.ticket_id, None);
}

async fn an_answer_reopens_what_was_solved_three_times_a_day(world: World) {
    let id = customer(&world, "精工", "wang@jinggong.example").await;
    let ticket = consultation(&world, &id).await;
    let gateway = gateway(&world, "HQ").await;
    sent(&gateway, &ticket, None).await;
    for n in 1..=3 {
        solved(&world, &ticket).await;
        let mail = taken(&gateway, &reply(n, OURS)).await;
        assert_eq!((mail.state, mail.rule), (MailState::Reopened, MailRule::ByReference), "{n}");
        world.advance_minutes(10);
    }
    solved(&world, &ticket).await;
    // who is not known reopens nothing
    let copied = String::from_utf8(reply(9, OURS)).unwrap().replace("Wang <wang@", "Zhao <zhao@");
    assert_eq!(taken(&gateway, copied.as_bytes()).await.rule, MailRule::SenderUnknown);
    let fourth = taken(&gateway, &reply(4, OURS)).await;
    assert_eq!((fourth.state, fourth.rule), (MailState::Threaded, MailRule::ReopenLimit));
    let desk = world.sign_in("reception.sh").await;
    assert_eq!(serde_json::to_value(show(&desk, &fourth).await).unwrap()["state"], "resolved");
    world.advance_minutes(24 * 60);
    assert_eq!(taken(&gateway, &reply(5, OURS)).await.state, MailState::Reopened);
}

async fn an_automatic_answer_reopens_nothing(world: World) {
    let id = customer(&world, "精工", "wang@jinggong.example").await;
    let ticket = consultation(&world, &id).await;
    let gateway = gateway(&world, "HQ").await;
    sent(&gateway, &ticket, None).await;
    solved(&world, &ticket).await;
    let mail =
        taken(&gateway, &message("auto_reply", &[("no", ticket.no.as_str()), ("answers", OURS)])).await;
    assert_eq!((mail.state, mail.ticket_id), (MailState::SetAside, Some(ticket.id)));
    let desk = world.sign_in("reception.sh").await;
    let after: TicketView = desk.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!(serde_json::to_value(after).unwrap()["state"], "resolved");
}

async fn what_is_over_is_followed_by_a_new_request(world: World) {
    let id = customer(&world, "精工", "wang@jinggong.example").await;
    let ticket = consultation(&world, &id).await;
    let gateway = gateway(&world, "HQ").await;
    sent(&gateway, &ticket, None).await;
    let supervisor = world.sign_in("supervisor.sh").await;
    step(&supervisor, &ticket, "end", json!({ "how": "withdrawn", "reason": "客户撤回" })).await;
    let mail = taken(&gateway, &reply(1, OURS)).await;
    assert_eq!((mail.state, mail.rule), (MailState::Registered, MailRule::FollowUp));
    let new = show(&supervisor, &mail).await;
    assert_ne!(new.id, ticket.id);
    let text = serde_json::to_value(&new).unwrap()["description"].as_str().unwrap().to_owned();
    assert!(text.contains(ticket.no.as_str()), "{text}");
    let entries = timeline(&supervisor, &ticket).await;
    let note = entries.iter().find(|(kind, ..)| kind == "ticket.commented").expect("a note");
    assert!(note.2["text"].as_str().unwrap().contains(new.no.as_str()));
}

async fn a_delivery_report_is_noted_at_its_notice(world: World) {
    let id = customer(&world, "精工", "wang@jinggong.example").await;
    let ticket = consultation(&world, &id).await;
    let gateway = gateway(&world, "HQ").await;
    let desk = world.sign_in("reception.sh").await;
    let told = json!({ "content": "周三上午上门", "channel": "email" });
    step(&desk, &ticket, "reply", told).await;
    sent(&gateway, &ticket, Some(1)).await;
    let unknown = json!({ "message_id": "<2@x.example>", "ticket_no": ticket.no, "notice_number": 9 });
    gateway.post("/mail/sent").json(unknown).await.refuses(&[("/notice_number", "unknown_reference")]);
    let mail = taken(&gateway, &message("bounce", &[("n", "1"), ("answers", OURS)])).await;
    assert_eq!((mail.state, mail.rule), (MailState::Noted, MailRule::BounceMatched));
    let after = serde_json::to_value(show(&desk, &mail).await).unwrap();
    let notice = &after["promises"]["notices"][0];
    assert_eq!(notice["delivery"], "failed");
    assert_eq!(notice["detail"], "smtp; 550 5.1.1 User unknown");
}
