//! `GET /events`.

use contract::events::EventPage;
use serde_json::{Value, json};

use crate::harness::{Client, World, both};

both!(
    the_feed_is_read_in_pages_without_loss,
    a_type_can_be_asked_for,
    events_of_other_branches_are_not_shown,
    bad_questions_are_named,
);

async fn page(client: &Client, query: &str) -> EventPage {
    client.get(&format!("/events?{query}")).await.read(200)
}

pub(super) async fn new_branch(world: &World, client: &Client, code: &str, parent: &str) {
    let parent = world.branch(parent).await;
    let kind = "branch";
    let body = json!({ "code": code, "name": "苏州分公司", "kind": kind, "parent_id": parent });
    client.post("/branches").json(body).await.expect(201);
}

async fn the_feed_is_read_in_pages_without_loss(world: World) {
    let admin = world.sign_in("admin").await;
    let start = page(&admin, "limit=100").await.last_seq;
    let codes = ["S1", "S2", "S3", "S4", "S5"];
    for code in codes {
        new_branch(&world, &admin, code, "HQ").await;
    }
    let mut after = start;
    let mut seen = Vec::new();
    loop {
        let page = page(&admin, &format!("after={after}&limit=2")).await;
        if page.items.is_empty() {
            assert_eq!(page.last_seq, after);
            break;
        }
        assert!(page.last_seq > after);
        after = page.last_seq;
        seen.extend(page.items);
    }
    assert!(seen.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    let numbers: Vec<&str> = seen.iter().map(|event| event.subject_no.as_deref().unwrap()).collect();
    assert_eq!(numbers, codes);
    let event = &seen[0];
    assert_eq!((event.event_type.as_str(), event.subject_kind.as_str()), ("branch.created", "branch"));
    assert_eq!(event.at, world.now());
    assert_eq!(serde_json::to_value(&event.actor).unwrap()["name"], "系统管理员");
    assert_eq!(event.data["code"], "S1");
}

async fn a_type_can_be_asked_for(world: World) {
    let admin = world.sign_in("admin").await;
    let start = page(&admin, "limit=100").await.last_seq;
    new_branch(&world, &admin, "S1", "HQ").await;
    let created = page(&admin, &format!("after={start}&event_type=branch.created")).await;
    assert_eq!(created.items.len(), 1);
    let updated = page(&admin, &format!("after={start}&event_type=branch.updated")).await;
    // what does not fit was looked at, too: it need not be read again
    assert_eq!((updated.items.len(), updated.last_seq), (0, created.last_seq));
}

async fn events_of_other_branches_are_not_shown(world: World) {
    let admin = world.sign_in("admin").await;
    let start = page(&admin, "limit=100").await.last_seq;
    for account in ["engineer.sh", "engineer.gz"] {
        let id = world.user(account).await;
        let user: Value = admin.get(&format!("/users/{id}")).await.expect(200);
        let grants = json!([{ "role": "engineer", "branch_id": user["roles"][0]["branch_id"] }]);
        let body = json!({ "name": user["name"], "active": true, "grants": grants });
        admin.put(&format!("/users/{id}")).version(1).json(body).await.expect(200);
    }
    assert_eq!(page(&admin, &format!("after={start}")).await.items.len(), 2);
    let supervisor = world.sign_in("supervisor.gz").await;
    let seen = page(&supervisor, &format!("after={start}")).await.items;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].subject_id, world.user("engineer.gz").await.to_string());
}

async fn bad_questions_are_named(world: World) {
    let admin = world.sign_in("admin").await;
    admin.get("/events?after=-1").await.refuses(&[("?after", "range")]);
    admin.get("/events?after=now").await.refuses(&[("?", "format")]);
    admin.get("/events?since=1").await.refuses(&[("?since", "unknown_field")]);
    world.sign_in("privacy_officer").await.get("/events").await.problem(403, "forbidden");
}
