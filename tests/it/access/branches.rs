//! The organisation and its service areas.

use contract::access::BranchView;
use serde_json::{Value, json};

use crate::harness::{Client, World, both};

both!(
    the_tree_shows_areas_with_their_people,
    a_branch_is_made_and_changed,
    bad_branches_are_named_and_nothing_is_written,
    codes_and_areas_belong_to_one_branch,
    a_branch_cannot_lie_below_itself,
    a_change_needs_the_version_it_is_based_on,
    only_who_may_changes_branches,
    a_new_team_is_seen_by_those_above_it_at_once,
);

async fn tree(client: &Client) -> Vec<BranchView> {
    serde_json::from_value(client.get("/branches").await.expect(200)["items"].take()).unwrap()
}

async fn new_branch(world: &World, code: &str) -> Value {
    json!({ "code": code, "name": "苏州分公司", "kind": "branch", "parent_id": world.branch("HQ").await })
}

async fn the_tree_shows_areas_with_their_people(world: World) {
    let engineer = world.sign_in("engineer.gz").await;
    let all = tree(&engineer).await;
    let codes: Vec<&str> = all.iter().map(|branch| branch.code.as_str()).collect();
    assert_eq!(codes, ["GZ", "HQ", "SH", "SHA"]);
    let [gz, hq, sh, team] = all.as_slice() else { panic!() };
    assert_eq!((hq.parent_id, gz.parent_id, team.parent_id), (None, Some(hq.id), Some(sh.id)));
    assert_eq!(sh.areas.len(), 1);
    let area = &sh.areas[0];
    assert_eq!((area.region_prefix.as_str(), area.owner_name.as_str()), ("31", "张伟"));
    assert_eq!(area.deputy_name.as_deref(), Some("刘洋"));
    let one: BranchView = engineer.get(&format!("/branches/{}", sh.id)).await.read(200);
    assert_eq!(&one, sh);
    engineer.get("/branches/019a0000-0000-7000-8000-00000000dead").await.problem(404, "not_found");
}

async fn a_branch_is_made_and_changed(world: World) {
    let admin = world.sign_in("admin").await;
    let owner = world.user("engineer.sh").await;
    let mut body = new_branch(&world, "SZ").await;
    body["areas"] = json!([{ "region_prefix": "320500", "owner_id": owner }]);
    body["calendar_code"] = "CAL-8x5".into();
    let made = admin.post("/branches").json(&body).await;
    let branch: BranchView = made.read(201);
    assert_eq!(made.header("location"), format!("/api/v1/branches/{}", branch.id));
    // zeros at the end of a division say "all of it"
    assert_eq!(branch.areas[0].region_prefix, "3205");
    assert_eq!(branch.calendar_code.as_deref(), Some("CAL-8x5"));

    body["name"] = "苏州服务中心".into();
    body["areas"] = json!([{ "region_prefix": "3206", "owner_id": owner, "deputy_id": world.user("engineer2.sh").await }]);
    body["calendar_code"] = Value::Null;
    let changed = admin.put(&format!("/branches/{}", branch.id)).version(1).json(&body).await;
    assert_eq!(changed.version(), 2);
    let changed: BranchView = changed.read(200);
    assert_eq!((changed.name.as_str(), changed.calendar_code, changed.version), ("苏州服务中心", None, 2));
    let prefixes: Vec<&str> = changed.areas.iter().map(|area| area.region_prefix.as_str()).collect();
    assert_eq!(prefixes, ["3206"]);
}

async fn bad_branches_are_named_and_nothing_is_written(world: World) {
    let admin = world.sign_in("admin").await;
    let good = new_branch(&world, "SZ").await;
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let area = |prefix: &str, owner: Value| json!([{ "region_prefix": prefix, "owner_id": owner }]);
    let owner = json!(world.user("engineer.sh").await);
    let nobody = json!("019a0000-0000-7000-8000-00000000dead");
    let post = |body: Value| admin.post("/branches").json(body);
    post(json!({ "name": "x" })).await.refuses(&[("/code", "required")]);
    post(with("code", json!("sz"))).await.refuses(&[("/code", "format")]);
    post(with("code", json!("S"))).await.refuses(&[("/code", "length")]);
    post(with("code", json!("SUZHOU7"))).await.refuses(&[("/code", "length")]);
    post(with("name", json!(" "))).await.refuses(&[("/name", "format")]);
    post(with("kind", json!("castle"))).await.refuses(&[("/kind", "unknown_code")]);
    post(with("parent_id", Value::Null)).await.refuses(&[("/parent_id", "required")]);
    post(with("kind", json!("head_office"))).await.refuses(&[("/parent_id", "conflict")]);
    post(with("parent_id", nobody.clone())).await.refuses(&[("/parent_id", "unknown_reference")]);
    post(with("calendar_code", json!("CAL-0x0"))).await.refuses(&[("/calendar_code", "unknown_reference")]);
    post(with("colour", json!("red"))).await.refuses(&[("/colour", "unknown_field")]);
    post(with("areas", area("320", owner.clone()))).await.refuses(&[("/areas/0/region_prefix", "format")]);
    post(with("areas", area("3", owner.clone()))).await.refuses(&[("/areas/0/region_prefix", "length")]);
    post(with("areas", area("3205", nobody))).await.refuses(&[("/areas/0/owner_id", "unknown_reference")]);
    let twice = json!([{ "region_prefix": "3205", "owner_id": owner }, { "region_prefix": "320500", "owner_id": owner }]);
    post(with("areas", twice)).await.refuses(&[("/areas/1/region_prefix", "duplicate")]);
    let own_deputy = json!([{ "region_prefix": "3205", "owner_id": owner, "deputy_id": owner }]);
    post(with("areas", own_deputy)).await.refuses(&[("/areas/0/deputy_id", "conflict")]);
    assert_eq!(tree(&admin).await.len(), 4);
}

async fn codes_and_areas_belong_to_one_branch(world: World) {
    let admin = world.sign_in("admin").await;
    let taken = admin.post("/branches").json(new_branch(&world, "SH").await).await;
    assert_eq!(taken.problem(409, "already_exists").detail.as_deref(), Some("code"));
    let mut body = new_branch(&world, "SZ").await;
    body["areas"] = json!([{ "region_prefix": "44", "owner_id": world.user("engineer.sh").await }]);
    let taken = admin.post("/branches").json(body).await;
    assert_eq!(taken.problem(409, "already_exists").detail.as_deref(), Some("service area 44"));
    assert_eq!(tree(&admin).await.len(), 4);
}

async fn a_branch_cannot_lie_below_itself(world: World) {
    let admin = world.sign_in("admin").await;
    let all = tree(&admin).await;
    let (sh, team) =
        (all.iter().find(|b| b.code == "SH").unwrap(), all.iter().find(|b| b.code == "SHA").unwrap());
    let put = |parent| {
        let body = json!({ "code": "SH", "name": sh.name, "kind": "branch", "parent_id": parent });
        admin.put(&format!("/branches/{}", sh.id)).version(sh.version).json(body)
    };
    put(sh.id).await.refuses(&[("/parent_id", "circle")]);
    put(team.id).await.refuses(&[("/parent_id", "circle")]);
    let body = json!({ "code": "SX", "name": sh.name, "kind": "branch", "parent_id": sh.parent_id });
    let renamed = admin.put(&format!("/branches/{}", sh.id)).version(sh.version).json(body);
    renamed.await.refuses(&[("/code", "immutable")]);
}

async fn a_change_needs_the_version_it_is_based_on(world: World) {
    let admin = world.sign_in("admin").await;
    let branch: BranchView = admin.post("/branches").json(new_branch(&world, "SZ").await).await.read(201);
    let path = format!("/branches/{}", branch.id);
    let body = new_branch(&world, "SZ").await;
    admin.put(&path).json(&body).await.problem(428, "version_required");
    admin.put(&path).version(2).json(&body).await.problem(412, "stale_version");
    admin.put(&path).version(1).json(&body).await.expect(200);
    let nothing = admin.put("/branches/019a0000-0000-7000-8000-00000000dead").version(1).json(&body);
    nothing.await.problem(404, "not_found");
}

async fn only_who_may_changes_branches(world: World) {
    for account in ["manager.sh", "supervisor.sh", "auditor"] {
        let other = world.sign_in(account).await;
        other.post("/branches").json(new_branch(&world, "SZ").await).await.problem(403, "forbidden");
    }
    let head = world.sign_in("hq_service").await;
    head.post("/branches").json(new_branch(&world, "SZ").await).await.expect(201);
}

async fn a_new_team_is_seen_by_those_above_it_at_once(world: World) {
    let admin = world.sign_in("admin").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    supervisor.get("/auth/me").await.expect(200);
    let mut body = new_branch(&world, "SHB").await;
    body["kind"] = "team".into();
    body["parent_id"] = json!(world.branch("SH").await);
    let team: BranchView = admin.post("/branches").json(body).await.read(201);
    supervisor.get(&format!("/branches/{}/engineers", team.id)).await.expect(200);
}
