//! Nothing that is documented answers strangers, but for what has to.

use reqwest::Method;
use serde_json::Value;

use crate::{
    harness::{World, both},
    openapi::operations,
};

both!(
    whoever_is_not_signed_in_is_refused_everywhere,
    nothing_of_a_request_is_judged_before_its_sender,
    whoever_is_signed_in_is_told_what_is_malformed,
);

/// What is needed to sign in and out, and what the sign-in screen shows.
const PUBLIC: [&str; 5] = ["sign_in", "refresh_session", "sign_out", "list_enums", "show_version"];

/// An address with this at the place of every id.
fn filled(path: &str, id: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect::<Vec<_>>().join("/")
}

/// Method and address of everything that needs a sign-in, with this at the place of every id.
fn guarded(world: &World, id: &str) -> Vec<(Method, String)> {
    let closed = |operation: &Value| !PUBLIC.contains(&operation["operationId"].as_str().unwrap());
    let all = operations().into_iter().filter(|(_, _, operation)| closed(operation));
    all.map(|(method, path, _)| {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        (method, format!("{}{}", world.address(), filled(&path, id)))
    })
    .collect()
}

async fn whoever_is_not_signed_in_is_refused_everywhere(world: World) {
    let stranger = world.anonymous();
    let (mut asked, mut open, mut public) = (0, Vec::new(), Vec::new());
    for (method, path, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap().to_owned();
        if PUBLIC.contains(&name.as_str()) {
            public.push(name);
            continue;
        }
        let url = format!("{}{}", world.address(), filled(&path, "0192f3a4-7c00-7000-8000-000000000001"));
        let answer = stranger.call(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(), &url).await;
        asked += 1;
        if answer.status != 401 {
            open.push(format!("{method} {path} ({name}): {}", answer.status));
        } else {
            answer.problem(401, "unauthenticated");
        }
    }
    assert_eq!(open, [""; 0]);
    assert!(asked > PUBLIC.len(), "{asked}");
    public.sort();
    let mut expected = PUBLIC;
    expected.sort_unstable();
    assert_eq!(public, expected, "the list of what is public names only what exists");
}

async fn nothing_of_a_request_is_judged_before_its_sender(world: World) {
    let mut judged = Vec::new();
    let all = guarded(&world, "no-id-at-all");
    let strangers = [world.anonymous(), world.bearer("worthless"), world.bearer("ak_worthless")];
    for (at, (method, url)) in all.iter().enumerate() {
        let stranger = &strangers[at % strangers.len()];
        let ask = || stranger.call(method.clone(), url);
        for (what, call) in [
            ("id", ask()),
            ("query", ask().query(&[("limit", "many"), ("cursor", "?"), ("nope", "1")])),
            ("body", ask().text("{ not json").version(1)),
            ("shape", ask().text(r#"{"nope":[]}"#).header("if-match", "x").key("")),
            ("media", ask().bytes("application/x-nothing", b"\0\xff")),
        ] {
            let answer = call.await;
            if answer.status == 401 {
                answer.problem(401, "unauthenticated");
            } else {
                judged.push(format!("{what} of {method} {url}: {}", answer.status));
            }
        }
    }
    assert_eq!(judged, [""; 0]);
    // what does not exist is no secret
    world.anonymous().get("/nothing/here").await.problem(404, "not_found");
}

/// The other half: without it the test above would also pass if everything were refused.
async fn whoever_is_signed_in_is_told_what_is_malformed(world: World) {
    let admin = world.sign_in("admin").await;
    let mut unnoticed = Vec::new();
    for (method, url) in guarded(&world, "no-id-at-all").iter().filter(|(_, url)| url.contains("no-id")) {
        let answer = admin.call(method.clone(), url).version(1).json(serde_json::json!({})).await;
        if !(400..500).contains(&answer.status) || answer.status == 401 {
            unnoticed.push(format!("{method} {url}: {}", answer.status));
        }
    }
    assert_eq!(unnoticed, [""; 0]);
}
