//! What the server answers beside its operations: the app's pages, figures for the monitor, headers on everything.

use std::path::Path;

use serde_json::json;

use crate::harness::{Answer, World, both};

both!(
    an_unknown_page_is_the_apps_and_an_unknown_operation_a_problem,
    every_answer_is_guarded_by_headers,
    the_monitor_gets_figures_and_nothing_else,
);

async fn at(world: &World, path: &str) -> Answer {
    world.anonymous().get(&format!("{}{path}", world.address())).await
}

async fn an_unknown_page_is_the_apps_and_an_unknown_operation_a_problem(world: World) {
    for path in
        ["/api", "/api/", "/api/nope", "/api/v2/tickets", "/api/v1", "/api/v1/nope", "/api/v1x/tickets"]
    {
        at(&world, path).await.problem(404, "not_found");
    }
    let wrong_method = world.sign_in("admin").await.call(reqwest::Method::PATCH, "/tickets").await;
    wrong_method.problem(405, "method_not_allowed");
    assert_eq!(wrong_method.header("allow"), "GET, POST");

    let missing = at(&world, "/assets/nothing-0000.js").await;
    assert_eq!((missing.status, missing.body.as_str()), (404, ""));

    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/dist/desk/index.html").exists();
    for path in ["/", "/tickets", "/nowhere/at/all"] {
        let page = at(&world, path).await;
        if built {
            assert_eq!((page.status, page.header("cache-control").as_str()), (200, "no-cache"), "{path}");
            assert!(page.header("content-type").starts_with("text/html"), "{path}");
        } else {
            assert_eq!(page.status, 404, "{path}");
            assert!(page.body.contains("was not built"), "{path}");
        }
    }
    let sent = world.anonymous().post(&format!("{}/tickets", world.address())).json(json!({})).await;
    assert_eq!((sent.status, sent.header("allow").as_str()), (405, "GET, HEAD"));
}

async fn every_answer_is_guarded_by_headers(world: World) {
    let signed = world.sign_in("admin").await;
    let answers = [
        at(&world, "/").await,
        at(&world, "/assets/nothing-0000.js").await,
        at(&world, "/healthz").await,
        at(&world, "/metrics").await,
        at(&world, "/docs/").await,
        at(&world, "/api/v1/openapi.json").await,
        at(&world, "/api/v1/tickets").await,
        at(&world, "/api/nope").await,
        signed.get("/tickets").await,
        signed.get("/tickets/x").await,
        signed.get("/tickets?nope=1").await,
        signed.post("/tickets").text("{").await,
    ];
    for answer in &answers {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{name}: {answer:?}");
        }
        let policy = answer.header("content-security-policy");
        let sources = |directive: &str| {
            let found = policy.split(';').map(str::trim).find_map(|part| part.strip_prefix(directive));
            found.unwrap_or_else(|| panic!("{directive}: {policy}")).trim().to_owned()
        };
        assert_eq!(sources("default-src"), "'self'");
        // no script is inline or evaluated
        assert_eq!(sources("script-src"), "'self' 'wasm-unsafe-eval'");
        assert_eq!(sources("connect-src"), "'self'");
        assert_eq!(sources("object-src"), "'none'");
        assert_eq!(sources("base-uri"), "'none'");
        assert_eq!(sources("frame-ancestors"), "'none'");
        assert!(!answer.header("x-request-id").is_empty(), "{answer:?}");
    }
    // what belongs to a caller is kept nowhere
    for answer in answers.iter().rev().take(4) {
        assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
    }
}

async fn the_monitor_gets_figures_and_nothing_else(world: World) {
    let login = json!({ "account": "secret-name", "password": "secret-word" });
    world.anonymous().post("/auth/login").json(login).await.problem(401, "bad_credentials");
    at(&world, "/api/v1/tickets/secret-id?q=secret-query").await.problem(401, "unauthenticated");
    at(&world, "/secret-page").await;
    // the monitor has no account: the address is for its network alone
    let figures = at(&world, "/metrics").await;
    assert_eq!(figures.status, 200);
    assert!(figures.header("content-type").starts_with("text/plain"));
    for line in [
        r#"aftercare_http_requests_total{operation="POST /api/v1/auth/login",status="401"}"#,
        r#"aftercare_http_requests_total{operation="GET /api/v1/tickets/{id}",status="401"}"#,
        r#"aftercare_http_request_seconds_bucket{operation="GET other""#,
        "aftercare_outbox_position ",
        "aftercare_threshold_lag_seconds ",
    ] {
        assert!(figures.body.contains(line), "{line}\n{}", figures.body);
    }
    assert!(!figures.body.contains("secret"), "{}", figures.body);
}
