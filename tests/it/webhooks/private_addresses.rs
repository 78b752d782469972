//! As it is installed, a server does not knock at the doors of its own network.

use domain::webhooks::{DeliveryFault, DeliveryState};
use serde_json::json;

use super::{about, deliver, log, receiver::Receiver, show, subscribe};
use crate::{
    assets::customer,
    harness::{Backend, World, run_in},
};

async fn private_addresses_are_refused(world: World) {
    let admin = world.sign_in("admin").await;
    let create = |url: &str| admin.post("/webhooks").json(about(url, &[]));
    for url in [
        "https://127.0.0.1/hook",
        "https://2130706433/hook",
        "https://localhost/hook",
        "https://10.1.2.3:8443/hook",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:192.168.1.1]/",
    ] {
        create(url).await.refuses(&[("/url", "private_address")]);
    }
    create("http://erp.example.com/hook").await.refuses(&[("/url", "insecure")]);
    let list = admin.get("/webhooks").await.expect(200);
    assert_eq!(list["items"], json!([]));
    // public, and it may be anywhere else
    let (hook, _) = subscribe(&world, about("https://erp.example.com:8443/hook?token=1", &[])).await;
    let change = admin.put(&format!("/webhooks/{}", hook.id)).version(hook.version);
    change.json(about("https://192.168.0.1/", &[])).await.refuses(&[("/url", "private_address")]);
    assert_eq!(show(&admin, &hook).await, hook);
}

/// Saved while it was allowed, or its name leads elsewhere now: it is checked again when connecting.
async fn a_private_address_is_not_called(world: World) {
    let receiver = Receiver::start();
    let open = world.another_node().await;
    let caller = application::Caller::system();
    let mut hooks = Vec::new();
    for url in [receiver.url().to_owned(), receiver.url().replace("127.0.0.1", "localhost")] {
        let input = serde_json::from_value(about(&url, &["customer.created"])).unwrap();
        let made = open.create_webhook(&caller, None, input).await.unwrap();
        let made: contract::webhooks::WebhookWithSecret = serde_json::from_str(&made.body).unwrap();
        hooks.push(made.webhook);
    }
    customer(&world, "SH", "一", "13800000001").await;
    assert_eq!(deliver(&world).await, 2);
    let admin = world.sign_in("admin").await;
    for hook in &hooks {
        let [delivery] = log(&admin, hook).await.try_into().unwrap();
        assert_eq!(
            (delivery.state, delivery.fault),
            (DeliveryState::Pending, Some(DeliveryFault::PrivateAddress))
        );
    }
    assert!(receiver.take().is_empty());
    open.db().clone().close().await.unwrap();
}

#[test]
fn private_addresses_are_refused_sqlite() {
    run_in(World::start_guarded(Backend::Sqlite), private_addresses_are_refused);
}

#[test]
fn private_addresses_are_refused_postgres() {
    run_in(World::start_guarded(Backend::Postgres), private_addresses_are_refused);
}

#[test]
fn a_private_address_is_not_called_sqlite() {
    run_in(World::start_guarded(Backend::Sqlite), a_private_address_is_not_called);
}

#[test]
fn a_private_address_is_not_called_postgres() {
    run_in(World::start_guarded(Backend::Postgres), a_private_address_is_not_called);
}
