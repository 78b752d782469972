//! 服务档案: everything that happened, newest first, in sentences.

/// A code in the reader's language.
macro_rules! word {
    ($code:expr, $lang:expr) => {{
        let code = $code;
        $lang.pick(code.zh(), code.en())
    }};
}

mod kind;
mod latest;
mod list;
mod promises;
mod sentence;
mod telling;

pub(crate) use latest::LatestEntries;
pub(super) use list::Timeline;
