//! The key of a subscription's signatures: shown once, kept encrypted.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use uuid::Uuid;

use crate::{AppError, Ids, vault::Vault};

/// Bytes of a secret, as the rules of Standard Webhooks recommend them.
const SECRET: usize = 32;
const PREFIX: &str = "whsec_";

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

    pub(super) fn sealed(&self, vault: &Vault, ids: &Ids, webhook: Uuid) -> Result<String, AppError> {
        vault.seal(ids, webhook, &self.0)
    }

    /// None when the row was not written under this server's secret.
    pub(super) fn open(vault: &Vault, webhook: Uuid, sealed: &str) -> Option<Self> {
        vault.open(webhook, sealed)?.try_into().ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Purpose;

    #[test]
    fn a_sealed_secret_does_not_show_what_it_is() {
        let (ids, row) = (Ids::seeded(1), Uuid::from_u128(1));
        let vault = Vault::new(b"0123456789abcdef0123456789abcdef", Purpose::WebhookSecrets).unwrap();
        let secret = Secret::new(&ids);
        let sealed = secret.sealed(&vault, &ids, row).unwrap();
        assert!(Secret::open(&vault, row, &sealed) == Some(secret.clone()));
        assert!(!sealed.contains(secret.shown().trim_start_matches(PREFIX)));
        let short = vault.seal(&ids, row, b"no key").unwrap();
        assert!(Secret::open(&vault, row, &short).is_none());
    }
}
