//! People and their roles.

use contract::access::{TokenResponse, UserView};
use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, World, both};

both!(
    a_person_is_made_changed_and_found,
    bad_people_are_named_and_nothing_is_written,
    a_taken_account_is_refused,
    a_change_needs_the_version_it_is_based_on,
    switching_off_ends_every_session,
    new_roles_count_at_once,
    an_administrator_sets_a_new_password_and_lifts_a_lock,
    the_last_administrator_stays,
    two_administrators_cannot_switch_each_other_off,
    lists_are_paged_and_filtered,
    who_can_be_sent_is_who_serves_the_branch,
    only_administrators_change_people,
);

async fn new_person(world: &World, account: &str) -> Value {
    let branch = world.branch("SH").await;
    json!({
        "account": account, "name": " 李娜 ", "password": "a first password", "phone": "+86 138 0013 8000",
        "grants": [{ "role": "engineer", "branch_id": branch }]
    })
}

fn change(user: &UserView) -> Value {
    let grants: Vec<_> =
        user.roles.iter().map(|g| json!({ "role": g.role, "branch_id": g.branch_id })).collect();
    json!({ "name": user.name, "phone": user.phone, "active": user.active, "grants": grants })
}

async fn person(admin: &Client, world: &World, account: &str) -> UserView {
    let id = world.user(account).await;
    admin.get(&format!("/users/{id}")).await.read(200)
}

async fn count(admin: &Client) -> usize {
    admin.get("/users?limit=100").await.expect(200)["items"].as_array().unwrap().len()
}

async fn a_person_is_made_changed_and_found(world: World) {
    let admin = world.sign_in("admin").await;
    let made = admin.post("/users").json(new_person(&world, " Li.Na ").await).await;
    let user: UserView = made.read(201);
    assert_eq!(made.header("location"), format!("/api/v1/users/{}", user.id));
    assert_eq!(made.version(), 1);
    assert_eq!(
        (user.account.as_str(), user.name.as_str(), user.phone.as_deref()),
        ("li.na", "李娜", Some("13800138000"))
    );
    assert_eq!(user.created_at, world.now());
    let shown = admin.get(&format!("/users/{}", user.id)).await;
    assert_eq!(shown.read::<UserView>(200), user);
    assert_eq!(shown.version(), 1);

    world.advance_minutes(1);
    let mut body = change(&user);
    body["name"] = "李娜娜".into();
    body["phone"] = Value::Null;
    let changed = admin.put(&format!("/users/{}", user.id)).version(1).json(body).await;
    assert_eq!(changed.version(), 2);
    let changed: UserView = changed.read(200);
    assert_eq!((changed.name.as_str(), changed.phone, changed.version), ("李娜娜", None, 2));
    assert_eq!((changed.created_at, changed.updated_at), (user.created_at, world.now()));
    let login = json!({ "account": "LI.NA", "password": "a first password" });
    let tokens: TokenResponse = world.anonymous().post("/auth/login").json(login).await.read(200);
    assert_eq!(tokens.user.name, "李娜娜");
    for q in ["李娜", "i.N"] {
        let found = admin.get("/users").query(&[("q", q)]).await.expect(200);
        assert_eq!(found["items"][0]["account"], "li.na", "{q}");
    }
}

async fn bad_people_are_named_and_nothing_is_written(world: World) {
    let admin = world.sign_in("admin").await;
    let before = count(&admin).await;
    let good = new_person(&world, "li.na").await;
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let post = |body: Value| admin.post("/users").json(body);
    post(json!({})).await.refuses(&[("/account", "required")]);
    post(with("account", json!("x"))).await.refuses(&[("/account", "length")]);
    post(with("account", json!("li na"))).await.refuses(&[("/account", "format")]);
    post(with("account", json!(["li.na"]))).await.refuses(&[("/account", "type")]);
    post(with("name", json!("  "))).await.refuses(&[("/name", "format")]);
    post(with("name", json!("\u{0}"))).await.refuses(&[("/name", "format")]);
    post(with("name", json!("长".repeat(61)))).await.refuses(&[("/name", "length")]);
    post(with("phone", json!("call me"))).await.refuses(&[("/phone", "format")]);
    post(with("password", json!("short"))).await.refuses(&[("/password", "length")]);
    post(with("password", json!("this is Li.Na himself")))
        .await
        .refuses(&[("/password", "password_contains_account")]);
    post(with("admin", json!(true))).await.refuses(&[("/admin", "unknown_field")]);
    post(with("grants", json!([]))).await.refuses(&[("/grants", "length")]);
    let role = json!([{ "role": "emperor", "branch_id": world.branch("SH").await }]);
    post(with("grants", role)).await.refuses(&[("/grants/0/role", "unknown_code")]);
    let foreign = json!([{ "role": "engineer", "branch_id": "019a0000-0000-7000-8000-00000000dead" }]);
    post(with("grants", foreign)).await.refuses(&[("/grants/0/branch_id", "unknown_reference")]);
    let no_id = json!([{ "role": "engineer", "branch_id": "SH" }]);
    post(with("grants", no_id)).await.refuses(&[("/grants/0/branch_id", "format")]);
    admin.post("/users").text("{\"account\":").await.problem(400, "malformed");
    admin.get("/users/not-an-id").await.problem(404, "not_found");
    admin.get("/users/019a0000-0000-7000-8000-00000000dead").await.problem(404, "not_found");
    assert_eq!(count(&admin).await, before);
}

async fn a_taken_account_is_refused(world: World) {
    let admin = world.sign_in("admin").await;
    let taken = admin.post("/users").json(new_person(&world, "ENGINEER.SH").await).await;
    assert_eq!(taken.problem(409, "already_exists").detail.as_deref(), Some("account"));
}

async fn a_change_needs_the_version_it_is_based_on(world: World) {
    let admin = world.sign_in("admin").await;
    let user = person(&admin, &world, "engineer.sh").await;
    let path = format!("/users/{}", user.id);
    let put = || admin.put(&path).json(change(&user));
    put().await.problem(428, "version_required");
    put().version(user.version + 1).await.problem(412, "stale_version");
    put().header("if-match", "yesterday's").await.refuses(&[("If-Match", "format")]);
    put().version(user.version).await.expect(200);
    put().version(user.version).await.problem(412, "stale_version");
    let nobody = admin.put("/users/019a0000-0000-7000-8000-00000000dead").version(1).json(change(&user));
    nobody.await.problem(404, "not_found");
}

async fn switching_off_ends_every_session(world: World) {
    let admin = world.sign_in("admin").await;
    let login = json!({ "account": "engineer.sh", "password": PASSWORD });
    let tokens: TokenResponse = world.anonymous().post("/auth/login").json(&login).await.read(200);
    let user = person(&admin, &world, "engineer.sh").await;
    let mut body = change(&user);
    body["active"] = false.into();
    admin.put(&format!("/users/{}", user.id)).version(user.version).json(body).await.expect(200);
    world.bearer(&tokens.access_token).get("/auth/me").await.problem(401, "unauthenticated");
    let refresh =
        world.anonymous().post("/auth/refresh").json(json!({ "refresh_token": tokens.refresh_token }));
    refresh.await.problem(401, "unauthenticated");
    world.anonymous().post("/auth/login").json(&login).await.problem(401, "bad_credentials");
}

async fn new_roles_count_at_once(world: World) {
    let admin = world.sign_in("admin").await;
    let engineer = world.sign_in("engineer.sh").await;
    engineer.get("/api-keys").await.problem(403, "forbidden");
    let user = person(&admin, &world, "engineer.sh").await;
    let mut body = change(&user);
    let hq = world.branch("HQ").await;
    body["grants"].as_array_mut().unwrap().push(json!({ "role": "administrator", "branch_id": hq }));
    admin.put(&format!("/users/{}", user.id)).version(user.version).json(body).await.expect(200);
    engineer.get("/api-keys").await.expect(200);
    let user = person(&admin, &world, "engineer.sh").await;
    assert_eq!(user.roles.len(), 2);
}

async fn an_administrator_sets_a_new_password_and_lifts_a_lock(world: World) {
    let admin = world.sign_in("admin").await;
    let login = |password: &str| {
        world.anonymous().post("/auth/login").json(json!({ "account": "engineer.sh", "password": password }))
    };
    let session: TokenResponse = login(PASSWORD).await.read(200);
    for _ in 0..5 {
        login("wrong").await.problem(401, "bad_credentials");
    }
    login(PASSWORD).await.problem(429, "locked_out");
    let user = person(&admin, &world, "engineer.sh").await;
    let reset = |password: &str| {
        admin.post(&format!("/users/{}/password", user.id)).json(json!({ "password": password }))
    };
    reset("a new first password").await.problem(428, "version_required");
    reset("short").version(user.version).await.refuses(&[("/password", "length")]);
    reset("engineer.sh again")
        .version(user.version)
        .await
        .refuses(&[("/password", "password_contains_account")]);
    let answer = reset("a new first password").version(user.version).await;
    assert!(!answer.body.contains("a new first password"));
    answer.expect(200);
    reset("another first password").version(user.version).await.problem(412, "stale_version");
    world.bearer(&session.access_token).get("/auth/me").await.problem(401, "unauthenticated");
    login("a new first password").await.expect(200);
}

async fn the_last_administrator_stays(world: World) {
    let admin = world.sign_in("admin").await;
    let user = person(&admin, &world, "admin").await;
    let path = format!("/users/{}", user.id);
    let mut off = change(&user);
    off["active"] = false.into();
    assert_eq!(admin.put(&path).version(user.version).json(&off).await.reasons(), ["last_administrator"]);
    let mut other = change(&user);
    other["grants"][0]["role"] = "auditor".into();
    assert_eq!(admin.put(&path).version(user.version).json(&other).await.reasons(), ["last_administrator"]);
    // with a second one, the first may go
    let mut second = new_person(&world, "li.na").await;
    second["grants"] = json!([{ "role": "administrator", "branch_id": world.branch("HQ").await }]);
    admin.post("/users").json(second).await.expect(201);
    admin.put(&path).version(user.version).json(&off).await.expect(200);
}

async fn two_administrators_cannot_switch_each_other_off(world: World) {
    let admin = world.sign_in("admin").await;
    let mut second = new_person(&world, "li.na").await;
    second["password"] = PASSWORD.into();
    second["grants"] = json!([{ "role": "administrator", "branch_id": world.branch("HQ").await }]);
    let second: UserView = admin.post("/users").json(second).await.read(201);
    let first = person(&admin, &world, "admin").await;
    let other = world.sign_in("li.na").await;
    let off = |by: &Client, user: &UserView| {
        let mut body = change(user);
        body["active"] = false.into();
        by.put(&format!("/users/{}", user.id)).version(user.version).json(body).into_future()
    };
    let (one, two) = tokio::join!(off(&admin, &second), off(&other, &first));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    // the loser is either refused by the rule or no longer signed in
    assert_eq!(statuses[0], 200, "{} {}", one.body, two.body);
    assert!(matches!(statuses[1], 401 | 409), "{} {}", one.body, two.body);
}

async fn lists_are_paged_and_filtered(world: World) {
    let admin = world.sign_in("admin").await;
    let mut accounts = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = admin
            .get("/users")
            .query(&[("limit", "5"), ("cursor", &cursor)][..if cursor.is_empty() { 1 } else { 2 }]);
        let page = page.await.expect(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 5);
        accounts.extend(items.iter().map(|user| user["account"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(accounts.len(), 23);
    let mut distinct = accounts.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 23);

    let found = async |query: &str| -> Vec<String> {
        let page = admin.get(&format!("/users?{query}")).await.expect(200);
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["account"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(found("role=engineer").await, ["engineer.gz", "engineer.sh", "engineer.sha", "engineer2.sh"]);
    let team = world.branch("SHA").await;
    assert_eq!(found(&format!("branch_id={team}")).await, ["engineer.sha"]);
    assert_eq!(
        found(&format!("role=engineer&serves_branch={team}")).await,
        ["engineer.sh", "engineer.sha", "engineer2.sh"]
    );
    assert_eq!(found("active=false").await, Vec::<String>::new());
    // wildcards of the database are letters like others
    assert_eq!(found("q=%25").await, Vec::<String>::new());
    assert_eq!(found("q=_line").await, ["second_line"]);

    admin.get("/users?limit=0").await.refuses(&[("?limit", "range")]);
    admin.get("/users?limit=101").await.refuses(&[("?limit", "range")]);
    admin.get("/users?limit=many").await.refuses(&[("?", "format")]);
    admin.get("/users?colour=red").await.refuses(&[("?colour", "unknown_field")]);
    admin.get("/users?cursor=nonsense").await.refuses(&[("?cursor", "format")]);
    admin.get("/users?role=emperor").await.problem(422, "invalid");
}

async fn who_can_be_sent_is_who_serves_the_branch(world: World) {
    let supervisor = world.sign_in("supervisor.sh").await;
    let sent =
        |at: domain::kernel::BranchId| supervisor.get(&format!("/branches/{at}/engineers")).into_future();
    let team = sent(world.branch("SHA").await).await.expect(200);
    let accounts: Vec<&str> =
        team["items"].as_array().unwrap().iter().map(|u| u["account"].as_str().unwrap()).collect();
    assert_eq!(accounts, ["dealer.sh", "engineer.sh", "engineer.sha", "engineer2.sh"]);
    sent(world.branch("GZ").await).await.problem(404, "not_found");
}

async fn only_administrators_change_people(world: World) {
    let admin = world.sign_in("admin").await;
    let user = person(&admin, &world, "engineer.sh").await;
    for account in ["manager.sh", "hq_service", "auditor", "engineer.sh"] {
        let other = world.sign_in(account).await;
        other.post("/users").json(new_person(&world, "li.na").await).await.problem(403, "forbidden");
        let put = other.put(&format!("/users/{}", user.id)).version(user.version).json(change(&user));
        put.await.problem(403, "forbidden");
        let reset = other.post(&format!("/users/{}/password", user.id)).version(user.version);
        reset.json(json!({ "password": "a new first password" })).await.problem(403, "forbidden");
    }
}
