//! What every capability stands on: ids, time, money, text, codes, rejections, actors.

mod actor;
#[macro_use]
mod codes;
mod id;
mod money;
mod rejection;
mod text;
mod timestamp;

pub use actor::Actor;
pub use codes::{CodeLabel, UnknownCode};
pub use id::*;
pub use money::{Currency, Money, MoneyError};
pub use rejection::{Reason, ReasonCode, Rejection};
pub use text::{Line, Prose, TextError};
pub use timestamp::{Timestamp, TimestampError};

pub(crate) use codes::codes;
