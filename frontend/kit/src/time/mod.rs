//! Time on screen: the server's clock, dates in the working zone, deadlines as people speak.

pub mod civil;
pub mod clock;
pub mod countdown;

pub use civil::{Civil, SHANGHAI, Zone};
pub use clock::{now, now_untracked};
pub use countdown::{ClockLook, Countdown, SpanUnit};
