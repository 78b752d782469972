//! Subscriptions of third-party systems, their deliveries, and what is sent to them.

mod deliveries;
mod messages;
mod subscriptions;

pub(crate) use messages::document;

use crate::routes::Routes;

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(subscriptions::list_webhooks)
        .service(subscriptions::create_webhook)
        .service(subscriptions::show_webhook)
        .service(subscriptions::update_webhook)
        .service(subscriptions::delete_webhook)
        .service(subscriptions::rotate_webhook_secret)
        .service(deliveries::test_webhook)
        .service(deliveries::replay_events)
        .service(deliveries::list_deliveries)
        .service(deliveries::replay_delivery);
}
