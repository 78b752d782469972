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

use super::trusted_proxies::TrustedProxies;
use crate::Failure;

/// Forgets idle addresses when there are more than this many.
const ADDRESSES: usize = 10_000;

#[derive(Clone)]
pub(super) struct SignInLimit {
    cells: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    proxies: TrustedProxies,
}

impl SignInLimit {
    pub(super) fn per_minute(attempts: u32, proxies: TrustedProxies) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(attempts).unwrap_or(NonZeroU32::MIN));
        Self { cells: Arc::new(RateLimiter::keyed(quota)), proxies }
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
            && let Err(failure) = self.take(network_of(self.proxies.client_of(&req)))
        {
            return Ok(req.error_response(failure).map_into_right_body());
        }
        Ok(next.call(req).await?.map_into_left_body())
    }

    fn take(&self, address: IpAddr) -> Result<(), Failure> {
        if self.cells.len() > ADDRESSES {
            self.cells.retain_recent();
        }
        self.cells.check_key(&address).map_err(|until| {
            let wait = until.wait_time_from(self.cells.clock().now());
            let seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1);
            Failure { retry_after: Some(seconds), ..Failure::of(ProblemCode::TooMany) }
        })
    }
}

/// Of an IPv6 address its /64, as one subscriber has all of it.
const fn network_of(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !(u64::MAX as u128))),
        v4 @ IpAddr::V4(_) => v4,
    }
}
