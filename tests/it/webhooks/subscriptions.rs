//! Who may subscribe to what, and what a subscription shows of itself.

use contract::{
    page::Page,
    webhooks::{WebhookView, WebhookWithSecret},
};
use serde_json::{Value, json};

use super::{about, deliver, show, subscribe};
use crate::harness::{Client, World, both};

both!(
    a_secret_is_shown_once,
    a_subscription_is_changed_and_removed,
    a_key_reaches_no_further_than_its_branch,
    only_head_office_manages_them,
    bad_subscriptions_are_named_and_nothing_is_written,
);

const URL: &str = "https://erp.example.com/hook?token=of-the-receiver";

async fn a_secret_is_shown_once(world: World) {
    let admin = world.sign_in("admin").await;
    let make = || admin.post("/webhooks").key("erp").json(about(URL, &["ticket.*"]));
    let first: WebhookWithSecret = make().await.read(201);
    let secret = first.secret.unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "{secret}");
    let again: WebhookWithSecret = make().await.read(201);
    assert_eq!((again.secret, &again.webhook), (None, &first.webhook));
    let path = format!("/webhooks/{}", first.webhook.id);
    let rotated = admin.post(&format!("{path}/rotate-secret")).version(1).key("r").await;
    let next = rotated.read::<WebhookWithSecret>(200).secret.unwrap();
    let repeated = admin.post(&format!("{path}/rotate-secret")).version(1).key("r").await;
    assert_eq!(repeated.read::<WebhookWithSecret>(200).secret, None);
    admin.post(&format!("{path}/test")).await.expect(202);
    let audit = admin.get("/audit?subject_kind=webhook").await;
    assert_eq!(audit.expect(200)["items"].as_array().unwrap().len(), 2);
    let deliveries = format!("{path}/deliveries");
    for place in ["/webhooks", &path, &deliveries, "/audit", "/events?limit=100"] {
        let answer = admin.get(place).await;
        assert_eq!(answer.status, 200, "{place}");
        for secret in [&secret, &next] {
            assert!(!answer.body.contains(secret.trim_start_matches("whsec_")), "{place}");
        }
        assert!(!answer.body.contains("whsec_"), "{place}");
    }
    // an address may carry a token of the receiver: it is for those who manage subscriptions
    for place in ["/audit", "/events?limit=100"] {
        assert!(!admin.get(place).await.body.contains("of-the-receiver"), "{place}");
    }
}

async fn a_subscription_is_changed_and_removed(world: World) {
    let (hook, _) = subscribe(&world, about(URL, &["ticket.*"])).await;
    let hq = world.sign_in("hq_service").await;
    assert_eq!(show(&hq, &hook).await, hook);
    let path = format!("/webhooks/{}", hook.id);
    let mut body = about("https://crm.example.com/", &[]);
    body["description"] = json!("  CRM ");
    body["branch_id"] = json!(world.branch("SH").await);
    hq.put(&path).json(&body).await.problem(428, "version_required");
    let changed = hq.put(&path).version(1).json(&body).await;
    assert_eq!(changed.version(), 2);
    let changed: WebhookView = changed.read(200);
    assert_eq!(changed.description.as_deref(), Some("CRM"));
    assert_eq!((changed.url.as_str(), changed.event_types.len()), ("https://crm.example.com/", 0));
    hq.put(&path).version(1).json(&body).await.problem(412, "stale_version");
    hq.call(reqwest::Method::DELETE, &path).version(1).await.problem(412, "stale_version");
    // with what waits for it
    hq.post(&format!("{path}/test")).await.expect(202);
    assert_eq!(hq.call(reqwest::Method::DELETE, &path).version(2).await.status, 204);
    hq.get(&path).await.problem(404, "not_found");
    assert_eq!(deliver(&world).await, 0);
    let audit = hq.get("/audit?subject_kind=webhook").await.expect(200);
    let actions: Vec<&str> =
        audit["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["webhook.deleted", "webhook.updated", "webhook.created"]);
}

async fn key(world: &World, at: &str, scopes: &[&str]) -> Client {
    let body = json!({ "name": "ERP", "scopes": scopes, "branch_id": world.branch(at).await });
    let made = world.sign_in("admin").await.post("/api-keys").json(body).await.expect(201);
    world.bearer(made["key"].as_str().unwrap())
}

async fn a_key_reaches_no_further_than_its_branch(world: World) {
    let (company, _) = subscribe(&world, about(URL, &[])).await;
    let erp = key(&world, "SH", &["webhooks.read", "webhooks.manage", "events.read"]).await;
    let at = |branch: Value| {
        let mut body = about(URL, &[]);
        body["branch_id"] = branch;
        erp.post("/webhooks").json(body)
    };
    at(Value::Null).await.problem(403, "forbidden");
    at(json!(world.branch("GZ").await)).await.problem(403, "forbidden");
    let made: WebhookWithSecret = at(json!(world.branch("SHA").await)).await.read(201);
    let seen: Page<WebhookView> = erp.get("/webhooks").await.read(200);
    assert_eq!(seen.items, std::slice::from_ref(&made.webhook));
    // widening is creating
    let path = format!("/webhooks/{}", made.webhook.id);
    erp.put(&path).version(1).json(about(URL, &[])).await.problem(403, "forbidden");
    // what is not its own does not exist
    let foreign = format!("/webhooks/{}", company.id);
    erp.get(&foreign).await.problem(404, "not_found");
    erp.get(&format!("{foreign}/deliveries")).await.problem(404, "not_found");
    erp.put(&foreign).version(1).json(about(URL, &[])).await.problem(404, "not_found");
    erp.call(reqwest::Method::DELETE, &foreign).version(1).await.problem(404, "not_found");
    erp.post(&format!("{foreign}/rotate-secret")).version(1).await.problem(404, "not_found");
    erp.post(&format!("{foreign}/test")).await.problem(404, "not_found");
    erp.post(&format!("{foreign}/replay")).json(json!({ "since": 0 })).await.problem(404, "not_found");
    // nobody has sent to them what they may not read
    let blind = key(&world, "SH", &["webhooks.manage"]).await;
    let mut body = about(URL, &[]);
    body["branch_id"] = json!(world.branch("SH").await);
    blind.post("/webhooks").json(body).await.problem(403, "forbidden");
}

async fn only_head_office_manages_them(world: World) {
    let (hook, _) = subscribe(&world, about(URL, &[])).await;
    for account in ["auditor", "manager.sh", "reception.sh"] {
        let other = world.sign_in(account).await;
        other.get("/webhooks").await.problem(403, "forbidden");
        other.get(&format!("/webhooks/{}", hook.id)).await.problem(403, "forbidden");
        other.post("/webhooks").json(about(URL, &[])).await.problem(403, "forbidden");
        other.post(&format!("/webhooks/{}/test", hook.id)).await.problem(403, "forbidden");
    }
}

async fn bad_subscriptions_are_named_and_nothing_is_written(world: World) {
    let admin = world.sign_in("admin").await;
    let with = |field: &str, value: Value| {
        let mut body = about(URL, &[]);
        body[field] = value;
        admin.post("/webhooks").json(body)
    };
    with("url", json!("")).await.refuses(&[("/url", "length")]);
    with("url", json!("erp.example.com")).await.refuses(&[("/url", "format")]);
    with("url", json!("ftp://erp.example.com")).await.refuses(&[("/url", "format")]);
    with("url", json!("https://user:secret@erp.example.com/")).await.refuses(&[("/url", "format")]);
    with("url", json!(format!("https://erp.example.com/{}", "x".repeat(500))))
        .await
        .refuses(&[("/url", "length")]);
    with("event_types", json!(["ticket.archived", "Tickets"])).await.refuses(&[("/event_types/1", "format")]);
    with("event_types", json!(["a.b", "a.b"])).await.refuses(&[("/event_types/1", "format")]);
    with("branch_id", json!("019a0000-0000-7000-8000-00000000dead"))
        .await
        .refuses(&[("/branch_id", "unknown_reference")]);
    with("description", json!("a\u{0}b")).await.refuses(&[("/description", "format")]);
    with("active", json!("yes")).await.refuses(&[("/active", "type")]);
    with("secret", json!("whsec_mine")).await.refuses(&[("/secret", "unknown_field")]);
    admin.post("/webhooks").text("{ not json").await.problem(400, "malformed");
    assert_eq!(admin.get("/webhooks").await.expect(200)["items"], json!([]));
    admin.get("/webhooks?cursor=nonsense").await.refuses(&[("?cursor", "format")]);
    let nobody = "/webhooks/019a0000-0000-7000-8000-00000000dead";
    admin.get(nobody).await.problem(404, "not_found");
    admin.get(&format!("{nobody}/deliveries?state=lost")).await.refuses(&[("?", "format")]);
}
