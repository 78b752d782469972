//! Crashes, and several nodes over one database.

use domain::webhooks::DeliveryState;

use super::{
    about, deliver, log,
    receiver::{Answer, Receiver},
    subscribe,
};
use crate::{
    assets::customer,
    harness::{World, both},
};

both!(
    what_was_committed_before_a_crash_is_sent_after_it,
    what_was_being_sent_in_a_crash_is_sent_again,
    two_nodes_send_nothing_twice,
    the_worker_is_woken_by_what_happens,
);

async fn what_was_committed_before_a_crash_is_sent_after_it(world: World) {
    let receiver = Receiver::start();
    let (_, secret) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    // nothing was taken or sent when the node went away
    world.ask_to_stop();
    let node = world.another_node().await;
    assert_eq!(node.deliver_due_webhooks().await.unwrap(), 1);
    assert!(receiver.take()[0].is_signed_by(&secret));
    node.db().clone().close().await.unwrap();
}

async fn what_was_being_sent_in_a_crash_is_sent_again(world: World) {
    let receiver = Receiver::start();
    let (hook, _) = subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    customer(&world, "SH", "一", "13800000001").await;
    receiver.answers([Answer::Never]);
    let node = world.another_node().await;
    let crashing = tokio::spawn({
        let node = node.clone();
        async move { node.deliver_due_webhooks().await }
    });
    receiver.is_called().await;
    crashing.abort();
    assert!(crashing.await.unwrap_err().is_cancelled());
    // the node that went away has it in hand for a while
    assert_eq!(deliver(&world).await, 0);
    world.advance_seconds(90);
    assert_eq!(deliver(&world).await, 1);
    let sent = receiver.take();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].id, sent[1].id);
    let admin = world.sign_in("admin").await;
    let [delivery] = log(&admin, &hook).await.try_into().unwrap();
    assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Delivered, 1));
    node.db().clone().close().await.unwrap();
}

async fn two_nodes_send_nothing_twice(world: World) {
    let receivers = [Receiver::start(), Receiver::start(), Receiver::start()];
    for receiver in &receivers {
        subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    }
    for at in 0..12 {
        customer(&world, "SH", &format!("客户{at}"), "13800000001").await;
    }
    // some fail at first, so that both kinds of attempts are shared
    for receiver in &receivers {
        receiver.answers((0..12).map(|at| Answer::Status(if at % 3 == 0 { 500 } else { 200 })));
    }
    let node = world.another_node().await;
    let (mut made, mut firsts) = (0, vec![Vec::new(); 3]);
    for round in 0..2 {
        let (here, there) = tokio::join!(world.app().deliver_due_webhooks(), node.deliver_due_webhooks());
        made += here.unwrap() + there.unwrap();
        for (receiver, ids) in receivers.iter().zip(&mut firsts) {
            let received = receiver.take();
            if round == 0 {
                let seqs: Vec<i64> = received.iter().map(|r| r.event().seq).collect();
                assert!(seqs.len() == 12 && seqs.windows(2).all(|pair| pair[0] < pair[1]), "{seqs:?}");
            } else {
                assert_eq!(received.len(), 4);
            }
            ids.extend(received.into_iter().map(|r| r.id));
        }
        world.advance_seconds(6);
    }
    assert_eq!(made, 3 * (12 + 4));
    for ids in &mut firsts {
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 12);
    }
    node.db().clone().close().await.unwrap();
}

async fn the_worker_is_woken_by_what_happens(world: World) {
    let receiver = Receiver::start();
    subscribe(&world, about(receiver.url(), &["customer.created"])).await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn({
        let app = world.app().clone();
        async move { app.run_webhooks(stopped).await }
    });
    customer(&world, "SH", "一", "13800000001").await;
    receiver.is_called().await;
    stop.send_replace(true);
    worker.await.unwrap();
    assert_eq!(receiver.take().len(), 1);
}
