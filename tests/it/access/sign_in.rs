//! Signing in, staying signed in, signing out.

use contract::access::{Me, TokenResponse};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database, Statement};
use serde_json::{Value, json};

use crate::harness::{Answer, PASSWORD, World, both};

both!(
    the_right_password_signs_in,
    wrong_account_and_wrong_password_look_the_same,
    five_failures_lock_for_a_quarter_of_an_hour,
    a_lock_does_not_say_whether_the_account_exists,
    a_right_password_of_a_disabled_account_is_locked_as_well,
    only_so_many_unknown_names_are_remembered,
    an_access_token_ends_after_a_quarter_of_an_hour,
    a_refresh_token_is_used_once,
    a_copied_refresh_token_ends_the_session,
    a_session_ends_when_nobody_uses_it_for_thirty_days,
    signing_out_ends_the_session_at_once,
    changing_the_password_ends_the_other_sessions,
    a_dealer_changes_the_own_password,
    an_unsuitable_new_password_changes_nothing,
    bad_sign_ins_are_named,
    tokens_that_are_not_ours_are_refused,
    the_trail_of_sign_ins_names_nobody,
);

async fn login(world: &World, account: &str, password: &str) -> Answer {
    world.anonymous().post("/auth/login").json(json!({ "account": account, "password": password })).await
}

async fn signed_in(world: &World, account: &str) -> TokenResponse {
    login(world, account, PASSWORD).await.read(200)
}

async fn refresh(world: &World, token: &str) -> Answer {
    world.anonymous().post("/auth/refresh").json(json!({ "refresh_token": token })).await
}

async fn the_right_password_signs_in(world: World) {
    let tokens = signed_in(&world, "engineer.sh").await;
    assert_eq!(tokens.expires_in, 900);
    assert_eq!((tokens.user.account.as_str(), tokens.user.name.as_str()), ("engineer.sh", "张伟"));
    assert!(!tokens.user.all_branches);
    let me: Me = world.bearer(&tokens.access_token).get("/auth/me").await.read(200);
    assert_eq!(me, tokens.user);
    assert_eq!(me.roles.len(), 1);
    assert_eq!(me.roles[0].branch_name, "上海分公司");
    assert!(me.permissions.contains(&domain::access::Permission::TicketsWork));
    assert!(!me.permissions.contains(&domain::access::Permission::UsersWrite));
    assert!(signed_in(&world, "hq_service").await.user.all_branches);
    // capitals and spaces around the account do not matter
    login(&world, " Engineer.SH ", PASSWORD).await.expect(200);
}

async fn wrong_account_and_wrong_password_look_the_same(world: World) {
    let unknown = login(&world, "nobody.at.all", PASSWORD).await.problem(401, "bad_credentials");
    let wrong = login(&world, "engineer.sh", "wrong horse battery").await.problem(401, "bad_credentials");
    assert_eq!((&unknown.title, &unknown.detail), (&wrong.title, &wrong.detail));
    assert_eq!(wrong.title, "账号或密码错误");
    let english = world.anonymous().post("/auth/login").header("accept-language", "en-GB,zh;q=0.5");
    let english =
        english.json(json!({ "account": "nobody", "password": "x" })).await.problem(401, "bad_credentials");
    assert_eq!(english.title, "Wrong account or password");
}

async fn five_failures_lock_for_a_quarter_of_an_hour(world: World) {
    for _ in 0..5 {
        login(&world, "engineer.sh", "wrong horse battery").await.problem(401, "bad_credentials");
    }
    let locked = login(&world, "engineer.sh", PASSWORD).await;
    locked.problem(429, "locked_out");
    assert_eq!(locked.header("retry-after"), "900");
    world.advance_minutes(14);
    let locked = login(&world, "engineer.sh", PASSWORD).await;
    locked.problem(429, "locked_out");
    assert_eq!(locked.header("retry-after"), "60");
    world.advance_minutes(1);
    login(&world, "engineer.sh", PASSWORD).await.expect(200);
    // a success begins a new count, and others were never locked
    login(&world, "engineer.sh", "wrong horse battery").await.problem(401, "bad_credentials");
    login(&world, "engineer2.sh", PASSWORD).await.expect(200);
}

async fn a_lock_does_not_say_whether_the_account_exists(world: World) {
    // the second cannot be an account, the third was never heard of
    let names = ["engineer.sh", "no account at all", "nobody.here"];
    let every_answer = |minutes: i64| {
        let world = world.clone();
        async move {
            world.advance_minutes(minutes);
            let mut answers = Vec::new();
            for name in names {
                let answer = login(&world, name, "wrong horse battery").await;
                let mut body = answer.expect(answer.status);
                body.as_object_mut().unwrap().remove("instance");
                answers.push((answer.status, answer.header("retry-after"), body));
            }
            answers
        }
    };
    let mut seen = Vec::new();
    // five failures, locked, locked, free again, and the count began anew
    for minutes in [0, 0, 1, 1, 1, 0, 14, 1, 0, 0, 0, 0, 0] {
        let answers = every_answer(minutes).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        seen.push((answers[0].0, answers[0].1.clone()));
    }
    let statuses: Vec<u16> = seen.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 401, 401, 401, 401, 401, 429]);
    assert_eq!((seen[5].1.as_str(), seen[6].1.as_str()), ("900", "60"));
    // capitals and spaces around a name make no other name
    login(&world, " Nobody.HERE ", "x").await.problem(429, "locked_out");
    login(&world, "nobody.else", "x").await.problem(401, "bad_credentials");
}

async fn a_right_password_of_a_disabled_account_is_locked_as_well(world: World) {
    let admin = world.sign_in("admin").await;
    let path = format!("/users/{}", world.user("engineer.sh").await);
    let user = admin.get(&path).await;
    let grants: Vec<_> = user.expect(200)["roles"].as_array().unwrap().iter().map(grant_input).collect();
    let body = json!({ "name": "张伟", "phone": null, "active": false, "grants": grants });
    admin.put(&path).version(user.version()).json(body).await.expect(200);
    for _ in 0..5 {
        login(&world, "engineer.sh", PASSWORD).await.problem(401, "bad_credentials");
    }
    login(&world, "engineer.sh", PASSWORD).await.problem(429, "locked_out");
}

fn grant_input(grant: &Value) -> Value {
    json!({ "role": grant["role"], "branch_id": grant["branch_id"] })
}

async fn only_so_many_unknown_names_are_remembered(world: World) {
    let database = Database::connect(world.database_url()).await.unwrap();
    let begin = world.now().millis();
    let many = format!(
        "INSERT INTO unknown_name (name_hash, failures, last_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 \
         FROM n WHERE i < 12000) SELECT 'name ' || i, '[]', {begin} - i FROM n"
    );
    database.execute_unprepared(&many).await.unwrap();
    let count = async || {
        let all = "SELECT count(*) AS names FROM unknown_name";
        let row = database.query_one_raw(Statement::from_string(database.get_database_backend(), all)).await;
        row.unwrap().unwrap().try_get::<i64>("", "names").unwrap()
    };
    assert_eq!(count().await, 12_000);
    login(&world, "nobody.here", "x").await.problem(401, "bad_credentials");
    assert_eq!(count().await, 10_000);
    // the newest is not the one that is forgotten
    for _ in 0..4 {
        login(&world, "nobody.here", "x").await.problem(401, "bad_credentials");
    }
    login(&world, "nobody.here", "x").await.problem(429, "locked_out");
    // and none is kept longer than it can lock
    world.advance_minutes(30);
    world.app().forget_old_sessions(world.now()).await.unwrap();
    assert_eq!(count().await, 0);
    database.close().await.unwrap();
}

async fn an_access_token_ends_after_a_quarter_of_an_hour(world: World) {
    let tokens = signed_in(&world, "engineer.sh").await;
    let engineer = world.bearer(&tokens.access_token);
    world.advance_seconds(899);
    engineer.get("/auth/me").await.expect(200);
    world.advance_seconds(1);
    engineer.get("/auth/me").await.problem(401, "unauthenticated");
}

async fn a_refresh_token_is_used_once(world: World) {
    let first = signed_in(&world, "engineer.sh").await;
    world.advance_minutes(20);
    let second: TokenResponse = refresh(&world, &first.refresh_token).await.read(200);
    assert_ne!(second.refresh_token, first.refresh_token);
    world.bearer(&second.access_token).get("/auth/me").await.expect(200);
    world.bearer(&first.access_token).get("/auth/me").await.problem(401, "unauthenticated");
    let third: TokenResponse = refresh(&world, &second.refresh_token).await.read(200);
    assert_eq!(third.user, first.user);
}

async fn a_copied_refresh_token_ends_the_session(world: World) {
    let first = signed_in(&world, "engineer.sh").await;
    let elsewhere = signed_in(&world, "engineer.sh").await;
    let second: TokenResponse = refresh(&world, &first.refresh_token).await.read(200);
    refresh(&world, &first.refresh_token).await.problem(401, "token_reused");
    // whoever got the newer one is out as well, with what they hold
    refresh(&world, &second.refresh_token).await.problem(401, "unauthenticated");
    world.bearer(&second.access_token).get("/auth/me").await.problem(401, "unauthenticated");
    // the same person's other session goes on
    world.bearer(&elsewhere.access_token).get("/auth/me").await.expect(200);
    refresh(&world, &elsewhere.refresh_token).await.expect(200);
}

async fn a_session_ends_when_nobody_uses_it_for_thirty_days(world: World) {
    let tokens = signed_in(&world, "engineer.sh").await;
    world.advance_minutes(30 * 24 * 60 - 1);
    let tokens: TokenResponse = refresh(&world, &tokens.refresh_token).await.read(200);
    world.advance_minutes(30 * 24 * 60);
    refresh(&world, &tokens.refresh_token).await.problem(401, "unauthenticated");
    assert_eq!(world.app().forget_old_sessions(world.now()).await.unwrap(), 2);
    refresh(&world, &tokens.refresh_token).await.problem(401, "unauthenticated");
}

async fn signing_out_ends_the_session_at_once(world: World) {
    let tokens = signed_in(&world, "engineer.sh").await;
    let sign_out =
        || world.anonymous().post("/auth/logout").json(json!({ "refresh_token": tokens.refresh_token }));
    assert_eq!(sign_out().await.status, 204);
    world.bearer(&tokens.access_token).get("/auth/me").await.problem(401, "unauthenticated");
    refresh(&world, &tokens.refresh_token).await.problem(401, "unauthenticated");
    // being signed out already is no error
    assert_eq!(sign_out().await.status, 204);
}

async fn changing_the_password_ends_the_other_sessions(world: World) {
    let here = signed_in(&world, "engineer.sh").await;
    let elsewhere = signed_in(&world, "engineer.sh").await;
    let change = |current: &str| {
        let body = json!({ "current": current, "new": "staple of the trade" });
        world.bearer(&here.access_token).post("/auth/password").json(body)
    };
    change("wrong horse battery").await.refuses(&[("/current", "wrong_password")]);
    assert_eq!(change(PASSWORD).await.status, 204);
    world.bearer(&here.access_token).get("/auth/me").await.expect(200);
    world.bearer(&elsewhere.access_token).get("/auth/me").await.problem(401, "unauthenticated");
    refresh(&world, &elsewhere.refresh_token).await.problem(401, "unauthenticated");
    refresh(&world, &here.refresh_token).await.expect(200);
    login(&world, "engineer.sh", PASSWORD).await.problem(401, "bad_credentials");
    login(&world, "engineer.sh", "staple of the trade").await.expect(200);
}

/// The API asks for no permission: a dealer may, although it sees nobody else.
async fn a_dealer_changes_the_own_password(world: World) {
    let dealer = world.sign_in("dealer.sh").await;
    let me = dealer.get("/auth/me").await.expect(200);
    dealer.get(&format!("/users/{}", me["id"].as_str().unwrap())).await.expect(200);
    let change = json!({ "current": PASSWORD, "new": "staple of the trade" });
    assert_eq!(dealer.post("/auth/password").json(change).await.status, 204);
    login(&world, "dealer.sh", PASSWORD).await.problem(401, "bad_credentials");
    login(&world, "dealer.sh", "staple of the trade").await.expect(200);
}

async fn an_unsuitable_new_password_changes_nothing(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let change = |new: &str| engineer.post("/auth/password").json(json!({ "current": PASSWORD, "new": new }));
    change("too short").await.refuses(&[("/new", "length")]);
    change(&"x".repeat(129)).await.refuses(&[("/new", "length")]);
    change("my Engineer.sh password").await.refuses(&[("/new", "password_contains_account")]);
    login(&world, "engineer.sh", PASSWORD).await.expect(200);
}

async fn bad_sign_ins_are_named(world: World) {
    let post = |body: &str| world.anonymous().post("/auth/login").text(body);
    post("{").await.problem(400, "malformed");
    post("").await.problem(400, "malformed");
    post(r#"{"account":"a","password":"b"} x"#).await.problem(400, "malformed");
    post("[]").await.problem(422, "invalid");
    post(r#"{"account":"engineer.sh"}"#).await.refuses(&[("/password", "required")]);
    post(r#"{"account":7,"password":"x"}"#).await.refuses(&[("/account", "type")]);
    post(r#"{"account":"a","password":"b","remember":true}"#)
        .await
        .refuses(&[("/remember", "unknown_field")]);
    let long = "x".repeat(101);
    post(&format!(r#"{{"account":"{long}","password":""}}"#))
        .await
        .refuses(&[("/account", "length"), ("/password", "length")]);
    let plain = world.anonymous().post("/auth/login").header("content-type", "text/plain");
    plain.await.problem(415, "unsupported_media_type");
    let huge = format!(r#"{{"account":"{}"}}"#, "x".repeat(2 << 20));
    post(&huge).await.problem(413, "too_large");
    // sign-ins that the database finds odd are wrong, not broken
    login(&world, "' OR 1=1 --", "\u{1F600}%_").await.problem(401, "bad_credentials");
}

async fn tokens_that_are_not_ours_are_refused(world: World) {
    world.anonymous().get("/auth/me").await.problem(401, "unauthenticated");
    let forged =
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDEifQ.";
    for token in ["x", "a.b.c", "ak_", "ak_0123456789012345678901234567890123456789012", forged] {
        world.bearer(token).get("/auth/me").await.problem(401, "unauthenticated");
    }
    let basic = world.anonymous().get("/auth/me").header("authorization", "Basic YWRtaW46YWRtaW4=");
    basic.await.problem(401, "unauthenticated");
}

async fn the_trail_of_sign_ins_names_nobody(world: World) {
    login(&world, "engineer.sh", "wrong horse battery").await.problem(401, "bad_credentials");
    login(&world, "my secret password", "x").await.problem(401, "bad_credentials");
    login(&world, "engineer.sh", PASSWORD).await.expect(200);
    let auditor = world.sign_in("auditor").await;
    let trail = auditor.get("/audit?limit=100").await;
    let entries = trail.expect(200)["items"].as_array().unwrap().clone();
    let of = |action: &str| entries.iter().filter(|entry| entry["action"] == action).count();
    // the auditor's own sign-in is the second
    assert_eq!((of("sign_in.succeeded"), of("sign_in.failed")), (2, 2));
    let signed: Vec<_> =
        entries.iter().filter(|e| e["action"].as_str().unwrap().starts_with("sign_in")).collect();
    let text = serde_json::to_string(&signed).unwrap();
    for personal in ["engineer.sh", "张伟", "my secret password", "wrong horse"] {
        assert!(!text.contains(personal), "{personal}");
    }
}
