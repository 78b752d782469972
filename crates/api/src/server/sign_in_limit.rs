//! Sign-in attempts are limited by address, so that passwords cannot be tried over many accounts.

use std::net::IpAddr;

use actix_governor::{
    GovernorConfig, GovernorConfigBuilder, KeyExtractor, PeerIpKeyExtractor, SimpleKeyExtractionError,
    governor::{
        NotUntil,
        clock::{Clock as _, DefaultClock, QuantaInstant},
        middleware::NoOpMiddleware,
    },
};
use actix_web::{HttpResponse, HttpResponseBuilder, dev::ServiceRequest, http::header};

pub(super) type SignInLimit = GovernorConfig<AttemptsByAddress, NoOpMiddleware>;

/// # Errors
/// When the limit is none.
pub(super) fn per_minute(attempts: u32) -> std::io::Result<SignInLimit> {
    let attempts = attempts.max(1);
    GovernorConfigBuilder::default()
        .milliseconds_per_request(u64::from((60_000 / attempts).max(1)))
        .burst_size(attempts)
        .key_extractor(AttemptsByAddress)
        .finish()
        .ok_or_else(|| std::io::Error::other("rate limit of sign-in"))
}

#[derive(Debug, Clone, Copy)]
pub(super) struct AttemptsByAddress;

/// What counts as an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Attempt {
    By(IpAddr),
    /// Anything but trying a password
    Other,
}

impl KeyExtractor for AttemptsByAddress {
    type Key = Attempt;
    type KeyExtractionError = SimpleKeyExtractionError<String>;

    fn extract(&self, req: &ServiceRequest) -> Result<Attempt, Self::KeyExtractionError> {
        if !req.path().ends_with("/login") {
            return Ok(Attempt::Other);
        }
        // it takes a whole network of IPv6 for one address
        PeerIpKeyExtractor
            .extract(req)
            .map(Attempt::By)
            .map_err(|e| SimpleKeyExtractionError::new(e.body.to_string()))
    }

    fn whitelisted_keys(&self) -> Vec<Attempt> {
        vec![Attempt::Other]
    }

    fn exceed_rate_limit_response(
        &self,
        negative: &NotUntil<QuantaInstant>,
        mut response: HttpResponseBuilder,
    ) -> HttpResponse {
        let wait = negative.wait_time_from(DefaultClock::default().now());
        // rounded up: who comes back then is let in
        response.insert_header((header::RETRY_AFTER, wait.as_secs() + 1)).finish()
    }
}
