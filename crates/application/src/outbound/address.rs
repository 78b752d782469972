//! An address that somebody typed in.

use std::net::IpAddr;

use domain::webhooks::is_public;
use url::{Host, Url};

use super::AddressPolicy;
use crate::AppError;

/// An address as the HTTP client reads it, so that what is checked is what is called.
///
/// # Errors
/// 422 at `/url`: malformed, not `https`, with a user or password, or inside the network.
pub(crate) fn parse(text: &str, policy: AddressPolicy) -> Result<Url, AppError> {
    let refused = |code: &str, message: &str| Err(AppError::invalid("/url", code, message));
    let Ok(url) = Url::parse(text.trim()) else {
        return refused("format", "must be an absolute URL");
    };
    match url.scheme() {
        "https" => {}
        "http" if policy.allow_insecure => {}
        "http" => return refused("insecure", "must begin with https://"),
        _ => return refused("format", "must begin with https://"),
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return refused("format", "must have no user, password or fragment");
    }
    if !may_be_public(&url, policy) {
        return refused("private_address", "must lead to a public address");
    }
    Ok(url)
}

/// What can be said before a name is resolved; the rest is checked when connecting.
pub(crate) fn may_be_public(url: &Url, policy: AddressPolicy) -> bool {
    if policy.allow_private {
        return true;
    }
    match url.host() {
        Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name != "localhost" && !name.ends_with(".localhost")
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str, policy: AddressPolicy) -> Option<String> {
        match parse(text, policy) {
            Ok(_) => None,
            Err(AppError::Invalid(errors)) => Some(errors[0].code.clone()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn only_public_https_unless_allowed() {
        let strict = AddressPolicy::default();
        for (url, refused) in [
            ("https://erp.example.com/hook?x=1", None),
            ("https://erp.example.com:8443/hook", None),
            ("https://8.8.8.8/", None),
            ("http://erp.example.com/", Some("insecure")),
            ("ftp://erp.example.com/", Some("format")),
            ("erp.example.com", Some("format")),
            ("https://", Some("format")),
            ("https://user:pw@erp.example.com/", Some("format")),
            ("https://erp.example.com/#x", Some("format")),
            ("https://localhost/", Some("private_address")),
            ("https://api.localhost./", Some("private_address")),
            ("https://127.0.0.1/", Some("private_address")),
            // the same in the notations that clients understand
            ("https://2130706433/", Some("private_address")),
            ("https://0x7f.1/", Some("private_address")),
            ("https://0177.0.0.1/", Some("private_address")),
            ("https://[::1]/", Some("private_address")),
            ("https://[::ffff:10.0.0.1]/", Some("private_address")),
            ("https://169.254.169.254/latest/meta-data", Some("private_address")),
        ] {
            assert_eq!(code(url, strict).as_deref(), refused, "{url}");
        }
        let open = AddressPolicy { allow_insecure: true, allow_private: true };
        assert_eq!(code("http://127.0.0.1:9/", open), None);
        assert_eq!(
            code("https://10.0.0.1/", AddressPolicy { allow_insecure: true, ..strict }).as_deref(),
            Some("private_address")
        );
        assert_eq!(
            code("http://10.0.0.1/", AddressPolicy { allow_private: true, ..strict }).as_deref(),
            Some("insecure")
        );
    }
}
