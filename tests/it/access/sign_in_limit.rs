//! How often one address may try a password, directly and behind a reverse proxy.

use api::server::{Options, TrustedProxies};
use serde_json::json;

use crate::harness::{Answer, PASSWORD, World, both};

both!(
    an_address_may_try_only_so_often,
    a_stranger_cannot_choose_an_address,
    behind_our_proxy_each_client_counts_for_itself,
);

/// A second world in which an address may try twice a minute.
async fn strict(world: &World, trusted: &str) -> World {
    let trusted_proxies: TrustedProxies = trusted.parse().unwrap();
    World::start_with(world.backend(), &Options { workers: 1, sign_in_per_minute: 2, trusted_proxies }).await
}

async fn login(world: &World, forwarded_for: &[&str]) -> Answer {
    let mut call = world.anonymous().post("/auth/login");
    for line in forwarded_for {
        call = call.header("x-forwarded-for", line);
    }
    call.json(json!({ "account": "engineer.sh", "password": PASSWORD })).await
}

async fn an_address_may_try_only_so_often(world: World) {
    let strict = strict(&world, "").await;
    let tokens = login(&strict, &[]).await.expect(200);
    login(&strict, &[]).await.expect(200);
    let refused = login(&strict, &[]).await;
    refused.problem(429, "too_many_requests");
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
    // whoever is in stays in
    let body = json!({ "refresh_token": tokens["refresh_token"] });
    strict.anonymous().post("/auth/refresh").json(body).await.expect(200);
    strict.stop().await;
}

async fn a_stranger_cannot_choose_an_address(world: World) {
    // 127.0.0.1, where the test comes from, is not among the proxies
    let strict = strict(&world, "10.0.0.0/8").await;
    login(&strict, &["203.0.113.1"]).await.expect(200);
    login(&strict, &["203.0.113.2"]).await.expect(200);
    login(&strict, &["203.0.113.3"]).await.problem(429, "too_many_requests");
    strict.stop().await;
}

async fn behind_our_proxy_each_client_counts_for_itself(world: World) {
    let strict = strict(&world, "127.0.0.0/8,10.0.0.0/8").await;
    login(&strict, &["203.0.113.1"]).await.expect(200);
    login(&strict, &["203.0.113.1, 10.1.2.3"]).await.expect(200);
    login(&strict, &["203.0.113.1"]).await.problem(429, "too_many_requests");
    // what the client itself wrote stands further left, also on a line of its own
    login(&strict, &["198.51.100.9, 203.0.113.1"]).await.problem(429, "too_many_requests");
    login(&strict, &["198.51.100.9", "203.0.113.1"]).await.problem(429, "too_many_requests");
    login(&strict, &["203.0.113.2"]).await.expect(200);
    // of IPv6 a network is one client
    login(&strict, &["2001:db8:1:1::1"]).await.expect(200);
    login(&strict, &["2001:db8:1:1::2"]).await.expect(200);
    login(&strict, &["2001:db8:1:1::3"]).await.problem(429, "too_many_requests");
    login(&strict, &["2001:db8:1:2::1"]).await.expect(200);
    strict.stop().await;
}
