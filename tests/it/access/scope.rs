//! Rows are scoped by branch: what one may not see does not exist.

use crate::harness::{Client, World, both};

both!(people_of_other_branches_do_not_exist, head_office_sees_everybody, oneself_one_may_always_see);

async fn accounts(client: &Client) -> Vec<String> {
    let page = client.get("/users?limit=100").await.expect(200);
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["account"].as_str().unwrap().to_owned())
        .collect()
}

async fn people_of_other_branches_do_not_exist(world: World) {
    let supervisor = world.sign_in("supervisor.sh").await;
    let seen = accounts(&supervisor).await;
    assert!(seen.iter().any(|a| a == "engineer.sh") && seen.iter().any(|a| a == "engineer.sha"), "{seen:?}");
    assert!(seen.iter().all(|account| account.contains(".sh")), "{seen:?}");
    let stranger = world.user("engineer.gz").await;
    supervisor.get(&format!("/users/{stranger}")).await.problem(404, "not_found");
    // a team sees itself, not the branch above it
    let team = accounts(&world.sign_in("engineer.sha").await).await;
    assert_eq!(team, ["engineer.sha"]);
}

async fn head_office_sees_everybody(world: World) {
    assert_eq!(accounts(&world.sign_in("hq_service").await).await.len(), 23);
}

async fn oneself_one_may_always_see(world: World) {
    // a dealer may not read people
    let dealer = world.sign_in("dealer.sh").await;
    dealer.get("/users").await.problem(403, "forbidden");
    let me = world.user("dealer.sh").await;
    dealer.get(&format!("/users/{me}")).await.expect(200);
    let other = world.user("engineer.sh").await;
    dealer.get(&format!("/users/{other}")).await.problem(403, "forbidden");
}
