//! 邮件受理: messages as they come over the wire, from `tests/data/mail`.

mod bad_input;
mod handling;
mod imap_server;
mod intake;
mod mailboxes;
mod threads;

use contract::{
    access::CreatedApiKey,
    mailbox::{MailReceipt, MailView},
    page::Page,
    tickets::TicketView,
};
use serde_json::{Value, json};

use crate::harness::{Answer, Client, World};

/// A message of `tests/data/mail`, with `{name}` filled in.
fn message(name: &str, fill: &[(&str, &str)]) -> Vec<u8> {
    let path = format!("{}/data/mail/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    let raw = std::fs::read(path).unwrap();
    if fill.is_empty() {
        return raw;
    }
    let mut text = String::from_utf8(raw).unwrap();
    for (name, value) in fill {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text.into_bytes()
}

/// A mail gateway: an API key that may hand in mail, and nothing else.
async fn gateway(world: &World, branch: &str) -> Client {
    let admin = world.sign_in("admin").await;
    let body = json!({ "name": "mail", "scopes": ["mail.receive"], "branch_id": world.branch(branch).await });
    let made: CreatedApiKey = admin.post("/api-keys").json(body).await.read(201);
    world.bearer(&made.key.unwrap())
}

async fn hand_in(gateway: &Client, raw: &[u8]) -> Answer {
    gateway.post("/mail/messages").bytes("message/rfc822", raw).await
}

async fn taken(gateway: &Client, raw: &[u8]) -> MailView {
    let receipt: MailReceipt = hand_in(gateway, raw).await.read(201);
    assert!(!receipt.duplicate);
    receipt.message
}

/// A customer of the Shanghai branch whose contact writes from that address, with one installed unit.
async fn customer(world: &World, name: &str, email: &str) -> String {
    let desk = world.sign_in("reception.sh").await;
    let body = json!({
        "name": name, "kind": "enterprise", "branch_id": world.branch("SH").await,
        "contacts": [{ "name": "赵总", "phone": "13900139000" },
                     { "name": "王工", "phone": "13800138000", "email": email }],
        "sites": [{ "address": "上海市闵行区剑川路 1 号", "region": "310112" }]
    });
    let made: Value = desk.post("/customers").json(body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn show(client: &Client, mail: &MailView) -> TicketView {
    let id = mail.ticket_id.expect("a request");
    client.get(&format!("/tickets/{id}")).await.read(200)
}

async fn listed(client: &Client, state: &str) -> Vec<MailView> {
    let page: Page<MailView> = client.get(&format!("/mail/messages?state={state}&limit=100")).await.read(200);
    page.items
}

/// Type, actor and data of the entries, oldest first.
async fn timeline(client: &Client, ticket: &TicketView) -> Vec<(String, Value, Value)> {
    let path = format!("/tickets/{}/timeline?limit=100", ticket.id);
    let page: Value = client.get(&path).await.expect(200);
    let entry = |entry: &Value| {
        (entry["event_type"].as_str().unwrap().to_owned(), entry["actor"].clone(), entry["data"].clone())
    };
    let mut entries: Vec<_> = page["items"].as_array().unwrap().iter().map(entry).collect();
    if entries.first().is_some_and(|(kind, ..)| kind != "ticket.registered") {
        entries.reverse();
    }
    entries
}
