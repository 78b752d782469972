//! Nothing that is documented answers strangers, but for what has to.

use reqwest::Method;

use crate::{
    harness::{World, both},
    openapi::operations,
};

both!(whoever_is_not_signed_in_is_refused_everywhere);

/// What is needed to sign in and out, and what the sign-in screen shows.
const PUBLIC: [&str; 5] = ["sign_in", "refresh_session", "sign_out", "list_enums", "show_version"];

/// An address with something that looks like an id at every place.
fn filled(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "0192f3a4-7c00-7000-8000-000000000001" } else { part });
    parts.collect::<Vec<_>>().join("/")
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
        let url = format!("{}{}", world.address(), filled(&path));
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
