//! 推送订阅: which events a third-party system is sent, to which addresses, and what happens when it does not answer.

mod address;
mod attempt;
mod event_type;
mod event_types;

pub use address::is_public;
pub use attempt::{
    Answer, DeliveryFault, DeliveryState, DisabledReason, Judgement, MAX_ATTEMPTS, ROTATION_MILLIS, judge,
    next_delay_millis,
};
pub use event_type::EventType;
pub use event_types::{EventTypeFault, EventTypes, TEST_EVENT};
