//! Access tokens: short-lived signed JWTs. Times come from our clock, never from the library's.

use domain::kernel::{Timestamp, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::AppError;

/// How long an access token is valid.
pub(crate) const ACCESS_SECONDS: i64 = 15 * 60;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    sub: Uuid,
    /// The session; ends with it
    sid: Uuid,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

/// Whose access token it is, and of which session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Access {
    pub user: UserId,
    pub session: Uuid,
}

/// The signing keys.
pub(crate) struct Tokens {
    sign: EncodingKey,
    verify: DecodingKey,
    rules: Validation,
}

impl Tokens {
    pub(crate) fn new(secret: &[u8]) -> Self {
        // the configured secret signs other things too: this key is for access tokens only
        let key = crate::fingerprint(&[b"access token", secret]);
        let mut rules = Validation::new(Algorithm::HS256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        Self {
            sign: EncodingKey::from_secret(key.as_bytes()),
            verify: DecodingKey::from_secret(key.as_bytes()),
            rules,
        }
    }

    pub(crate) fn issue(&self, access: Access, id: Uuid, now: Timestamp) -> Result<String, AppError> {
        let iat = now.millis() / 1000;
        let claims =
            Claims { sub: access.user.0, sid: access.session, iat, exp: iat + ACCESS_SECONDS, jti: id };
        encode(&Header::new(Algorithm::HS256), &claims, &self.sign)
            .map_err(|error| AppError::inconsistent("access token", access.user, error))
    }

    /// What a token says, if we signed it and it is still valid at `now`.
    pub(crate) fn read(&self, token: &str, now: Timestamp) -> Option<Access> {
        let claims = decode::<Claims>(token, &self.verify, &self.rules).ok()?.claims;
        let seconds = now.millis() / 1000;
        (seconds < claims.exp).then_some(Access { user: UserId(claims.sub), session: claims.sid })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        Access { user: UserId(Uuid::from_u128(1)), session: Uuid::from_u128(2) }
    }

    fn now() -> Timestamp {
        "2026-01-05T01:00:00Z".parse().unwrap()
    }

    #[test]
    fn ends_after_a_quarter_of_an_hour() {
        let tokens = Tokens::new(b"0123456789abcdef0123456789abcdef");
        let token = tokens.issue(access(), Uuid::from_u128(3), now()).unwrap();
        assert_eq!(tokens.read(&token, now()), Some(access()));
        assert_eq!(tokens.read(&token, now().plus_seconds(ACCESS_SECONDS - 1)), Some(access()));
        assert_eq!(tokens.read(&token, now().plus_seconds(ACCESS_SECONDS)), None);
    }

    #[test]
    fn of_another_secret_or_algorithm_or_changed_is_none() {
        let tokens = Tokens::new(b"0123456789abcdef0123456789abcdef");
        let other = Tokens::new(b"another secret of thirty-two byt");
        let token = tokens.issue(access(), Uuid::from_u128(3), now()).unwrap();
        assert_eq!(other.read(&token, now()), None);
        let (body, _) = token.rsplit_once('.').unwrap();
        assert_eq!(tokens.read(&format!("{body}."), now()), None);
        // {"alg":"none","typ":"JWT"}
        let (_, claims) = body.split_once('.').unwrap();
        assert_eq!(tokens.read(&format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}."), now()), None);
    }
}
