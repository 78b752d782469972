//! One attempt over HTTP: no redirects, no proxy, no address inside the network, ten seconds.

use std::{error::Error, net::SocketAddr, sync::OnceLock, time::Duration};

use domain::webhooks::{Answer, DeliveryFault, is_public};
use reqwest::{
    Client, Response,
    dns::{Addrs, Name, Resolve, Resolving},
    header,
    redirect::Policy,
};
use tokio::time::Instant;

use super::{WebhookPolicy, endpoint};

/// How long an attempt may take in all.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);
/// How much of an answer is kept.
const KEPT: usize = 1024;

/// A signed message.
pub(super) struct Message {
    pub url: String,
    pub id: String,
    pub seconds: i64,
    pub signature: String,
    pub body: String,
}

/// What came of an attempt.
#[derive(Debug)]
pub(super) struct Attempt {
    pub answer: Answer,
    pub duration_ms: i64,
    pub response: Option<String>,
    /// What the receiver asked for by `Retry-After`
    pub retry_after_millis: Option<i64>,
}

impl Attempt {
    pub(super) const fn none(fault: DeliveryFault) -> Self {
        Self { answer: Answer::None(fault), duration_ms: 0, response: None, retry_after_millis: None }
    }
}

/// The HTTP client, made when it is first needed: it reads the machine's certificates.
pub(super) struct Sender {
    policy: WebhookPolicy,
    client: OnceLock<Result<Client, String>>,
}

impl Sender {
    pub(super) fn new(policy: WebhookPolicy) -> Self {
        // an error says that there is one already, which serves as well
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { policy, client: OnceLock::new() }
    }

    fn client(&self) -> Option<&Client> {
        let made = self.client.get_or_init(|| {
            Client::builder()
                .user_agent(concat!("aftercare/", env!("CARGO_PKG_VERSION")))
                .timeout(TIMEOUT)
                .redirect(Policy::none())
                // a proxy would resolve names by itself
                .no_proxy()
                .referer(false)
                .pool_idle_timeout(Duration::from_secs(30))
                .dns_resolver(PublicOnly { allow_private: self.policy.allow_private })
                .build()
                .map_err(|error| error.to_string())
        });
        made.as_ref().inspect_err(|error| tracing::error!(%error, "no HTTP client for webhooks")).ok()
    }

    pub(super) async fn send(&self, message: Message) -> Attempt {
        let Some(client) = self.client() else { return Attempt::none(DeliveryFault::Unreachable) };
        // the client does not resolve what is an address already
        let Ok(url) = url::Url::parse(&message.url) else { return Attempt::none(DeliveryFault::Unresolved) };
        if !endpoint::may_be_public(&url, self.policy) {
            return Attempt::none(DeliveryFault::PrivateAddress);
        }
        let begun = Instant::now();
        let answered = client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.seconds.to_string())
            .header("webhook-signature", message.signature)
            .body(message.body)
            .send()
            .await;
        let mut attempt = match answered {
            Ok(response) => {
                let answer = Answer::Status(response.status().as_u16());
                let retry_after_millis = retry_after(&response);
                Attempt { answer, duration_ms: 0, response: beginning(response).await, retry_after_millis }
            }
            Err(error) => Attempt::none(fault(&error)),
        };
        attempt.duration_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        attempt
    }
}

fn retry_after(response: &Response) -> Option<i64> {
    let seconds: i64 = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    seconds.checked_mul(1000)
}

/// The first kilobyte of the body, as text without what no database column takes.
async fn beginning(mut response: Response) -> Option<String> {
    let mut bytes = Vec::new();
    while bytes.len() < KEPT {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(chunk.get(..KEPT - bytes.len()).unwrap_or(&chunk)),
            _ => break,
        }
    }
    let text: String = String::from_utf8_lossy(&bytes)
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    (!text.trim().is_empty()).then_some(text)
}

fn fault(error: &reqwest::Error) -> DeliveryFault {
    if error.is_timeout() {
        return DeliveryFault::Timeout;
    }
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        match inner.downcast_ref::<NotResolved>() {
            Some(NotResolved::Private) => return DeliveryFault::PrivateAddress,
            Some(NotResolved::Unknown) => return DeliveryFault::Unresolved,
            None => cause = inner.source(),
        }
    }
    DeliveryFault::Unreachable
}

#[derive(Debug, thiserror::Error)]
enum NotResolved {
    #[error("the address is not public")]
    Private,
    #[error("the name is not known")]
    Unknown,
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

    fn message(url: &str) -> Message {
        Message {
            url: url.to_owned(),
            id: "1".to_owned(),
            seconds: 1,
            signature: String::new(),
            body: String::new(),
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_called() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let policy = WebhookPolicy { allow_insecure: true, allow_private: false };
        let client = Client::builder().no_proxy().dns_resolver(PublicOnly { allow_private: false });
        let sender = Sender::new(policy);
        let client = client.build().unwrap();
        // every machine knows this name, and the resolver alone stands between it and the listener
        let refused = client.post(format!("http://localhost:{port}/")).send().await.unwrap_err();
        assert_eq!(fault(&refused), DeliveryFault::PrivateAddress);
        for url in [format!("http://127.0.0.1:{port}/"), format!("http://localhost:{port}/")] {
            let attempt = sender.send(message(&url)).await;
            assert_eq!(attempt.answer, Answer::None(DeliveryFault::PrivateAddress), "{url}");
        }
        assert!(listener.accept().is_err(), "nobody has called");
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
