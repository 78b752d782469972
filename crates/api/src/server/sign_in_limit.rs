//! Sign-in attempts are limited by address, so that passwords cannot be tried at leisure. A GCRA cell per address;
//! cells that are full again are forgotten.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
};

use actix_web::{
    Error,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
};
use contract::problem::ProblemCode;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use crate::Failure;

/// Forgets idle addresses when there are more than this many.
const ADDRESSES: usize = 10_000;

#[derive(Clone)]
pub(super) struct SignInLimit(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl SignInLimit {
    pub(super) fn per_minute(attempts: u32) -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_minute(
            NonZeroU32::new(attempts).unwrap_or(NonZeroU32::MIN),
        ))))
    }

    /// Answers 429 with the seconds to wait when too many passwords were tried.
    ///
    /// # Errors
    /// Those of the handler.
    pub(super) async fn guard<B: MessageBody>(
        self,
        req: ServiceRequest,
        next: Next<B>,
    ) -> Result<ServiceResponse<EitherBody<B>>, Error> {
        // only trying a password counts: renewing a session does not
        if req.method() == Method::POST
            && req.path().ends_with("/login")
            && let Err(failure) = self.take(address_of(&req))
        {
            return Ok(req.error_response(failure).map_into_right_body());
        }
        Ok(next.call(req).await?.map_into_left_body())
    }

    fn take(&self, address: IpAddr) -> Result<(), Failure> {
        if self.0.len() > ADDRESSES {
            self.0.retain_recent();
        }
        self.0.check_key(&address).map_err(|until| {
            let wait = until.wait_time_from(self.0.clock().now());
            let seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1);
            Failure { retry_after: Some(seconds), ..Failure::of(ProblemCode::TooMany) }
        })
    }
}

/// The peer; of an IPv6 network its /64, as one subscriber has all of it.
fn address_of(req: &ServiceRequest) -> IpAddr {
    match req.peer_addr().map(|peer| peer.ip()) {
        Some(IpAddr::V6(v6)) => {
            let network = v6.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        Some(v4) => v4,
        None => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}
