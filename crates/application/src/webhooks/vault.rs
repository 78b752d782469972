//! Secrets that must be read again to sign are encrypted at rest, under a key of their own that is derived from the
//! server's secret.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;

use crate::{AppError, Ids};

const NONCE: usize = 24;
/// Bytes of a secret, as the rules of Standard Webhooks recommend them.
pub(super) const SECRET: usize = 32;
const PREFIX: &str = "whsec_";

pub(super) struct Vault(XChaCha20Poly1305);

/// The key of a subscription's signatures.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret([u8; SECRET]);

impl Secret {
    pub(super) fn new(ids: &Ids) -> Self {
        let mut bytes = [0; SECRET];
        ids.fill(&mut bytes);
        Self(bytes)
    }

    /// As it is shown, once.
    pub(super) fn shown(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0))
    }

    pub(super) const fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Vault {
    pub(super) fn new(secret: &[u8]) -> Result<Self, AppError> {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(b"aftercare"), secret)
            .expand(b"webhook secrets", &mut key)
            .map_err(|e| AppError::inconsistent("webhook", "key", e))?;
        Ok(Self(XChaCha20Poly1305::new(&key.into())))
    }

    /// Encrypts a secret for the row of this subscription: in another's it cannot be read.
    pub(super) fn seal(&self, ids: &Ids, webhook: Uuid, secret: &Secret) -> Result<String, AppError> {
        let mut nonce = [0; NONCE];
        ids.fill(&mut nonce);
        let payload = Payload { msg: &secret.0, aad: webhook.as_bytes() };
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|e| AppError::inconsistent("webhook", webhook, e))?;
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// None when the row was not written under this server's secret.
    pub(super) fn open(&self, webhook: Uuid, sealed: &str) -> Option<Secret> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: webhook.as_bytes() };
        let plain = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        plain.try_into().ok().map(Secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_in_its_own_row_under_its_own_key_only() {
        let (ids, here, there) = (Ids::seeded(1), Uuid::from_u128(1), Uuid::from_u128(2));
        let vault = Vault::new(b"0123456789abcdef0123456789abcdef").unwrap();
        let secret = Secret::new(&ids);
        let sealed = vault.seal(&ids, here, &secret).unwrap();
        assert!(vault.open(here, &sealed) == Some(secret.clone()));
        assert!(vault.open(there, &sealed).is_none());
        let other = Vault::new(b"another secret of thirty-two byt").unwrap();
        assert!(other.open(here, &sealed).is_none());
        assert!(vault.open(here, "damaged").is_none());
        assert_ne!(sealed, vault.seal(&ids, here, &secret).unwrap());
        assert!(!sealed.contains(secret.shown().trim_start_matches(PREFIX)));
    }
}
