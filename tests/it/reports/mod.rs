//! 报表 over HTTP: promises kept and broken, figures with their cases, frozen months, the wall.

mod figures;
mod filters;
mod promises;

use contract::tickets::TicketView;
use serde_json::{Value, json};

use crate::harness::{Client, World};

/// A repair in Shanghai.
fn call() -> Value {
    json!({
        "request_type": "repair", "channel": "phone", "severity": "3", "impact": "runs",
        "description": "空压机排气高温停机，显示 E01", "fault_code": "E01",
        "customer": { "name": "上海精工机械有限公司", "contact_name": "王工", "phone": "13800138000",
            "address": "上海市闵行区剑川路 1 号", "region": "310112" },
        "product": { "model": "KY-55", "serial": "KY55-2024-0317" }
    })
}

/// A question that is answered by phone.
fn question() -> Value {
    let mut body = call();
    body["request_type"] = json!("consultation");
    body["product"] = json!({});
    body
}

async fn register(client: &Client, body: Value) -> TicketView {
    client.post("/tickets").json(body).await.read(201)
}

/// The same in Guangzhou.
async fn in_canton(world: &World, mut body: Value) -> Value {
    body["branch_id"] = json!(world.branch("GZ").await);
    body["customer"]["region"] = json!("440106");
    body
}

async fn done(client: &Client, ticket: TicketView, command: &str, body: Value) -> TicketView {
    let path = format!("/tickets/{}/{command}", ticket.id);
    client.post(&path).version(ticket.version).json(body).await.read(200)
}

/// Answered and solved at once.
async fn answered(client: &Client, body: Value) -> TicketView {
    let ticket = register(client, body).await;
    let ticket =
        done(client, ticket, "reply", json!({ "content": "请检查冷却器", "channel": "phone" })).await;
    done(client, ticket, "resolve", json!({ "result": "已说明" })).await
}
