//! API keys of third-party systems.

use contract::access::{ApiKeyView, CreatedApiKey};
use serde_json::{Value, json};

use crate::harness::{Client, World, both};

both!(
    a_key_is_shown_once_and_works,
    a_key_may_do_what_its_scopes_say_in_its_branch,
    a_revoked_key_is_refused_at_once,
    a_key_ends_when_it_was_to_end,
    the_use_of_a_key_is_written_down_once_a_minute,
    a_repeated_request_does_not_show_the_key_again,
    bad_keys_are_named_and_nothing_is_written,
    only_administrators_manage_keys,
);

async fn body(world: &World, at: &str, scopes: &[&str]) -> Value {
    json!({ "name": "ERP", "scopes": scopes, "branch_id": world.branch(at).await })
}

async fn create(world: &World, at: &str, scopes: &[&str]) -> (Client, ApiKeyView) {
    let admin = world.sign_in("admin").await;
    let made: CreatedApiKey = admin.post("/api-keys").json(body(world, at, scopes).await).await.read(201);
    (world.bearer(&made.key.unwrap()), made.api_key)
}

async fn listed(admin: &Client) -> Vec<ApiKeyView> {
    serde_json::from_value(admin.get("/api-keys").await.expect(200)["items"].take()).unwrap()
}

async fn a_key_is_shown_once_and_works(world: World) {
    let admin = world.sign_in("admin").await;
    let made = admin
        .post("/api-keys")
        .json(body(&world, "HQ", &["users.read", "users.read", "branches.read"]).await)
        .await;
    let made: CreatedApiKey = made.read(201);
    let key = made.key.unwrap();
    assert!(key.starts_with("ak_") && key.len() == 46, "{key}");
    assert_eq!(made.api_key.prefix, key[..11]);
    assert_eq!(made.api_key.scopes.len(), 2);
    world.bearer(&key).get("/branches").await.expect(200);
    let list = admin.get("/api-keys").await;
    assert!(!list.body.contains(&key));
    let audit = world.sign_in("auditor").await.get("/audit?action=api_key.created").await;
    assert_eq!(audit.expect(200)["items"].as_array().unwrap().len(), 1);
    assert!(!audit.body.contains(&key[11..]));
}

async fn a_key_may_do_what_its_scopes_say_in_its_branch(world: World) {
    let (erp, _) = create(&world, "SH", &["users.read"]).await;
    let people = erp.get("/users?limit=100").await.expect(200);
    let accounts: Vec<&str> =
        people["items"].as_array().unwrap().iter().map(|u| u["account"].as_str().unwrap()).collect();
    assert!(accounts.contains(&"engineer.sh") && accounts.contains(&"engineer.sha"));
    assert!(!accounts.contains(&"engineer.gz") && !accounts.contains(&"admin"));
    erp.get(&format!("/users/{}", world.user("engineer.gz").await)).await.problem(404, "not_found");
    erp.get("/branches").await.problem(403, "forbidden");
    erp.get("/auth/me").await.problem(403, "forbidden");
    let password = json!({ "current": "x", "new": "0123456789" });
    erp.post("/auth/password").json(password).await.problem(403, "forbidden");
}

async fn a_revoked_key_is_refused_at_once(world: World) {
    let (erp, key) = create(&world, "HQ", &["branches.read"]).await;
    erp.get("/branches").await.expect(200);
    let admin = world.sign_in("admin").await;
    let revoke = || admin.post(&format!("/api-keys/{}/revoke", key.id));
    let revoked: ApiKeyView = revoke().await.read(200);
    assert_eq!(revoked.revoked_at, Some(world.now()));
    erp.get("/branches").await.problem(401, "unauthenticated");
    world.advance_minutes(1);
    assert_eq!(revoke().await.read::<ApiKeyView>(200).revoked_at, revoked.revoked_at);
    admin.post("/api-keys/019a0000-0000-7000-8000-00000000dead/revoke").await.problem(404, "not_found");
}

async fn a_key_ends_when_it_was_to_end(world: World) {
    let admin = world.sign_in("admin").await;
    let mut body = body(&world, "HQ", &["branches.read"]).await;
    body["expires_at"] = json!(world.now());
    admin.post("/api-keys").json(&body).await.refuses(&[("/expires_at", "range")]);
    body["expires_at"] = json!(world.now().plus_seconds(5));
    let made: CreatedApiKey = admin.post("/api-keys").json(&body).await.read(201);
    let erp = world.bearer(&made.key.unwrap());
    erp.get("/branches").await.expect(200);
    world.advance_seconds(5);
    erp.get("/branches").await.problem(401, "unauthenticated");
}

/// The use is written beside the request: asks until it is there.
async fn last_use(admin: &Client, wanted: domain::kernel::Timestamp) {
    for _ in 0..1000 {
        if listed(admin).await[0].last_used_at == Some(wanted) {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the use at {wanted} was not written down");
}

async fn the_use_of_a_key_is_written_down_once_a_minute(world: World) {
    let (erp, _) = create(&world, "HQ", &["branches.read"]).await;
    let admin = world.sign_in("admin").await;
    assert_eq!(listed(&admin).await[0].last_used_at, None);
    let first = world.now();
    erp.get("/branches").await.expect(200);
    last_use(&admin, first).await;
    world.advance_seconds(59);
    erp.get("/branches").await.expect(200);
    world.advance_seconds(1);
    erp.get("/branches").await.expect(200);
    last_use(&admin, world.now()).await;
}

async fn a_repeated_request_does_not_show_the_key_again(world: World) {
    let admin = world.sign_in("admin").await;
    let body = body(&world, "HQ", &["branches.read"]).await;
    let first: CreatedApiKey = admin.post("/api-keys").key("erp-1").json(&body).await.read(201);
    let again = admin.post("/api-keys").key("erp-1").json(&body).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    let again: CreatedApiKey = again.read(201);
    assert_eq!((again.key, again.api_key.id), (None, first.api_key.id));
    assert_eq!(listed(&admin).await.len(), 1);
}

async fn bad_keys_are_named_and_nothing_is_written(world: World) {
    let admin = world.sign_in("admin").await;
    let good = body(&world, "HQ", &["branches.read"]).await;
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        admin.post("/api-keys").json(body)
    };
    with("name", json!("")).await.refuses(&[("/name", "length")]);
    with("scopes", json!([])).await.refuses(&[("/scopes", "length")]);
    with("scopes", json!(["world.rule"])).await.refuses(&[("/scopes/0", "unknown_code")]);
    with("branch_id", json!("019a0000-0000-7000-8000-00000000dead"))
        .await
        .refuses(&[("/branch_id", "unknown_reference")]);
    with("expires_at", json!("tomorrow")).await.refuses(&[("/expires_at", "format")]);
    with("key", json!("ak_mine")).await.refuses(&[("/key", "unknown_field")]);
    assert_eq!(listed(&admin).await.len(), 0);
}

async fn only_administrators_manage_keys(world: World) {
    let (_, key) = create(&world, "HQ", &["branches.read"]).await;
    for account in ["hq_service", "auditor", "manager.sh"] {
        let other = world.sign_in(account).await;
        other.get("/api-keys").await.problem(403, "forbidden");
        other
            .post("/api-keys")
            .json(body(&world, "HQ", &["users.write"]).await)
            .await
            .problem(403, "forbidden");
        other.post(&format!("/api-keys/{}/revoke", key.id)).await.problem(403, "forbidden");
    }
}
