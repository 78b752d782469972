//! One attempt over HTTP: no redirects, no proxy, no address inside the network, ten seconds.

use std::{sync::OnceLock, time::Duration};

use domain::webhooks::{Answer, DeliveryFault};
use reqwest::{Client, Response, header};
use tokio::time::Instant;

use crate::outbound::{self, AddressPolicy, NotResolved};

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
    policy: AddressPolicy,
    client: OnceLock<Option<Client>>,
}

impl Sender {
    pub(super) const fn new(policy: AddressPolicy) -> Self {
        Self { policy, client: OnceLock::new() }
    }

    fn client(&self) -> Option<&Client> {
        self.client.get_or_init(|| outbound::client(self.policy, TIMEOUT)).as_ref()
    }

    pub(super) async fn send(&self, message: Message) -> Attempt {
        let Some(client) = self.client() else { return Attempt::none(DeliveryFault::Unreachable) };
        // the client does not resolve what is an address already
        let Ok(url) = url::Url::parse(&message.url) else { return Attempt::none(DeliveryFault::Unresolved) };
        if !outbound::may_be_public(&url, self.policy) {
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
    match outbound::not_resolved(error) {
        _ if error.is_timeout() => DeliveryFault::Timeout,
        Some(NotResolved::Private) => DeliveryFault::PrivateAddress,
        Some(NotResolved::Unknown) => DeliveryFault::Unresolved,
        None => DeliveryFault::Unreachable,
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
        let policy = AddressPolicy { allow_insecure: true, allow_private: false };
        let sender = Sender::new(policy);
        for url in [format!("http://127.0.0.1:{port}/"), format!("http://localhost:{port}/")] {
            let attempt = sender.send(message(&url)).await;
            assert_eq!(attempt.answer, Answer::None(DeliveryFault::PrivateAddress), "{url}");
        }
        assert!(listener.accept().is_err(), "nobody has called");
    }
}
