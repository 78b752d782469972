//! A message becomes a request.

use contract::mailbox::MailReceipt;
use domain::mailbox::{MailKind, MailRule, MailState};
use serde_json::{Value, json};

use super::{customer, gateway, hand_in, listed, message, show, taken};
use crate::{
    assets::{compressor, product},
    harness::{World, both},
};

both!(
    a_message_of_a_contact_becomes_a_request,
    of_several_units_a_person_chooses,
    whoever_has_left_is_not_known_any_more,
    html_is_read_as_text,
    chinese_charsets_are_read,
    files_are_kept_by_their_content,
    a_message_handed_in_again_changes_nothing,
    what_is_automatic_becomes_nothing,
    one_sender_does_not_flood_us,
    an_id_does_not_swallow_the_message_of_another,
);

async fn a_message_of_a_contact_becomes_a_request(world: World) {
    customer(&world, "上海精工机械有限公司", "wang@jinggong.example").await;
    let unit = unit(&world, "KY55-2024-0317").await;
    let gateway = gateway(&world, "HQ").await;
    let mail = taken(&gateway, &message("plain", &[])).await;
    assert_eq!((mail.state, mail.rule), (MailState::Registered, MailRule::KnownSender));
    assert_eq!((mail.kind, mail.sender.as_deref()), (Some(MailKind::Person), Some("wang@jinggong.example")));
    let desk = world.sign_in("reception.sh").await;
    let ticket = show(&desk, &mail).await;
    let body = serde_json::to_value(&ticket).unwrap();
    assert_eq!(body["channel"], "email");
    let said = body["description"].as_str().unwrap();
    assert!(said.starts_with("空压机排气高温停机\n\n您好：机号 ky55-2024-0317"), "{said}");
    assert_eq!(body["customer"]["name"], "上海精工机械有限公司");
    assert_eq!(body["customer"]["contact_name"], "王工", "the contact who wrote, not the first one");
    assert_eq!(body["received_at"], "2026-03-02T00:40:00.000Z", "when the last hop had it");
    assert_eq!(body["branch_name"], "上海分公司");
    assert_eq!(body["attachments"][0]["name"], "邮件原文.eml");
    assert_eq!(body["product"]["unit_id"], unit.as_str());
    let file = body["attachments"][0]["id"].as_str().unwrap();
    let content = desk.get(&format!("/attachments/{file}/content")).open().await;
    assert_eq!(content.bytes().await.unwrap(), message("plain", &[]));
}

async fn unit(world: &World, serial: &str) -> String {
    let lead = world.sign_in("lead.sh").await;
    let model = product(world, compressor(&format!("KY-{serial}"))).await;
    let body = json!({ "serial": serial, "product_id": model.id, "branch_id": world.branch("SH").await, "buyer": "business",
        "sold_on": "2025-05-30", "delivered_on": "2025-06-10" });
    let made: Value = lead.post("/units").json(body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn of_several_units_a_person_chooses(world: World) {
    customer(&world, "精工", "wang@jinggong.example").await;
    unit(&world, "KY55-2024-0317").await;
    unit(&world, "KY55-2024-0318").await;
    let raw = String::from_utf8(message("stranger", &[("n", "1")])).unwrap();
    let raw =
        raw.replace("li@stranger.example", "wang@jinggong.example").replace(" does", ", KY55-2024-0318 do");
    let mail = taken(&gateway(&world, "HQ").await, raw.as_bytes()).await;
    let desk = world.sign_in("reception.sh").await;
    let ticket = serde_json::to_value(show(&desk, &mail).await).unwrap();
    assert_eq!(ticket["product"]["unit_id"], Value::Null);
}

async fn whoever_has_left_is_not_known_any_more(world: World) {
    let id = customer(&world, "精工", "wang@jinggong.example").await;
    let two = customer(&world, "精工二厂", "Wang@JINGGONG.example").await;
    let gateway = gateway(&world, "HQ").await;
    let mail = taken(&gateway, &message("plain", &[])).await;
    assert_eq!((mail.state, mail.rule), (MailState::Unmatched, MailRule::SenderAmbiguous));
    let desk = world.sign_in("reception.sh").await;
    for customer in [id, two] {
        let body = json!({ "name": "精工", "kind": "enterprise", "branch_id": world.branch("SH").await,
            "contacts": [{ "name": "赵总", "phone": "13900139000" }], "sites": [] });
        desk.put(&format!("/customers/{customer}")).version(1).json(body).await.expect(200);
    }
    let mail = taken(&gateway, &message("html_only", &[])).await;
    assert_eq!((mail.state, mail.rule), (MailState::Unmatched, MailRule::SenderUnknown));
}

async fn html_is_read_as_text(world: World) {
    customer(&world, "精工", "wang@jinggong.example").await;
    let mail = taken(&gateway(&world, "HQ").await, &message("html_only", &[])).await;
    assert_eq!(mail.state, MailState::Registered);
    assert!(mail.preview.contains("油路渗漏，请处理。"), "{}", mail.preview);
    assert!(mail.preview.contains("Second & last line"), "{}", mail.preview);
    assert!(!mail.preview.contains("alert") && !mail.preview.contains("color"), "{}", mail.preview);
}

async fn chinese_charsets_are_read(world: World) {
    customer(&world, "精工", "wang@jinggong.example").await;
    let mail = taken(&gateway(&world, "HQ").await, &message("gb18030", &[])).await;
    assert_eq!(mail.subject, "冷却水压力低，机组报警");
    assert_eq!(mail.sender_name.as_deref(), Some("王工"));
    assert_eq!(mail.preview, "机组在镕钢车间，㐂字为生僻字。");
}

async fn files_are_kept_by_their_content(world: World) {
    customer(&world, "精工", "wang@jinggong.example").await;
    let mail = taken(&gateway(&world, "HQ").await, &message("attachment", &[])).await;
    let desk = world.sign_in("reception.sh").await;
    let ticket = serde_json::to_value(show(&desk, &mail).await).unwrap();
    let names: Vec<&str> =
        ticket["attachments"].as_array().unwrap().iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["邮件原文.eml", "铭牌.png", "second.png"]);
    assert_eq!(mail.preview, "See the photo.");
    assert_eq!(mail.refused.len(), 1);
    assert!(mail.refused[0].starts_with("driver.exe: "), "{:?}", mail.refused);
    let entries = super::timeline(&desk, &show(&desk, &mail).await).await;
    let note = entries.iter().find(|(kind, ..)| kind == "ticket.commented").expect("a note");
    assert!(note.2["text"].as_str().unwrap().contains("driver.exe"));
}

async fn a_message_handed_in_again_changes_nothing(world: World) {
    customer(&world, "精工", "wang@jinggong.example").await;
    let gateway = gateway(&world, "HQ").await;
    let first = taken(&gateway, &message("plain", &[])).await;
    let again: MailReceipt = hand_in(&gateway, &message("plain", &[])).await.read(200);
    assert!(again.duplicate);
    assert_eq!(again.message, first);
    let desk = world.sign_in("reception.sh").await;
    assert_eq!(desk.get("/tickets").await.expect(200)["items"].as_array().unwrap().len(), 1);
    // and by the key of the call
    let send =
        || gateway.post("/mail/messages").key("once").bytes("message/rfc822", &message("html_only", &[]));
    let first: MailReceipt = send().await.read(201);
    let again = send().await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.read::<MailReceipt>(201), first);
}

async fn what_is_automatic_becomes_nothing(world: World) {
    customer(&world, "精工", "wang@jinggong.example").await;
    let gateway = gateway(&world, "HQ").await;
    let fill = [("no", "SH-2026-000001"), ("answers", "x@y")];
    for (name, rule) in
        [("auto_reply", MailRule::AutoReply), ("newsletter", MailRule::Bulk), ("loop", MailRule::OwnMail)]
    {
        let mail = taken(&gateway, &message(name, &fill)).await;
        assert_eq!((mail.state, mail.rule, mail.ticket_id), (MailState::SetAside, rule, None), "{name}");
    }
    let bounce = taken(&gateway, &message("bounce", &[("n", "1"), ("answers", "never@sent.example")])).await;
    assert_eq!((bounce.state, bounce.rule), (MailState::Unmatched, MailRule::BounceUnmatched));
    let desk = world.sign_in("reception.sh").await;
    assert_eq!(desk.get("/tickets").await.expect(200)["items"].as_array().unwrap().len(), 0);
}

async fn one_sender_does_not_flood_us(world: World) {
    customer(&world, "李", "li@stranger.example").await;
    let gateway = gateway(&world, "HQ").await;
    let send = |n: usize| message("stranger", &[("n", &n.to_string())]);
    for n in 0..30 {
        assert_eq!(taken(&gateway, &send(n)).await.state, MailState::Registered, "{n}");
    }
    let held = taken(&gateway, &send(30)).await;
    assert_eq!((held.state, held.rule), (MailState::Held, MailRule::SenderLimit));
    let hq = world.sign_in("hq_service").await;
    assert_eq!(listed(&hq, "held").await, [held]);
    world.advance_minutes(61);
    assert_eq!(taken(&gateway, &send(31)).await.state, MailState::Registered);
}

async fn an_id_does_not_swallow_the_message_of_another(world: World) {
    customer(&world, "精工", "wang@jinggong.example").await;
    let gateway = gateway(&world, "HQ").await;
    let forged = String::from_utf8(message("stranger", &[("n", "1")])).unwrap();
    let forged = forged.replace("stranger.1@stranger.example", "plain.1@jinggong.example");
    taken(&gateway, forged.as_bytes()).await;
    let honest = taken(&gateway, &message("plain", &[])).await;
    assert_eq!((honest.state, honest.rule), (MailState::Unmatched, MailRule::MessageIdTaken));
    let again: MailReceipt = hand_in(&gateway, &message("plain", &[])).await.read(200);
    assert!(again.duplicate);
    assert_eq!(again.message.id, honest.id);
}
