use std::sync::Arc;

use application::{App, Caller, Ids, ManualClock, PasswordCost, Settings, tickets::Order};
use contract::{access::*, tickets::*};
use domain::{kernel::*, sla::*, tickets::*};
use serde_json::json;

fn cmd<T: serde::de::DeserializeOwned>(v: serde_json::Value) -> T { serde_json::from_value(v).unwrap() }

#[tokio::test]
async fn story() {
    let dir = std::env::temp_dir().join(format!("smoke-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let clock = Arc::new(ManualClock::at("2026-03-02T01:00:00Z".parse().unwrap()));
    let app = App::start(Settings { database_url: std::env::var("SMOKE_DB").unwrap_or_else(|_| format!("sqlite://{}/a.db", dir.display())), files: dir.join("f"), secret: vec![7; 32], max_upload: 1 << 20, password_cost: PasswordCost { memory_kib: 8, passes: 1 } }, clock.clone(), Ids::seeded(1)).await.unwrap();
    let admin = app.bootstrap_admin("root1", "管理员", "correct horse battery").await.unwrap();
    let sys = Caller::system();
    let hq = app.list_branches(&sys).await.unwrap().items[0].id;
    let b: BranchView = serde_json::from_str(&app.create_branch(&sys, None, cmd(json!({"code":"SZ","name":"苏州","kind":"branch","parent_id":hq}))).await.unwrap().body).unwrap();
    let u: UserView = serde_json::from_str(&app.create_user(&sys, None, cmd(json!({"account":"engineer","name":"李工","password":"a long password 1","grants":[{"role":"engineer","branch_id":b.id}]}))).await.unwrap().body).unwrap();
    println!("{admin} {:?}", u);
    app.update_branch(&sys, None, b.id, b.version, cmd(json!({"code":"SZ","name":"苏州","kind":"branch","parent_id":hq,"areas":[{"region_prefix":"3205","owner_id":u.id}]}))).await.unwrap();
    let out = app.create_ticket(&sys, None, cmd(json!({"request_type":"repair","channel":"phone","severity":"3","impact":"runs","description":"排气高温","customer":{"name":"苏州精工","contact_name":"王工","phone":"13800138000","address":"苏州吴中","region":"320506"},"product":{"model":"KY-55","serial":"KY55-1"}}))).await.unwrap();
    let mut t: TicketView = serde_json::from_str(&out.body).unwrap();
    println!("{} {:?} {:?}", t.no, t.ownership, t.next_steps);
    for c in &t.clocks { println!("{} {} {:?} {:?}", c.kind, c.target, c.due_at, c.state); }
    let steps: Vec<Order> = vec![
        Order::Ready(Command::Acknowledge),
        Order::Ready(Command::Confirm(cmd(json!({"fault":"E01"})))),
        Order::Ready(Command::Assess(cmd(json!({"preliminary_cause":"阀","recommended_measure":"换"})))),
        Order::Ready(Command::MakePlan(cmd(json!({"measure":"换阀"})))),
        Order::Ready(Command::TellPlan(cmd(json!({"version":1,"channel":"phone","text":"换阀"})))),
        Order::Dispatch(cmd(json!({"engineer_id":u.id,"from":"2026-03-02T02:00:00Z","to":"2026-03-02T03:00:00Z","agreed":true}))),
        Order::Ready(Command::LogContact(cmd(json!({"result":"reached"})))),
        Order::Ready(Command::Arrive(cmd(json!({})))),
        Order::Ready(Command::Diagnose(cmd(json!({"cause_class":"wear","cause":"磨损"})))),
        Order::Ready(Command::RecordWork(cmd(json!({"kind":"repair","text":"修","minutes":30})))),
        Order::Ready(Command::FinishVisit(cmd(json!({"outcome":"solved","function_test":"passed","accessories_complete":true,"result":"好"})))),
    ];
    for s in steps {
        clock.advance_seconds(300);
        let name = format!("{s:?}").chars().take(40).collect::<String>();
        let out = app.command_ticket(&sys, None, t.id, t.version, s).await.unwrap_or_else(|e| panic!("{name}: {e}"));
        t = serde_json::from_str(&out.body).unwrap();
        println!("{name} -> {} main={:?} resp={:?}", t.state, t.next_steps.first().map(|s| (s.action, s.missing.len())), t.clocks.iter().map(|c| format!("{}={}", c.kind, c.state)).collect::<Vec<_>>());
    }
    clock.advance_seconds(86400 * 3);
    println!("fired {}", app.fire_due_thresholds().await.unwrap());
    let list = app.list_tickets(&sys, &cmd(json!({"q":"高温"}))).await.unwrap();
    assert_eq!(list.items.len(), 1);
    println!("{:?}", list.items[0]);
    println!("{:?}", app.dashboard(&sys, &cmd(json!({}))).await.unwrap());
    println!("{:?}", app.queue_counts(&sys).await.unwrap());
    println!("{} events", app.list_events(&sys, &cmd(json!({"limit":100}))).await.unwrap().items.len());
    println!("{} timeline", app.ticket_timeline(&sys, t.id, &cmd(json!({"limit":100}))).await.unwrap().items.len());
    let p = app.preview_registration(&sys, cmd(json!({"product":{"serial":"KY55-1"}}))).await.unwrap();
    println!("{:?}", p.duplicates.len());
    let sp = app.preview_sla(&sys, &cmd(json!({ "request_type": "repair", "priority": "P3", "received_at": "2025-03-03T01:00:00Z",
  "as_of": "2025-03-06T07:00:00Z",
  "clocks": [ { "kind": "resolution", "target": "16WH", "calendar": "CAL-8x5", "pausable": true } ],
  "facts": [ { "at": "2025-03-04T02:00:00Z", "kind": "pause", "reason": "customer_downtime_window" },
             { "at": "2025-03-06T06:00:00Z", "kind": "resume" } ] }))).await.unwrap();
    println!("{}", serde_json::to_string_pretty(&sp).unwrap());
    let _ = (Severity::ALL, ReasonCode::ALL, FactName::ALL);
}
