//! Signatures after the rules of Standard Webhooks: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::secret::Secret;
use crate::AppError;

/// The value of `webhook-signature`: one signature for each secret, with blanks between them.
pub(super) fn sign(secrets: &[Secret], id: &str, seconds: i64, body: &str) -> Result<String, AppError> {
    let mut signatures = Vec::with_capacity(secrets.len());
    for secret in secrets {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.bytes())
            .map_err(|e| AppError::inconsistent("webhook", "secret", e))?;
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body.as_bytes());
        signatures.push(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())));
    }
    Ok(signatures.join(" "))
}
