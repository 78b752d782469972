//! The HTTP client: no redirects, no proxy, no address inside the network.

use std::{error::Error, net::SocketAddr, time::Duration};

use domain::webhooks::is_public;
use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};

use super::AddressPolicy;

/// The cryptography of every TLS connection of the process.
pub(crate) fn choose_cryptography() {
    // an error says that there is one already, which serves as well
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client for addresses that people typed in; none when the machine has no certificates to trust.
pub(crate) fn client(policy: AddressPolicy, timeout: Duration) -> Option<Client> {
    choose_cryptography();
    Client::builder()
        .user_agent(concat!("aftercare/", env!("CARGO_PKG_VERSION")))
        .timeout(timeout)
        // the place that a redirect names was not checked
        .redirect(Policy::none())
        // a proxy would resolve names by itself
        .no_proxy()
        .referer(false)
        .pool_idle_timeout(Duration::from_secs(30))
        .dns_resolver(PublicOnly { allow_private: policy.allow_private })
        .build()
        .inspect_err(|error| tracing::error!(%error, "no HTTP client"))
        .ok()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotResolved {
    #[error("the address is not public")]
    Private,
    #[error("the name is not known")]
    Unknown,
}

/// Whether a call failed because of where the name leads.
pub(crate) fn not_resolved(error: &reqwest::Error) -> Option<NotResolved> {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if let Some(why) = inner.downcast_ref::<NotResolved>() {
            return Some(*why);
        }
        cause = inner.source();
    }
    None
}

/// Resolves names and hands the checked addresses to the connection itself: a second look-up, which could answer
/// differently (DNS rebinding), never happens.
struct PublicOnly {
    allow_private: bool,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            // port 0: the client puts the right one
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let all: Vec<SocketAddr> = found.map_err(|_| NotResolved::Unknown)?.collect();
            let addresses = permitted(all, allow_private)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// One address inside is enough to refuse a name: whoever mixes them is up to something.
fn permitted(all: Vec<SocketAddr>, allow_private: bool) -> Result<Vec<SocketAddr>, NotResolved> {
    if all.is_empty() {
        return Err(NotResolved::Unknown);
    }
    if allow_private || all.iter().all(|address| is_public(address.ip())) {
        Ok(all)
    } else {
        Err(NotResolved::Private)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_called() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = client(AddressPolicy::default(), Duration::from_secs(10)).unwrap();
        // every machine knows this name, and the resolver alone stands between it and the listener
        let refused = client.post(format!("http://localhost:{port}/")).send().await.unwrap_err();
        assert_eq!(not_resolved(&refused), Some(NotResolved::Private));
        assert!(listener.accept().is_err(), "nobody has called");
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_not_followed() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (first, second) = (
            tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap(),
            std::net::TcpListener::bind("127.0.0.1:0").unwrap(),
        );
        second.set_nonblocking(true).unwrap();
        let inside = second.local_addr().unwrap();
        let port = first.local_addr().unwrap().port();
        let served = tokio::spawn(async move {
            let (mut stream, _) = first.accept().await.unwrap();
            let _ = stream.read(&mut [0; 1024]).await.unwrap();
            let head = format!(
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{inside}/\r\nContent-Length: 0\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
        });
        let open = AddressPolicy { allow_insecure: true, allow_private: true };
        let answer = client(open, Duration::from_secs(10)).unwrap().post(format!("http://127.0.0.1:{port}/"));
        assert_eq!(answer.send().await.unwrap().status(), 307);
        served.await.unwrap();
        assert!(second.accept().is_err(), "nobody has called");
    }

    #[test]
    fn one_address_inside_refuses_all() {
        let at = |text: &str| -> SocketAddr { text.parse().unwrap() };
        let mixed = vec![at("8.8.8.8:0"), at("10.0.0.1:0")];
        assert!(matches!(permitted(mixed.clone(), false), Err(NotResolved::Private)));
        assert_eq!(permitted(mixed.clone(), true).unwrap(), mixed);
        assert!(matches!(permitted(Vec::new(), true), Err(NotResolved::Unknown)));
        assert_eq!(permitted(vec![at("8.8.8.8:0")], false).unwrap().len(), 1);
    }
}
