//! Addresses with keys in them are encrypted at rest, under a key of their own that is derived from the server's secret.

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

#[derive(Clone)]
pub(super) struct Vault(XChaCha20Poly1305);

impl Vault {
    pub(super) fn new(secret: &[u8]) -> Result<Self, AppError> {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(b"aftercare"), secret)
            .expand(b"notification channels", &mut key)
            .map_err(|e| AppError::inconsistent("notification_channel", "key", e))?;
        Ok(Self(XChaCha20Poly1305::new(&key.into())))
    }

    /// Encrypts for the row with this id: in another it cannot be read.
    pub(super) fn seal(&self, ids: &Ids, row: Uuid, text: &str) -> Result<String, AppError> {
        let mut nonce = [0; NONCE];
        ids.fill(&mut nonce);
        let payload = Payload { msg: text.as_bytes(), aad: row.as_bytes() };
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|e| AppError::inconsistent("notification_channel", row, e))?;
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// None when the row was not written under this server's secret.
    pub(super) fn open(&self, row: Uuid, sealed: &str) -> Option<String> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: row.as_bytes() };
        String::from_utf8(self.0.decrypt(&XNonce::from(*nonce), payload).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_in_its_own_row_under_its_own_key_only() {
        let (ids, here, there) = (Ids::seeded(1), Uuid::from_u128(1), Uuid::from_u128(2));
        let vault = Vault::new(b"0123456789abcdef0123456789abcdef").unwrap();
        let sealed = vault.seal(&ids, here, "https://robot/?key=1").unwrap();
        assert_eq!(vault.open(here, &sealed).as_deref(), Some("https://robot/?key=1"));
        assert_eq!(vault.open(there, &sealed), None);
        assert_eq!(Vault::new(b"another secret of thirty-two byt").unwrap().open(here, &sealed), None);
        assert_eq!(vault.open(here, "damaged"), None);
    }
}
