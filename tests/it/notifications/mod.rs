//! Notifications: who is told what, on which way, when; nothing twice, nothing lost.

mod bad_input;
mod channels;
mod delivery;
mod escalation;
mod inbox;
mod smtp;

use application::App;
use contract::{notifications::NotificationView, page::Page, tickets::TicketView};
use serde_json::{Value, json};

use crate::harness::{Client, World};

/// Everybody who could be told something.
const EVERYBODY: [&str; 16] = [
    "admin",
    "engineer.gz",
    "engineer.sh",
    "engineer.sha",
    "engineer2.sh",
    "finance",
    "general_manager",
    "hq_dispatch",
    "hq_service",
    "lead.sh",
    "manager.sh",
    "reception.sh",
    "second_line",
    "storekeeper.sh",
    "supervisor.gz",
    "supervisor.sh",
];

/// Tells people everything that is due.
async fn tell_people(app: &App) {
    app.fire_due_thresholds().await.unwrap();
    app.send_due_notifications().await.unwrap();
}

async fn inbox_of(world: &World, account: &str) -> Vec<NotificationView> {
    let client = world.sign_in(account).await;
    let page: Page<NotificationView> = client.get("/notifications?limit=100").await.read(200);
    page.items
}

/// Who has a notification that fits.
async fn told(world: &World, fits: impl Fn(&NotificationView) -> bool) -> Vec<&'static str> {
    let mut told = Vec::new();
    for account in EVERYBODY {
        let count = inbox_of(world, account).await.iter().filter(|n| fits(n)).count();
        assert!(count <= 1, "{account} is told {count} times");
        told.extend((count == 1).then_some(account));
    }
    told
}

/// A repair at a customer in Shanghai; severity 1 at a line that stands still is P1.
async fn register(client: &Client, severity: &str) -> TicketView {
    let impact = if severity == "1" { "line_down" } else { "runs" };
    let body = json!({
        "request_type": "repair", "channel": "phone", "severity": severity, "impact": impact,
        "description": "空压机停机", "fault_code": "E01",
        "customer": { "name": "上海精工机械有限公司", "contact_name": "王工", "phone": "13800138000",
            "address": "上海市闵行区剑川路 1 号", "region": "310112" },
        "product": { "model": "KY-55", "serial": "KY55-2024-0317" }
    });
    client.post("/tickets").json(body).await.read(201)
}

/// How somebody wants to be told: by e-mail too, to `account@example.com`.
async fn wants_email(world: &World, account: &str, quiet: Value) {
    let client = world.sign_in(account).await;
    let version = client.get("/notifications/preferences").await.version();
    let wishes = json!({ "language": "zh", "quiet": quiet, "email": format!("{account}@example.com") });
    client.put("/notifications/preferences").version(version).json(wishes).await.expect(200);
}

fn night() -> Value {
    json!({ "from": "22:00", "until": "07:00" })
}

async fn on_duty(world: &World, account: &str, branch: &str, from: &str, until: &str) {
    let supervisor = world.sign_in("hq_service").await;
    let shift = json!({
        "branch_id": world.branch(branch).await, "user_id": world.user(account).await, "from": from, "until": until
    });
    supervisor.post("/duty-shifts").json(shift).await.expect(201);
}
