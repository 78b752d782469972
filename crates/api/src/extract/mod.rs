//! Extractors: they own their refusals, so that a handler only sees what is right.

mod body;
mod command;
mod incoming;
mod path;
mod query;
mod signed;
mod upload;
mod version;
mod write;

pub use body::Body;
pub use command::Command;
pub use incoming::Incoming;
pub use path::Id;
pub use query::Query;
pub use signed::Signed;
pub(crate) use signed::bearer;
pub use upload::Upload;
pub use version::Version;
pub use write::Write;
