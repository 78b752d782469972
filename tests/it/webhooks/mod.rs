//! 推送订阅: a receiver beside the test is sent what happens.

mod deliveries;
mod nodes;
mod private_addresses;
mod receiver;
mod subscriptions;

use contract::{
    page::Page,
    webhooks::{DeliveryView, WebhookView, WebhookWithSecret},
};
use serde_json::{Value, json};

use crate::harness::{Client, World};

/// All that is new of one type, as the tests make it.
fn about(url: &str, event_types: &[&str]) -> Value {
    json!({ "url": url, "event_types": event_types, "branch_id": null, "description": "ERP", "active": true })
}

/// A subscription of head office with its secret.
async fn subscribe(world: &World, body: Value) -> (WebhookView, String) {
    let admin = world.sign_in("admin").await;
    let made: WebhookWithSecret = admin.post("/webhooks").json(body).await.read(201);
    (made.webhook, made.secret.unwrap())
}

async fn show(client: &Client, hook: &WebhookView) -> WebhookView {
    client.get(&format!("/webhooks/{}", hook.id)).await.read(200)
}

async fn log(client: &Client, hook: &WebhookView) -> Vec<DeliveryView> {
    let page: Page<DeliveryView> =
        client.get(&format!("/webhooks/{}/deliveries?limit=100", hook.id)).await.read(200);
    page.items
}

async fn deliver(world: &World) -> u64 {
    world.app().deliver_due_webhooks().await.unwrap()
}
