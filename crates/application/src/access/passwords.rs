//! Password hashes: argon2id, computed beside the request threads and never more than a few at a time.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::{AppError, Ids};

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB, at least 8
    pub memory_kib: u32,
    /// Passes over the memory, at least 1
    pub passes: u32,
}

impl Default for PasswordCost {
    /// The recommendation for argon2id: 19 MiB, two passes.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

/// Each hash holds its memory while it runs: sign-ins wait for each other rather than exhaust it.
const AT_ONCE: usize = 2;

#[derive(Debug)]
pub(crate) struct Passwords {
    cost: PasswordCost,
    running: Semaphore,
}

impl Passwords {
    pub(crate) const fn new(cost: PasswordCost) -> Self {
        Self { cost, running: Semaphore::const_new(AT_ONCE) }
    }

    /// The hash to store, in PHC form.
    pub(crate) async fn hash(&self, password: &str, ids: &Ids) -> Result<String, AppError> {
        let mut salt = [0_u8; 16];
        ids.fill(&mut salt);
        let (cost, password) = (self.cost, password.to_owned());
        self.beside(move || {
            let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|e| e.to_string())?;
            let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let hash: PasswordHash =
                argon.hash_password_with_salt(password.as_bytes(), &salt).map_err(|e| e.to_string())?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password fits. Without a stored hash (unknown account) it takes as long and says no.
    pub(crate) async fn fits(
        &self,
        password: &str,
        stored: Option<&str>,
        ids: &Ids,
    ) -> Result<bool, AppError> {
        let Some(stored) = stored else {
            self.hash(password, ids).await?;
            return Ok(false);
        };
        let (password, stored) = (password.to_owned(), stored.to_owned());
        self.beside(move || {
            let hash = PasswordHash::new(&stored).map_err(|e| e.to_string())?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, AppError> {
        let failed = |what: String| AppError::inconsistent("user_account", "password_hash", what);
        let _turn = self.running.acquire().await.map_err(|e| failed(e.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| failed(e.to_string()))?.map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn fits_only_the_same_password() {
        let passwords = Passwords::new(PasswordCost { memory_kib: 8, passes: 1 });
        let ids = Ids::seeded(1);
        let hash = passwords.hash("一二三四五六七八九十", &ids).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert!(passwords.fits("一二三四五六七八九十", Some(&hash), &ids).await.unwrap());
        assert!(!passwords.fits("一二三四五六七八九", Some(&hash), &ids).await.unwrap());
        assert!(!passwords.fits("一二三四五六七八九十", None, &ids).await.unwrap());
        assert_ne!(hash, passwords.hash("一二三四五六七八九十", &ids).await.unwrap());
    }
}
