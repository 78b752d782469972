//! Inbox, preferences, duty roster, robots and gateways.

mod channels;
mod duty;
mod inbox;

use crate::routes::Routes;

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(inbox::list_notifications)
        .service(inbox::count_unread_notifications)
        .service(inbox::read_all_notifications)
        .service(inbox::show_notification_preferences)
        .service(inbox::save_notification_preferences)
        .service(inbox::read_notification)
        .service(duty::list_duty_shifts)
        .service(duty::create_duty_shift)
        .service(duty::show_duty_shift)
        .service(duty::update_duty_shift)
        .service(duty::cancel_duty_shift)
        .service(channels::list_notification_channels)
        .service(channels::create_notification_channel)
        .service(channels::show_notification_channel)
        .service(channels::update_notification_channel)
        .service(channels::test_notification_channel)
        .service(channels::test_notification_email);
}
