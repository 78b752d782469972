use contract::{
    notifications::{NotificationView, PreferencesView, UnreadCount},
    page::Page,
};
use domain::notifications::{NotificationChannel as Channel, NotificationKind as Kind};
use futures_util::StreamExt as _;
use serde_json::json;

use super::{inbox_of, register, tell_people};
use crate::harness::{World, both};

both!(
    an_inbox_is_read_page_by_page_and_marked,
    nobody_reads_anothers_inbox,
    the_bell_rings_on_the_live_stream,
    what_nobody_chose_is_sensible,
);

async fn an_inbox_is_read_page_by_page_and_marked(world: World) {
    let reception = world.sign_in("reception.sh").await;
    for _ in 0..5 {
        register(&reception, "3").await;
    }
    tell_people(world.app()).await;
    let engineer = world.sign_in("engineer.sh").await;
    let count =
        || async { engineer.get("/notifications/unread-count").await.read::<UnreadCount>(200).unread };
    assert_eq!(count().await, 5);
    let mut path = "/notifications?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let page: Page<NotificationView> = engineer.get(&path).await.read(200);
        seen.extend(page.items);
        let Some(next) = page.next_cursor else { break };
        path = format!("/notifications?limit=2&cursor={next}");
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.windows(2).all(|pair| pair[0].id.0 > pair[1].id.0), "newest first");
    let read: NotificationView =
        engineer.post(&format!("/notifications/{}/read", seen[0].id)).await.read(200);
    assert_eq!(read.read_at, Some(world.now()));
    world.advance_minutes(1);
    let again: NotificationView =
        engineer.post(&format!("/notifications/{}/read", seen[0].id)).await.read(200);
    assert_eq!(again.read_at, read.read_at);
    assert_eq!(count().await, 4);
    let unread: Page<NotificationView> = engineer.get("/notifications?unread=true").await.read(200);
    assert_eq!(unread.items.len(), 4);
    engineer.post("/notifications/read-all").await.read::<UnreadCount>(200);
    assert_eq!(count().await, 0);
}

async fn nobody_reads_anothers_inbox(world: World) {
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "3").await;
    tell_people(world.app()).await;
    let mine = &inbox_of(&world, "engineer.sh").await[0];
    for account in ["admin", "hq_service", "supervisor.sh", "engineer2.sh"] {
        let other = world.sign_in(account).await;
        other.post(&format!("/notifications/{}/read", mine.id)).await.problem(404, "not_found");
        other.post("/notifications/read-all").await.expect(200);
    }
    assert_eq!(inbox_of(&world, "engineer.sh").await[0].read_at, None);
    let admin = world.sign_in("admin").await;
    let key = json!({ "name": "ERP", "scopes": ["tickets.read"], "branch_id": world.branch("HQ").await });
    let key = admin.post("/api-keys").json(key).await.expect(201)["key"].as_str().unwrap().to_owned();
    let machine = world.bearer(&key);
    machine.get("/notifications").await.problem(403, "forbidden");
    machine.get("/notifications/unread-count").await.problem(403, "forbidden");
    machine.get("/notifications/preferences").await.problem(403, "forbidden");
}

async fn the_bell_rings_on_the_live_stream(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let response = engineer.get("/live").open().await;
    assert_eq!(response.status(), 200);
    let mut stream = response.bytes_stream();
    let mut heard = String::new();
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "3").await;
    tell_people(world.app()).await;
    while !heard.contains("event: notifications\ndata: {\"unread\":1}") {
        let chunk = tokio::time::timeout(std::time::Duration::from_secs(10), stream.next()).await;
        heard.push_str(std::str::from_utf8(&chunk.expect(&heard).unwrap().unwrap()).unwrap());
    }
    engineer.post("/notifications/read-all").await.expect(200);
    while !heard.contains("event: notifications\ndata: {\"unread\":0}") {
        let chunk = tokio::time::timeout(std::time::Duration::from_secs(10), stream.next()).await;
        heard.push_str(std::str::from_utf8(&chunk.expect(&heard).unwrap().unwrap()).unwrap());
    }
}

async fn what_nobody_chose_is_sensible(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let usual: PreferencesView = engineer.get("/notifications/preferences").await.read(200);
    assert_eq!((usual.version, usual.email, usual.email_available), (0, None, false));
    let quiet = usual.quiet.unwrap();
    assert_eq!((quiet.from.to_string(), quiet.until.to_string()), ("22:00".to_owned(), "07:00".to_owned()));
    assert!(usual.channels.iter().all(|kind| kind.channels.contains(&Channel::Inbox)));
    assert_eq!(usual.channels.len(), Kind::ALL.len());
    let wishes = json!({
        "language": "en", "quiet": null, "email": " a@example.com ",
        "channels": [{ "kind": "critical", "channels": ["sms"] }]
    });
    let put = |version| engineer.put("/notifications/preferences").version(version).json(wishes.clone());
    // the spaces of a careless hand are no part of the address
    put(0).await.refuses(&[("/email", "email")]);
    let wishes = json!({
        "language": "en", "quiet": null, "email": "a@example.com",
        "channels": [{ "kind": "critical", "channels": ["sms"] }]
    });
    let put = |version| engineer.put("/notifications/preferences").version(version).json(wishes.clone());
    put(1).await.problem(412, "stale_version");
    let chosen: PreferencesView = put(0).await.read(200);
    put(0).await.problem(412, "stale_version");
    assert_eq!((chosen.version, chosen.email.as_deref()), (1, Some("a@example.com")));
    let critical = chosen.channels.iter().find(|kind| kind.kind == Kind::Critical).unwrap();
    assert_eq!(critical.channels, [Channel::Inbox, Channel::Sms], "the inbox cannot be switched off");
    let shown: PreferencesView = engineer.get("/notifications/preferences").await.read(200);
    assert_eq!(shown, chosen);
}
