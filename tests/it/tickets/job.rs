//! A request on its way: the client's side of the flow.

use contract::tickets::TicketView;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, World};

/// A repair at a customer in Shanghai, as the phone call gave it.
pub(super) fn call() -> Value {
    json!({
        "request_type": "repair", "channel": "phone", "severity": "3", "impact": "runs",
        "description": "空压机排气高温停机，显示 E01", "fault_code": "E01",
        "customer": { "name": "上海精工机械有限公司", "contact_name": "王工", "phone": "13800138000",
            "address": "上海市闵行区剑川路 1 号", "region": "310112" },
        "product": { "model": "KY-55", "serial": "KY55-2024-0317" }
    })
}

pub(super) async fn register(client: &Client, body: Value) -> TicketView {
    client.post("/tickets").json(body).await.read(201)
}

/// One command with the version that the ticket has.
pub(super) async fn tell(client: &Client, ticket: &TicketView, command: &str, body: Value) -> Answer {
    client.post(&format!("/tickets/{}/{command}", ticket.id)).version(ticket.version).json(body).await
}

/// A command that must be accepted.
pub(super) async fn done(client: &Client, ticket: TicketView, command: &str, body: Value) -> TicketView {
    tell(client, &ticket, command, body).await.read(200)
}

/// A picture of a signature, uploaded and attached.
pub(super) async fn signature(client: &Client, ticket: TicketView) -> (TicketView, Value) {
    const PNG: &[u8] = &[
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0,
        0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0xda,
        0x63, 0xfc, 0xcf, 0xc0, 0x50, 0x0f, 0, 0x04, 0x85, 0x01, 0x80, 0x84, 0xa9, 0x8c, 0x21, 0, 0, 0, 0,
        b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
    ];
    let call = client.post("/attachments?name=signature.png").bytes("image/png", PNG);
    let uploaded: Value = call.await.expect(201);
    let id = uploaded["id"].clone();
    let ticket = done(client, ticket, "attach", json!({ "attachment_id": id })).await;
    (ticket, id)
}

/// From registration to the told plan and a visit of engineer.sh that is agreed for the next morning.
pub(super) async fn dispatched(world: &World) -> TicketView {
    let reception = world.sign_in("reception.sh").await;
    let engineer = world.sign_in("engineer.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, call()).await;
    let ticket = done(&reception, ticket, "confirm", json!({ "fault": "排气温度 112℃" })).await;
    let ticket = done(
        &engineer,
        ticket,
        "assess",
        json!({ "preliminary_cause": "温控阀卡滞", "recommended_measure": "更换温控阀" }),
    )
    .await;
    let ticket = done(&engineer, ticket, "plan", json!({ "measure": "更换温控阀" })).await;
    let ticket =
        done(&engineer, ticket, "tell-plan", json!({ "version": 1, "channel": "phone", "text": "更换即可" }))
            .await;
    let visit = json!({
        "engineer_id": world.user("engineer.sh").await, "from": "2026-03-03T01:00:00Z", "to": "2026-03-03T03:00:00Z", "agreed": true
    });
    done(&supervisor, ticket, "dispatch", visit).await
}

/// From a dispatched visit to the solved job, not signed yet.
pub(crate) async fn solved(world: &World) -> TicketView {
    let ticket = dispatched(world).await;
    let engineer = world.sign_in("engineer.sh").await;
    let ticket = done(&engineer, ticket, "log-contact", json!({ "result": "reached" })).await;
    world.set_clock("2026-03-03T01:10:00Z");
    let ticket = done(&engineer, ticket, "arrive", json!({})).await;
    world.advance_minutes(90);
    let ticket =
        done(&engineer, ticket, "diagnose", json!({ "cause_class": "wear", "cause": "弹簧疲劳" })).await;
    let ticket =
        done(&engineer, ticket, "work", json!({ "kind": "repair", "text": "更换温控阀", "minutes": 60 }))
            .await;
    let finish = json!({ "outcome": "solved", "function_test": "passed", "accessories_complete": true, "result": "运行正常" });
    done(&engineer, ticket, "finish-visit", finish).await
}
