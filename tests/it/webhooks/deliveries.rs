//! What is sent, when, and what the log says of it.

use application::Clock as _;
use contract::{
    events::EventPage,
    webhooks::{DeliveryView, WebhookView, WebhookWithSecret},
};
use domain::webhooks::{DeliveryFault, DeliveryState, DisabledReason, MAX_ATTEMPTS};
use serde_json::json;

use super::{
    about, deliver, log,
    receiver::{Answer, Received, Receiver},
    show, subscribe,
};
use crate::{
    assets::customer,
    harness::{World, both},
};

both!(
    an_event_arrives_as_the_feed_shows_it_and_verifies,
    only_what_was_subscribed_to_arrives_in_order,
    events_of_other_branches_never_arrive,
    after_a_rotation_both_secrets_sign_for_a_day,
    a_failed_event_is_tried_again_and_holds_nothing_up,
    after_the_last_attempt_it_has_failed_and_can_be_replayed,
    a_receiver_may_ask_for_time,
    gone_switches_it_off,
    redirects_are_not_followed,
    the_beginning_of_an_answer_is_kept,
    nothing_is_sent_while_it_is_paused_and_nothing_is_lost,
    everything_since_a_position_is_sent_again,
    a_test_event_arrives_at_its_subscription_only,
    old_deliveries_are_forgotten,
    a_subscription_ends_with_the_key_that_made_it,
    many_events_are_taken_and_sent_in_order,
);

async fn an_event_arrives_as_the_feed_shows_it_and_verifies(world: World) {
    // a receiver looks at its own clock
    world.set_clock(&application::SystemClock.now().to_string());
    let receiver = Receiver::start();
    let (hook, secret) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    let made = customer(&world, "SH", "苏州精工", "13800000001").await;
    assert_eq!(deliver(&world).await, 1);
    let [received] = receiver.take().try_into().unwrap();
    received.verify(&secret);
    assert_eq!(received.media_type, "application/json");
    let admin = world.sign_in("admin").await;
    let feed: EventPage = admin.get("/events?event_type=customer.created").await.read(200);
    assert_eq!(received.event(), feed.items[0]);
    assert_eq!(received.id, feed.items[0].id.to_string());
    assert_eq!(feed.items[0].subject_id, made.id.to_string());
    let [delivery] = log(&admin, &hook).await.try_into().unwrap();
    assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Delivered, 1));
    assert_eq!((delivery.status_code, delivery.fault), (Some(204), None));
    assert_eq!((delivery.event_id, delivery.event_seq), (feed.items[0].id, feed.items[0].seq));
    assert_eq!((delivery.last_attempt_at, delivery.next_attempt_at), (Some(world.now()), None));
    assert!(delivery.duration_ms.unwrap() >= 0);
    // and only once
    assert_eq!(deliver(&world).await, 0);
    assert!(receiver.take().is_empty());
}

async fn only_what_was_subscribed_to_arrives_in_order(world: World) {
    let receiver = Receiver::start();
    customer(&world, "SH", "此前", "13800000000").await;
    subscribe(&world, about(receiver.url(), &["customer.*"])).await;
    for name in ["一", "二", "三"] {
        customer(&world, "SH", name, "13800000001").await;
        crate::assets::product(&world, crate::assets::compressor(&format!("KY-{name}"))).await;
    }
    assert_eq!(deliver(&world).await, 3);
    let seen: Vec<_> = receiver.take().iter().map(Received::event).collect();
    assert!(seen.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert!(seen.iter().all(|event| event.event_type == "customer.created"), "{seen:?}");
}

async fn events_of_other_branches_never_arrive(world: World) {
    let receiver = Receiver::start();
    let mut body = about(receiver.url(), &["customer.created", "product.created"]);
    body["branch_id"] = json!(world.branch("SH").await);
    let (hook, _) = subscribe(&world, body).await;
    customer(&world, "GZ", "广州的", "13800000001").await;
    customer(&world, "SH", "上海的", "13800000002").await;
    customer(&world, "SHA", "浦东的", "13800000003").await;
    crate::assets::product(&world, crate::assets::compressor("KY-1")).await;
    deliver(&world).await;
    let seen: Vec<_> = receiver.take().iter().map(|received| received.event().branch_id).collect();
    // its own, of the team below, and of the whole company, as the feed shows them
    assert_eq!(seen, [Some(world.branch("SH").await), Some(world.branch("SHA").await), None]);
    // replaying does not widen it
    let admin = world.sign_in("admin").await;
    let path = format!("/webhooks/{}/replay", hook.id);
    admin.post(&path).json(json!({ "since": 0 })).await.expect(202);
    deliver(&world).await;
    let gz = world.branch("GZ").await;
    assert!(receiver.take().iter().all(|received| received.event().branch_id != Some(gz)));
}

async fn after_a_rotation_both_secrets_sign_for_a_day(world: World) {
    let receiver = Receiver::start();
    let (hook, old) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    let admin = world.sign_in("admin").await;
    let rotate = |version| admin.post(&format!("/webhooks/{}/rotate-secret", hook.id)).version(version);
    let made: WebhookWithSecret = rotate(hook.version).await.read(200);
    let new = made.secret.unwrap();
    assert_ne!(old, new);
    assert_eq!(made.webhook.previous_secret_until, Some(world.now().plus_seconds(24 * 3600)));
    rotate(hook.version).await.problem(412, "stale_version");
    world.advance_minutes(24 * 60 - 1);
    customer(&world, "SH", "一", "13800000001").await;
    deliver(&world).await;
    let [received] = receiver.take().try_into().unwrap();
    assert!(received.is_signed_by(&old) && received.is_signed_by(&new));
    assert_eq!(received.signature.split(' ').count(), 2);
    world.advance_minutes(1);
    customer(&world, "SH", "二", "13800000002").await;
    deliver(&world).await;
    let [received] = receiver.take().try_into().unwrap();
    assert!(received.is_signed_by(&new) && !received.is_signed_by(&old));
    // twice: what got out ends at once
    let made: WebhookWithSecret = rotate(made.webhook.version).await.read(200);
    let made: WebhookWithSecret = rotate(made.webhook.version).await.read(200);
    customer(&world, "SH", "三", "13800000003").await;
    deliver(&world).await;
    let [received] = receiver.take().try_into().unwrap();
    assert!(received.is_signed_by(&made.secret.unwrap()) && !received.is_signed_by(&new));
}

async fn a_failed_event_is_tried_again_and_holds_nothing_up(world: World) {
    let receiver = Receiver::start();
    let (hook, secret) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    customer(&world, "SH", "二", "13800000002").await;
    receiver.answers([Answer::Status(500), Answer::Status(200), Answer::Status(503), Answer::Status(200)]);
    assert_eq!(deliver(&world).await, 2);
    let first = receiver.take();
    assert_eq!(first.len(), 2, "the second is sent although the first failed");
    let admin = world.sign_in("admin").await;
    let waiting = log(&admin, &hook).await.pop().unwrap();
    assert_eq!((waiting.state, waiting.attempts), (DeliveryState::Pending, 1));
    assert_eq!((waiting.status_code, waiting.fault), (Some(500), Some(DeliveryFault::Refused)));
    let next = waiting.next_attempt_at.unwrap();
    assert!((5_000..=6_000).contains(&next.millis_since(world.now())), "{next}");
    world.advance_seconds(4);
    assert_eq!(deliver(&world).await, 0);
    world.advance_seconds(2);
    assert_eq!(deliver(&world).await, 1);
    world.advance_seconds(36);
    assert_eq!(deliver(&world).await, 1);
    let again = receiver.take();
    assert!(again.iter().all(|received| received.id == first[0].id && received.body == first[0].body));
    assert!(again[0].timestamp < again[1].timestamp);
    assert!(again.iter().all(|received| received.is_signed_by(&secret)));
    let done = log(&admin, &hook).await.pop().unwrap();
    assert_eq!((done.state, done.attempts, done.fault), (DeliveryState::Delivered, 3, None));
}

async fn after_the_last_attempt_it_has_failed_and_can_be_replayed(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    receiver.answers((0..MAX_ATTEMPTS).map(|_| Answer::Status(500)));
    let admin = world.sign_in("admin").await;
    let begun = world.now();
    let delivery = loop {
        assert_eq!(deliver(&world).await, 1);
        let [delivery] = log(&admin, &hook).await.try_into().unwrap();
        match delivery.next_attempt_at {
            Some(next) => world.set_clock(&next.to_string()),
            None => break delivery,
        }
    };
    assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Failed, MAX_ATTEMPTS));
    assert!(world.now().millis_since(begun) > 24 * 3_600_000);
    world.advance_minutes(24 * 60);
    assert_eq!(deliver(&world).await, 0);
    let sent = receiver.take();
    assert_eq!(sent.len() as i64, MAX_ATTEMPTS);

    let path = format!("/webhook-deliveries/{}/replay", delivery.id);
    let again: DeliveryView = admin.post(&path).key("again").await.read(202);
    assert_eq!((again.state, again.attempts, again.event_id), (DeliveryState::Pending, 0, delivery.event_id));
    assert_eq!(admin.post(&path).key("again").await.header("idempotent-replayed"), "true");
    assert_eq!(deliver(&world).await, 1);
    assert_eq!(receiver.take()[0].id, sent[0].id);
    assert_eq!(log(&admin, &hook).await[0].state, DeliveryState::Delivered);
    // what was delivered can be sent again too
    admin.post(&path).await.expect(202);
    assert_eq!(deliver(&world).await, 1);
    admin
        .post("/webhook-deliveries/019a0000-0000-7000-8000-00000000dead/replay")
        .await
        .problem(404, "not_found");
}

async fn a_receiver_may_ask_for_time(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    receiver.answers([Answer::With(429, "retry-after", "120".to_owned())]);
    deliver(&world).await;
    let admin = world.sign_in("admin").await;
    let next = log(&admin, &hook).await[0].next_attempt_at.unwrap();
    assert_eq!(next.millis_since(world.now()), 120_000);
}

async fn gone_switches_it_off(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    customer(&world, "SH", "二", "13800000002").await;
    receiver.answers([Answer::Status(410)]);
    assert_eq!(deliver(&world).await, 1, "nothing more after it said that it is gone");
    let admin = world.sign_in("admin").await;
    let off = show(&admin, &hook).await;
    assert_eq!((off.active, off.disabled_reason), (false, Some(DisabledReason::Gone)));
    assert_eq!(off.version, hook.version + 1);
    let audit = admin.get("/audit?action=webhook.disabled").await.expect(200);
    assert_eq!(audit["items"][0]["subject_id"], json!(hook.id));
    customer(&world, "SH", "三", "13800000003").await;
    assert_eq!(deliver(&world).await, 0);
    let refused = admin.post(&format!("/webhooks/{}/test", hook.id)).await;
    assert_eq!(refused.reasons(), ["webhook_inactive"]);
    // somebody repairs it: it goes on where it stopped
    let on = admin.call(reqwest::Method::PUT, &format!("/webhooks/{}", hook.id)).version(off.version);
    let on: WebhookView = on.json(about(receiver.url(), &["customer.created"])).await.read(200);
    assert_eq!((on.active, on.disabled_reason), (true, None));
    assert_eq!(deliver(&world).await, 2);
}

async fn redirects_are_not_followed(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    receiver.answers([Answer::With(307, "location", receiver.url().replace("/hook", "/elsewhere"))]);
    deliver(&world).await;
    let received = receiver.take();
    assert_eq!(received.iter().map(|r| r.path.as_str()).collect::<Vec<_>>(), ["/hook"]);
    let delivery = log(&world.sign_in("admin").await, &hook).await.pop().unwrap();
    assert_eq!((delivery.state, delivery.fault), (DeliveryState::Pending, Some(DeliveryFault::Redirected)));
}

async fn the_beginning_of_an_answer_is_kept(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    receiver.answers([Answer::Body(500, format!("a\0b{}", "x".repeat(100_000)))]);
    deliver(&world).await;
    let delivery = log(&world.sign_in("admin").await, &hook).await.pop().unwrap();
    let response = delivery.response.unwrap();
    assert!(response.starts_with("abxx") && response.len() == 1023, "{}", response.len());
}

async fn nothing_is_sent_while_it_is_paused_and_nothing_is_lost(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    let admin = world.sign_in("admin").await;
    let set = |active: bool, version: i64| {
        let mut body = about(receiver.url(), &["customer.created"]);
        body["active"] = json!(active);
        admin.put(&format!("/webhooks/{}", hook.id)).version(version).json(body)
    };
    let off: WebhookView = set(false, hook.version).await.read(200);
    customer(&world, "SH", "一", "13800000001").await;
    assert_eq!(deliver(&world).await, 0);
    set(true, off.version).await.expect(200);
    assert_eq!(deliver(&world).await, 1);
}

async fn everything_since_a_position_is_sent_again(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    for name in ["一", "二", "三"] {
        customer(&world, "SH", name, "13800000001").await;
    }
    deliver(&world).await;
    let first = receiver.take();
    let admin = world.sign_in("admin").await;
    let path = format!("/webhooks/{}/replay", hook.id);
    let since = first[0].event().seq;
    let moved: WebhookView = admin.post(&path).json(json!({ "since": since })).await.read(202);
    assert_eq!(moved.position, since);
    customer(&world, "SH", "四", "13800000001").await;
    deliver(&world).await;
    let again = receiver.take();
    let names: Vec<_> = again.iter().map(|r| r.id.clone()).collect();
    assert_eq!(names[..2], [first[1].id.clone(), first[2].id.clone()]);
    assert_eq!(names.len(), 3);
    assert_eq!(log(&admin, &hook).await.len(), 4, "one entry for each event");
    let position = show(&admin, &hook).await.position;
    admin.post(&path).json(json!({ "since": position + 1 })).await.refuses(&[("/since", "range")]);
    admin.post(&path).json(json!({ "since": -1 })).await.refuses(&[("/since", "range")]);
}

async fn a_test_event_arrives_at_its_subscription_only(world: World) {
    let (receiver, other) = (Receiver::start(), Receiver::start());
    let (hook, secret) = subscribe(&world, about(receiver.url(), &["ticket.archived"])).await;
    subscribe(&world, about(other.url(), &[])).await;
    let admin = world.sign_in("admin").await;
    let waiting: DeliveryView = admin.post(&format!("/webhooks/{}/test", hook.id)).await.read(202);
    assert_eq!((waiting.event_type.as_str(), waiting.state), ("webhook.test", DeliveryState::Pending));
    deliver(&world).await;
    let [received] = receiver.take().try_into().unwrap();
    let event = received.event();
    assert!(received.is_signed_by(&secret));
    assert_eq!((event.event_type.as_str(), event.seq), ("webhook.test", 0));
    assert_eq!(event.subject_id, hook.id.to_string());
    assert!(other.take().iter().all(|received| received.event().event_type != "webhook.test"));
    assert_eq!(log(&admin, &hook).await[0].state, DeliveryState::Delivered);
}

async fn old_deliveries_are_forgotten(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    deliver(&world).await;
    world.advance_minutes(30 * 24 * 60);
    assert_eq!(world.app().forget_old_deliveries().await.unwrap(), 0);
    world.advance_seconds(1);
    assert_eq!(world.app().forget_old_deliveries().await.unwrap(), 1);
    let admin = world.sign_in("admin").await;
    assert!(log(&admin, &hook).await.is_empty());
    // the feed still has the event
    admin.post(&format!("/webhooks/{}/replay", hook.id)).json(json!({ "since": 0 })).await.expect(202);
    assert_eq!(deliver(&world).await, 1);
}

async fn a_subscription_ends_with_the_key_that_made_it(world: World) {
    let receiver = Receiver::start();
    let admin = world.sign_in("admin").await;
    let key = json!({ "name": "ERP", "scopes": ["webhooks.read", "webhooks.manage", "events.read"],
        "branch_id": world.branch("HQ").await });
    let key = admin.post("/api-keys").json(key).await.expect(201);
    let erp = world.bearer(key["key"].as_str().unwrap());
    let made: WebhookWithSecret =
        erp.post("/webhooks").json(about(receiver.url(), &["customer.created"])).await.read(201);
    customer(&world, "SH", "一", "13800000001").await;
    assert_eq!(deliver(&world).await, 1);
    let id = key["api_key"]["id"].as_str().unwrap();
    admin.post(&format!("/api-keys/{id}/revoke")).await.expect(200);
    customer(&world, "SH", "二", "13800000002").await;
    assert_eq!(deliver(&world).await, 0);
    let off = show(&admin, &made.webhook).await;
    assert_eq!((off.active, off.disabled_reason), (false, Some(DisabledReason::KeyEnded)));
}

async fn many_events_are_taken_and_sent_in_order(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    for at in 0..230 {
        customer(&world, "SH", &format!("客户{at}"), "13800000001").await;
    }
    assert_eq!(deliver(&world).await, 230);
    let seen: Vec<i64> = receiver.take().iter().map(|received| received.event().seq).collect();
    assert!(seen.len() == 230 && seen.windows(2).all(|pair| pair[0] < pair[1]));
    let admin = world.sign_in("admin").await;
    let path = format!("/webhooks/{}/deliveries", hook.id);
    let first = admin.get(&format!("{path}?limit=100&state=delivered")).await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin.get(&format!("{path}?limit=100&cursor={cursor}")).await.expect(200);
    let seq = |page: &serde_json::Value, at: usize| page["items"][at]["event_seq"].as_i64().unwrap();
    assert_eq!((seq(&first, 0), seq(&second, 0)), (seen[229], seen[129]));
}
