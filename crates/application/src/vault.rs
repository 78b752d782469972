//! Secrets that must be read again (signing keys, addresses with keys in them) are encrypted at
//! rest. Each purpose has a key of its own, derived from the server's secret: what is sealed for one opens for no other.

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

/// What a vault keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    WebhookSecrets,
    NotificationChannels,
}

impl Purpose {
    /// Part of the key: another label opens nothing that was sealed before.
    const fn label(self) -> &'static str {
        match self {
            Self::WebhookSecrets => "webhook secrets",
            Self::NotificationChannels => "notification channels",
        }
    }
}

#[derive(Clone)]
pub(crate) struct Vault {
    cipher: XChaCha20Poly1305,
    purpose: Purpose,
}

impl Vault {
    pub(crate) fn new(secret: &[u8], purpose: Purpose) -> Result<Self, AppError> {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(b"aftercare"), secret)
            .expand(purpose.label().as_bytes(), &mut key)
            .map_err(|e| AppError::inconsistent("vault", purpose.label(), e))?;
        Ok(Self { cipher: XChaCha20Poly1305::new(&key.into()), purpose })
    }

    /// Encrypts for the row with this id: in another it cannot be read.
    pub(crate) fn seal(&self, ids: &Ids, row: Uuid, plain: &[u8]) -> Result<String, AppError> {
        let mut nonce = [0; NONCE];
        ids.fill(&mut nonce);
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: row.as_bytes() })
            .map_err(|e| AppError::inconsistent(self.purpose.label(), row, e))?;
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// None when the row was not written under this server's secret for this purpose.
    pub(crate) fn open(&self, row: Uuid, sealed: &str) -> Option<Vec<u8>> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: row.as_bytes() }).ok()
    }

    /// The same as text.
    pub(crate) fn open_text(&self, row: Uuid, sealed: &str) -> Option<String> {
        String::from_utf8(self.open(row, sealed)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    #[test]
    fn is_read_in_its_own_row_under_its_own_key_for_its_own_purpose_only() {
        let (ids, here, there) = (Ids::seeded(1), Uuid::from_u128(1), Uuid::from_u128(2));
        let vault = Vault::new(SECRET, Purpose::NotificationChannels).unwrap();
        let sealed = vault.seal(&ids, here, b"https://robot/?key=1").unwrap();
        assert_eq!(vault.open_text(here, &sealed).as_deref(), Some("https://robot/?key=1"));
        assert_eq!(vault.open(there, &sealed), None);
        assert_eq!(vault.open(here, "damaged"), None);
        assert_ne!(sealed, vault.seal(&ids, here, b"https://robot/?key=1").unwrap());
        let other = Vault::new(b"another secret of thirty-two byt", Purpose::NotificationChannels).unwrap();
        assert_eq!(other.open(here, &sealed), None);
        let purpose = Vault::new(SECRET, Purpose::WebhookSecrets).unwrap();
        assert_eq!(purpose.open(here, &sealed), None);
    }

    /// The form in which rows were written so far, spelled out: HKDF-SHA256 with salt and label, nonce before the text.
    #[test]
    fn what_is_stored_still_opens() {
        let row = Uuid::from_u128(7);
        for (purpose, label) in [
            (Purpose::WebhookSecrets, b"webhook secrets".as_slice()),
            (Purpose::NotificationChannels, b"notification channels"),
        ] {
            let mut key = [0; 32];
            Hkdf::<Sha256>::new(Some(b"aftercare"), SECRET).expand(label, &mut key).unwrap();
            let nonce = [9; NONCE];
            let payload = Payload { msg: b"kept".as_slice(), aad: row.as_bytes() };
            let sealed = XChaCha20Poly1305::new(&key.into()).encrypt(&XNonce::from(nonce), payload).unwrap();
            let stored = STANDARD.encode([nonce.as_slice(), &sealed].concat());
            assert_eq!(Vault::new(SECRET, purpose).unwrap().open_text(row, &stored).as_deref(), Some("kept"));
        }
    }
}
