use contract::access::{LoginRequest, RefreshRequest, TokenResponse};

use super::{ApiError, Method, Request};

/// What can be called without being signed in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anonymous;

impl Anonymous {
    /// # Errors
    /// [`ApiError::Unauthorized`] for a wrong account or password, [`ApiError::RateLimited`] after too many.
    pub async fn sign_in(self, login: &LoginRequest) -> Result<TokenResponse, ApiError> {
        Request::new(Method::Post, "/auth/login", None).json(login).send().await
    }

    pub(crate) async fn refresh(self, refresh: &RefreshRequest) -> Result<TokenResponse, ApiError> {
        Request::new(Method::Post, "/auth/refresh", None).json(refresh).send().await
    }

    pub(crate) async fn sign_out(self, refresh: &RefreshRequest) -> Result<(), ApiError> {
        Request::new(Method::Post, "/auth/logout", None).json(refresh).send_unit().await
    }

    /// A call of one's own without a token (`/meta/enums`, public pages).
    #[must_use]
    pub fn request(self, method: Method, path: &str) -> Request {
        Request::new(method, path, None)
    }
}
