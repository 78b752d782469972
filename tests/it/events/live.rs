//! `GET /live`: server-sent events.

use std::time::Duration;

use serde_json::{Value, json};

use super::feed::new_branch;
use crate::harness::{Client, World, both};

both!(
    events_come_as_they_happen,
    a_stream_resumes_where_it_was_cut,
    a_stream_can_be_narrowed_to_a_type,
    a_stream_ends_with_the_session,
    a_caller_has_five_streams_at_most,
    streams_do_not_hold_the_server_up,
    bad_positions_are_named,
);

/// Longer than any of these tests takes, shorter than the server waits for requests under way.
const PATIENCE: Duration = Duration::from_secs(20);

struct Stream {
    response: reqwest::Response,
    text: String,
}

#[derive(Debug)]
struct Event {
    id: i64,
    event: String,
    data: Value,
}

impl Stream {
    async fn open(call: crate::harness::Call) -> Self {
        let response = call.open().await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self { response, text: String::new() };
        // the first lines say that the server follows from here
        assert!(stream.more().await && stream.text.contains(": connected"), "{}", stream.text);
        stream
    }

    /// False at the end.
    async fn more(&mut self) -> bool {
        let chunk =
            tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("the stream is silent");
        match chunk {
            Ok(Some(bytes)) => {
                self.text.push_str(std::str::from_utf8(&bytes).unwrap());
                true
            }
            Ok(None) | Err(_) => false,
        }
    }

    async fn event(&mut self) -> Event {
        loop {
            if let Some((block, rest)) =
                self.text.split_once("\n\n").map(|(b, r)| (b.to_owned(), r.to_owned()))
            {
                self.text = rest;
                if let Some(event) = parse(&block) {
                    return event;
                }
            } else {
                assert!(self.more().await, "the stream ended");
            }
        }
    }
}

fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
    Some(Event {
        id: field("id: ")?.parse().unwrap(),
        event: field("event: ")?.to_owned(),
        data: serde_json::from_str(field("data: ")?).unwrap(),
    })
}

async fn admin_and_position(world: &World) -> (Client, i64) {
    let admin = world.sign_in("admin").await;
    let seq = admin.get("/events?limit=100").await.expect(200)["last_seq"].as_i64().unwrap();
    (admin, seq)
}

async fn events_come_as_they_happen(world: World) {
    let (admin, seq) = admin_and_position(&world).await;
    let mut stream = Stream::open(admin.get("/live")).await;
    new_branch(&world, &admin, "S1", "HQ").await;
    let event = stream.event().await;
    assert!(event.id > seq);
    assert_eq!(event.event, "branch.created");
    assert_eq!((&event.data["type"], &event.data["seq"]), (&json!("branch.created"), &json!(event.id)));
    assert_eq!(event.data["data"]["code"], "S1");
    new_branch(&world, &admin, "S2", "HQ").await;
    assert_eq!(stream.event().await.data["subject_no"], "S2");
}

async fn a_stream_resumes_where_it_was_cut(world: World) {
    let (admin, seq) = admin_and_position(&world).await;
    for code in ["S1", "S2", "S3"] {
        new_branch(&world, &admin, code, "HQ").await;
    }
    let mut stream = Stream::open(admin.get(&format!("/live?after={seq}"))).await;
    let first = stream.event().await;
    assert_eq!(first.data["subject_no"], "S1");
    drop(stream);
    // the header of the browser goes before the address it first asked
    let again = admin.get(&format!("/live?after={seq}")).header("last-event-id", &first.id.to_string());
    let mut stream = Stream::open(again).await;
    for code in ["S2", "S3"] {
        assert_eq!(stream.event().await.data["subject_no"], code);
    }
}

async fn a_stream_can_be_narrowed_to_a_type(world: World) {
    let (admin, seq) = admin_and_position(&world).await;
    let mut stream = Stream::open(admin.get(&format!("/live?after={seq}&event_type=api_key.created"))).await;
    new_branch(&world, &admin, "S1", "HQ").await;
    let key = json!({ "name": "ERP", "scopes": ["users.read"], "branch_id": world.branch("HQ").await });
    admin.post("/api-keys").json(key).await.expect(201);
    let event = stream.event().await;
    assert_eq!(event.event, "api_key.created");
    assert!(!event.data.to_string().contains("\"key\""));
}

async fn a_stream_ends_with_the_session(world: World) {
    let login = json!({ "account": "engineer.sh", "password": crate::harness::PASSWORD });
    let tokens = world.anonymous().post("/auth/login").json(login).await.expect(200);
    let engineer = world.bearer(tokens["access_token"].as_str().unwrap());
    let mut stream = Stream::open(engineer.get("/live")).await;
    let sign_out = json!({ "refresh_token": tokens["refresh_token"] });
    assert_eq!(world.anonymous().post("/auth/logout").json(sign_out).await.status, 204);
    while stream.more().await {}
    engineer.get("/live").await.problem(401, "unauthenticated");
}

async fn a_caller_has_five_streams_at_most(world: World) {
    let (admin, _) = admin_and_position(&world).await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        streams.push(Stream::open(admin.get("/live")).await);
    }
    let sixth = admin.get("/live").await;
    sixth.problem(429, "too_many_requests");
    assert_ne!(sixth.header("retry-after"), "");
    // somebody else has their own five
    Stream::open(world.sign_in("hq_service").await.get("/live")).await;
}

async fn streams_do_not_hold_the_server_up(world: World) {
    let (admin, _) = admin_and_position(&world).await;
    let mut stream = Stream::open(admin.get("/live")).await;
    let begun = std::time::Instant::now();
    world.ask_to_stop();
    while stream.more().await {}
    // an open stream that is not ended by itself would be cut after five seconds
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

async fn bad_positions_are_named(world: World) {
    let (admin, _) = admin_and_position(&world).await;
    admin.get("/live?after=-1").await.refuses(&[("?after", "range")]);
    let odd = admin.get("/live").header("last-event-id", "yesterday").into_future().await;
    odd.refuses(&[("Last-Event-ID", "format")]);
    world.sign_in("privacy_officer").await.get("/live").await.problem(403, "forbidden");
}
