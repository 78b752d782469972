//! A repeated request gets the first one's answer and writes nothing more.

use serde_json::{Value, json};

use crate::harness::{Client, World, both};

both!(
    the_same_request_is_answered_from_memory,
    the_same_key_with_another_body_is_refused,
    a_refused_request_leaves_its_key_free,
    a_key_belongs_to_its_caller,
    equal_requests_at_once_give_one_write,
    an_unsuitable_key_is_refused,
);

async fn body(world: &World, account: &str) -> Value {
    let grants = json!([{ "role": "engineer", "branch_id": world.branch("SH").await }]);
    json!({ "account": account, "name": "李娜", "password": "a first password", "grants": grants })
}

async fn named(admin: &Client, account: &str) -> usize {
    admin.get(&format!("/users?q={account}")).await.expect(200)["items"].as_array().unwrap().len()
}

async fn the_same_request_is_answered_from_memory(world: World) {
    let admin = world.sign_in("admin").await;
    let post = || async { admin.post("/users").key("k-1").json(body(&world, "li.na").await).await };
    let first = post().await;
    world.advance_minutes(23 * 60);
    let again = post().await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body);
    assert_eq!(
        (first.header("idempotent-replayed"), again.header("idempotent-replayed")),
        (String::new(), "true".into())
    );
    for header in ["etag", "location"] {
        assert_eq!(first.header(header), again.header(header), "{header}");
    }
    assert_eq!(named(&admin, "li.na").await, 1);
}

async fn the_same_key_with_another_body_is_refused(world: World) {
    let admin = world.sign_in("admin").await;
    admin.post("/users").key("k-1").json(body(&world, "li.na").await).await.expect(201);
    let other = admin.post("/users").key("k-1").json(body(&world, "li.nana").await).await;
    other.problem(409, "idempotency_key_reused");
    // another address is another request, too
    let branch =
        json!({ "code": "SZ", "name": "苏州", "kind": "branch", "parent_id": world.branch("HQ").await });
    admin.post("/branches").key("k-1").json(branch).await.problem(409, "idempotency_key_reused");
    assert_eq!(named(&admin, "li.nana").await, 0);
}

async fn a_refused_request_leaves_its_key_free(world: World) {
    let admin = world.sign_in("admin").await;
    let mut wrong = body(&world, "li.na").await;
    wrong["grants"][0]["branch_id"] = "019a0000-0000-7000-8000-00000000dead".into();
    admin
        .post("/users")
        .key("k-1")
        .json(wrong)
        .await
        .refuses(&[("/grants/0/branch_id", "unknown_reference")]);
    admin
        .post("/users")
        .key("k-1")
        .json(body(&world, "engineer.sh").await)
        .await
        .problem(409, "already_exists");
    let right = admin.post("/users").key("k-1").json(body(&world, "li.na").await).await;
    right.expect(201);
    assert_eq!(right.header("idempotent-replayed"), "");
}

async fn a_key_belongs_to_its_caller(world: World) {
    let (admin, head) = (world.sign_in("admin").await, world.sign_in("hq_service").await);
    let branch = |code: &'static str| {
        let world = world.clone();
        async move {
            json!({ "code": code, "name": "苏州", "kind": "branch", "parent_id": world.branch("HQ").await })
        }
    };
    admin.post("/branches").key("k-1").json(branch("SZ").await).await.expect(201);
    head.post("/branches").key("k-1").json(branch("NJ").await).await.expect(201);
}

async fn equal_requests_at_once_give_one_write(world: World) {
    let admin = world.sign_in("admin").await;
    let body = body(&world, "li.na").await;
    let post = || admin.post("/users").key("k-1").json(&body).into_future();
    let answers = tokio::join!(post(), post(), post(), post());
    let answers = [answers.0, answers.1, answers.2, answers.3];
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, &answers[0].body), "{}", answer.body);
    }
    let fresh = answers.iter().filter(|answer| answer.header("idempotent-replayed").is_empty()).count();
    assert_eq!(fresh, 1);
    assert_eq!(named(&admin, "li.na").await, 1);
}

async fn an_unsuitable_key_is_refused(world: World) {
    let admin = world.sign_in("admin").await;
    for key in ["", &"k".repeat(256)] {
        let answer = admin.post("/users").key(key).json(body(&world, "li.na").await).await;
        answer.refuses(&[("Idempotency-Key", "length")]);
    }
    assert_eq!(named(&admin, "li.na").await, 0);
}
