//! The code that a customer receives by SMS and says or types to consent: for one content, once, for a short time.

use serde::{Deserialize, Serialize};

use super::hex;
use crate::kernel::{ReasonCode, Rejection, Timestamp};

/// How long a code is good for.
pub const CODE_MILLIS: i64 = 10 * 60 * 1000;
/// Wrong answers after which a code is dead.
pub const CODE_ATTEMPTS: u8 = 5;

/// A code that was sent. Only its salted hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeChallenge {
    content_hash: String,
    salt: String,
    code_hash: String,
    sent_at: Timestamp,
    wrong: u8,
    used_at: Option<Timestamp>,
}

impl CodeChallenge {
    /// `code` and `salt` come from the caller's source of randomness.
    #[must_use]
    pub fn new(code: &str, salt: &str, content_hash: &str, sent_at: Timestamp) -> Self {
        Self {
            content_hash: content_hash.to_owned(),
            salt: salt.to_owned(),
            code_hash: digest(code, salt, content_hash),
            sent_at,
            wrong: 0,
            used_at: None,
        }
    }

    /// Takes an answer for the quote with this content. A wrong answer is counted even though it is refused, so the
    /// challenge is to be saved either way.
    ///
    /// # Errors
    /// When the code is wrong, was used, is too old, belongs to another content, or was guessed at too often.
    pub fn answer(&mut self, code: &str, content_hash: &str, at: Timestamp) -> Result<(), Rejection> {
        let no = |code| Err(Rejection::because(code));
        if self.used_at.is_some() {
            return no(ReasonCode::CodeUsed);
        }
        if self.wrong >= CODE_ATTEMPTS {
            return no(ReasonCode::CodeLocked);
        }
        if at < self.sent_at || at.millis_since(self.sent_at) > CODE_MILLIS {
            return no(ReasonCode::CodeExpired);
        }
        if content_hash != self.content_hash {
            return no(ReasonCode::QuoteTampered);
        }
        if digest(code.trim(), &self.salt, content_hash) != self.code_hash {
            self.wrong += 1;
            return no(ReasonCode::CodeWrong);
        }
        self.used_at = Some(at);
        Ok(())
    }
}

fn digest(code: &str, salt: &str, content_hash: &str) -> String {
    hex(format!("{salt}\n{content_hash}\n{code}").as_bytes())
}
