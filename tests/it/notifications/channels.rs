//! Robots and gateways, against a local receiver.

use std::sync::{Arc, Mutex};

use actix_web::{App as Actix, HttpRequest, HttpResponse, HttpServer, web};
use application::Caller;
use contract::{access::LoginRequest, notifications::SaveChannel};
use domain::{kernel::BranchId, notifications::NotificationChannel as Kind};
use serde_json::{Value, json};

use super::{on_duty, register, smtp::MailServer, tell_people};
use crate::harness::{PASSWORD, World, both};

both!(
    robots_and_gateways_speak_their_own_forms,
    a_robot_that_refuses_is_asked_again,
    a_channel_shows_what_came_of_it,
    the_mail_server_is_tried_with_a_word_to_oneself,
);

/// Address, bearer token and body of each request.
type Heard = Arc<Mutex<Vec<(String, String, Value)>>>;

/// Answers with `answer` and remembers.
fn receiver(answer: &'static str) -> (String, Heard) {
    let heard = Heard::default();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = HttpServer::new({
        let heard = heard.clone();
        move || {
            let heard = heard.clone();
            Actix::new().default_service(web::to(move |request: HttpRequest, body: web::Bytes| {
                let token = request.headers().get("authorization").map(|v| v.to_str().unwrap().to_owned());
                let body = serde_json::from_slice(&body).unwrap();
                heard.lock().unwrap().push((request.uri().to_string(), token.unwrap_or_default(), body));
                async move { HttpResponse::Ok().content_type("application/json").body(answer) }
            }))
        }
    });
    tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    (address, heard)
}

fn channel(branch_id: BranchId, kind: Kind, url: String) -> SaveChannel {
    SaveChannel {
        branch_id,
        kind,
        name: "服务群".to_owned(),
        url: Some(url),
        secret: (kind != Kind::WecomRobot).then(|| "SEC-key".to_owned()),
        template: (kind == Kind::Sms)
            .then(|| r#"{"mobile":"{phone}","content":"【售后】{text}"}"#.to_owned()),
        active: true,
    }
}

async fn with_phone(world: &World, account: &str) {
    let admin = world.sign_in("admin").await;
    let path = format!("/users/{}", world.user(account).await);
    let shown = admin.get(&path).await;
    let (version, user) = (shown.version(), shown.expect(200));
    let grants: Vec<Value> = user["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|grant| json!({ "role": grant["role"], "branch_id": grant["branch_id"] }))
        .collect();
    let change = json!({ "name": user["name"], "phone": "13900139000", "active": true, "grants": grants });
    admin.put(&path).version(version).json(change).await.expect(200);
}

async fn robots_and_gateways_speak_their_own_forms(world: World) {
    let server = MailServer::start().await;
    let node = world.app().clone().with_messages(server.settings()).unwrap();
    let (address, heard) = receiver(r#"{"errcode":0,"errmsg":"ok"}"#);
    let (hq, gz) = (world.branch("HQ").await, world.branch("GZ").await);
    let system = Caller::system();
    for (branch, kind, path) in [
        (hq, Kind::WecomRobot, "/wecom?key=k"),
        (hq, Kind::DingtalkRobot, "/dingtalk?access_token=t"),
        (hq, Kind::Sms, "/sms"),
        (gz, Kind::WecomRobot, "/of-another-branch"),
    ] {
        let save = channel(branch, kind, format!("{address}{path}"));
        node.create_notification_channel(&system, None, save).await.unwrap();
    }
    with_phone(&world, "engineer2.sh").await;
    on_duty(&world, "engineer2.sh", "SH", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z").await;
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, "1").await;
    tell_people(&node).await;
    tell_people(&node).await;
    let mut heard = heard.lock().unwrap().clone();
    heard.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(heard.len(), 3, "{heard:?}");
    let (dingtalk, sms, wecom) = (&heard[0], &heard[1], &heard[2]);
    let title = format!("紧急需求 {}", ticket.no);
    assert_eq!(wecom.0, "/wecom?key=k");
    assert_eq!(wecom.2["msgtype"], "markdown");
    let content = wecom.2["markdown"]["content"].as_str().unwrap();
    let link = format!("(https://aftercare.example.com/tickets/{})", ticket.id);
    assert!(
        content.starts_with(&format!("### {title}\n"))
            && content.contains("刘洋")
            && content.ends_with(&link),
        "{content}"
    );
    let now = world.now().millis();
    assert!(
        dingtalk.0.starts_with(&format!("/dingtalk?access_token=t&timestamp={now}&sign=")),
        "{}",
        dingtalk.0
    );
    assert_eq!(
        (&dingtalk.2["msgtype"], &dingtalk.2["markdown"]["title"]),
        (&json!("markdown"), &json!(title))
    );
    assert_eq!(dingtalk.2["at"], json!({ "atMobiles": ["13900139000"], "isAtAll": false }));
    assert!(dingtalk.2["markdown"]["text"].as_str().unwrap().ends_with("@13900139000"));
    assert_eq!((sms.0.as_str(), sms.1.as_str()), ("/sms", "Bearer SEC-key"));
    assert_eq!(sms.2["mobile"], "13900139000");
    assert!(sms.2["content"].as_str().unwrap().starts_with(&format!("【售后】{title} https://")));
    // never shown again
    let admin = world.sign_in("admin").await;
    let listed = admin.get("/notification-channels").await;
    listed.expect(200);
    assert!(!listed.body.contains("SEC-key") && !listed.body.contains("access_token"), "{}", listed.body);
    assert!(!admin.get("/audit?limit=100").await.body.contains("SEC-key"));
}

async fn a_robot_that_refuses_is_asked_again(world: World) {
    let server = MailServer::start().await;
    let node = world.app().clone().with_messages(server.settings()).unwrap();
    let (address, heard) = receiver(r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#);
    let save = channel(world.branch("SH").await, Kind::WecomRobot, address);
    node.create_notification_channel(&Caller::system(), None, save).await.unwrap();
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "1").await;
    for (seconds, attempts) in [(0, 1), (29, 1), (1, 2), (120, 3)] {
        world.advance_seconds(seconds);
        node.send_due_notifications().await.unwrap();
        assert_eq!(heard.lock().unwrap().len(), attempts, "{seconds}");
    }
}

async fn a_channel_shows_what_came_of_it(world: World) {
    let server = MailServer::start().await;
    let node = world.app().clone().with_messages(server.settings()).unwrap();
    let (deaf, _) = receiver(r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#);
    let (good, heard) = receiver(r#"{"errcode":0,"errmsg":"ok"}"#);
    let sh = world.branch("SH").await;
    let save = channel(sh, Kind::WecomRobot, deaf);
    node.create_notification_channel(&Caller::system(), None, save).await.unwrap();
    let admin = world.sign_in("admin").await;
    let shown = admin.get("/notification-channels").await.expect(200)["items"][0].clone();
    assert_eq!((&shown["last_sent_at"], &shown["last_fault"]), (&Value::Null, &Value::Null));
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "1").await;
    tell_people(&node).await;
    let failed_at = world.now().to_string();
    let path = format!("/notification-channels/{}", shown["id"].as_str().unwrap());
    let shown = admin.get(&path).await.expect(200);
    assert_eq!((&shown["last_fault"], &shown["last_failed_at"]), (&json!("refused"), &json!(failed_at)));
    assert_eq!(shown["version"], 1, "what came of it is no change");
    // a new address begins anew
    let id = shown["id"].as_str().unwrap().parse().unwrap();
    let save = channel(sh, Kind::WecomRobot, good);
    node.update_notification_channel(&Caller::system(), None, id, 1, save).await.unwrap();
    assert_eq!(admin.get(&path).await.expect(200)["last_fault"], Value::Null);
    world.advance_seconds(30);
    node.send_due_notifications().await.unwrap();
    assert_eq!(heard.lock().unwrap().len(), 1);
    let shown = admin.get(&path).await.expect(200);
    assert_eq!(
        (&shown["last_sent_at"], &shown["last_fault"]),
        (&json!(world.now().to_string()), &Value::Null)
    );
}

async fn the_mail_server_is_tried_with_a_word_to_oneself(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    engineer.post("/notification-email/test").await.problem(403, "forbidden");
    let admin = world.sign_in("admin").await;
    assert_eq!(admin.post("/notification-email/test").await.reasons(), ["channel_failed"]);
    let server = MailServer::start().await;
    let node = world.app().clone().with_messages(server.settings()).unwrap();
    let login = LoginRequest { account: "admin".to_owned(), password: PASSWORD.to_owned() };
    let token = node.sign_in(&login).await.unwrap().access_token;
    let me = node.authenticate(&token).await.unwrap();
    assert!(node.test_notification_email(&me).await.is_err(), "there is no address yet");
    super::wants_email(&world, "admin", Value::Null).await;
    node.test_notification_email(&me).await.unwrap();
    assert_eq!(server.recipients(), ["admin@example.com"]);
}
