//! 通知与升级: who hears of what by which rule, on which ways, and not at night.

mod attempt;
mod codes;
mod decide;
mod incident;
mod people;
mod preferences;
mod quiet;

pub use attempt::{MAX_ATTEMPTS, next_delay_millis};
pub use codes::{
    Language, NotificationChannel, NotificationFault, NotificationKind, NotificationRule, NotificationState,
};
pub use decide::{Notice, who_hears};
pub use incident::{EVENT_TYPES, Incident};
pub use people::{Away, Case, Directory, Member, Shift};
pub use preferences::Preferences;
pub use quiet::QuietHours;
