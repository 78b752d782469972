//! Robots of group chats (企业微信, 钉钉) and gateways for text messages, each in its documented form.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    kernel::Timestamp,
    notifications::{NotificationChannel, NotificationFault as Fault},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;
use url::Url;

use super::{Messages, work::Judged};
use crate::outbound::{self, NotResolved};

const TIMEOUT: Duration = Duration::from_secs(10);
/// 企业微信 takes 4,096 bytes of markdown.
const MOST_BYTES: usize = 4000;

/// What is secret of a channel; kept encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Endpoint {
    pub url: String,
    pub secret: Option<String>,
}

/// What is said to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Saying {
    pub title: String,
    pub text: String,
    pub link: Option<(String, String)>,
    pub name: String,
    pub phone: Option<String>,
}

/// 加签: `timestamp` and `sign` at the end of the address, as 钉钉 documents it.
fn signed(url: &Url, secret: &str, now: Timestamp) -> Option<Url> {
    let millis = now.millis();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(format!("{millis}\n{secret}").as_bytes());
    let sign = STANDARD.encode(mac.finalize().into_bytes());
    let mut url = url.clone();
    url.query_pairs_mut().append_pair("timestamp", &millis.to_string()).append_pair("sign", &sign);
    Some(url)
}

fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The text of a link follows the words; the person is named, so that a group knows who is meant.
fn markdown(saying: &Saying) -> String {
    let link = saying.link.as_ref().map_or(String::new(), |(label, url)| format!("\n\n[{label}]({url})"));
    let body = format!("### {}\n\n{}\n\n> {}", saying.title, saying.text.replace('\n', "\n\n"), saying.name);
    format!("{}{link}", cut(&body, MOST_BYTES - link.len().min(MOST_BYTES)))
}

fn wecom(saying: &Saying) -> Value {
    json!({ "msgtype": "markdown", "markdown": { "content": markdown(saying) } })
}

fn dingtalk(saying: &Saying) -> Value {
    // 钉钉 marks who is meant only where the number stands in the text too
    let mention = saying.phone.as_ref().map_or(String::new(), |phone| format!("\n\n@{}", local(phone)));
    let at: Vec<&str> = saying.phone.iter().map(|phone| local(phone)).collect();
    json!({
        "msgtype": "markdown",
        "markdown": { "title": saying.title, "text": format!("{}{mention}", markdown(saying)) },
        "at": { "atMobiles": at, "isAtAll": false },
    })
}

/// A Chinese number without its country.
fn local(phone: &str) -> &str {
    phone.strip_prefix("+86").unwrap_or(phone)
}

/// The gateway's JSON with `{phone}` and `{text}` filled inside its strings.
fn sms(template: &str, saying: &Saying) -> Option<Value> {
    fn fill(value: &mut Value, phone: &str, text: &str) {
        match value {
            Value::String(string) => {
                // the text may have braces of its own: they are not filled again
                *string = string
                    .split("{text}")
                    .map(|part| part.replace("{phone}", phone))
                    .collect::<Vec<_>>()
                    .join(text);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| fill(item, phone, text)),
            Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, phone, text)),
            _ => {}
        }
    }
    let mut body: Value = serde_json::from_str(template).ok()?;
    let link = saying.link.as_ref().map_or(String::new(), |(_, url)| format!(" {url}"));
    fill(&mut body, saying.phone.as_deref()?, &format!("{}{link}", saying.title));
    Some(body)
}

/// Whether a template is JSON that names number and text.
pub(super) fn is_sms_template(template: &str) -> bool {
    serde_json::from_str::<Value>(template).is_ok_and(|value| value.is_object())
        && template.contains("{phone}")
        && template.contains("{text}")
}

impl Messages {
    fn http(&self) -> Option<&Client> {
        self.http.get_or_init(|| outbound::client(self.addresses, TIMEOUT)).as_ref()
    }

    /// One attempt to say it.
    pub(super) async fn say(
        &self,
        kind: NotificationChannel,
        endpoint: &Endpoint,
        template: Option<&str>,
        saying: &Saying,
        now: Timestamp,
    ) -> Judged {
        let (Some(http), Ok(url)) = (self.http(), Url::parse(&endpoint.url)) else {
            return Judged::Again(Fault::NotConfigured);
        };
        // the client does not resolve what is an address already; and the rules may have changed since it was saved
        if !outbound::may_be_public(&url, self.addresses) {
            return Judged::Again(Fault::PrivateAddress);
        }
        if outbound::parse(&endpoint.url, self.addresses).is_err() {
            return Judged::Again(Fault::NotConfigured);
        }
        let secret = endpoint.secret.as_deref();
        let (url, body, bearer) = match kind {
            NotificationChannel::WecomRobot => (url, wecom(saying), None),
            NotificationChannel::DingtalkRobot => {
                let url = secret.map_or(Some(url.clone()), |secret| signed(&url, secret, now));
                let Some(url) = url else { return Judged::Again(Fault::NotConfigured) };
                (url, dingtalk(saying), None)
            }
            NotificationChannel::Sms => {
                let Some(body) = template.and_then(|template| sms(template, saying)) else {
                    return Judged::Hopeless(Fault::NoAddress);
                };
                (url, body, secret)
            }
            NotificationChannel::Inbox | NotificationChannel::Email => {
                return Judged::Hopeless(Fault::NotConfigured);
            }
        };
        let mut request =
            http.post(url).header(header::CONTENT_TYPE, "application/json").body(body.to_string());
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        match request.send().await {
            Ok(response) if response.status().is_success() => {
                // robots say in the body whether they took it
                let body: Value = response
                    .bytes()
                    .await
                    .ok()
                    .and_then(|b| serde_json::from_slice(&b).ok())
                    .unwrap_or_default();
                let taken = kind == NotificationChannel::Sms
                    || body.get("errcode").is_none_or(|code| code.as_i64() == Some(0));
                if taken { Judged::Sent } else { Judged::Again(Fault::Refused) }
            }
            Ok(_) => Judged::Again(Fault::Refused),
            Err(error) if error.is_timeout() => Judged::Again(Fault::Timeout),
            Err(error) if outbound::not_resolved(&error) == Some(NotResolved::Private) => {
                Judged::Again(Fault::PrivateAddress)
            }
            Err(_) => Judged::Again(Fault::Unreachable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        notifications::MessageSettings,
        outbound::AddressPolicy,
        vault::{Purpose, Vault},
    };

    fn saying() -> Saying {
        Saying {
            title: "SH-1 {phone}".to_owned(),
            text: "第一行\n第二行".to_owned(),
            link: Some(("打开".to_owned(), "https://a.example.com/tickets/1".to_owned())),
            name: "张伟".to_owned(),
            phone: Some("+8613800138000".to_owned()),
        }
    }

    #[test]
    fn the_address_is_signed_as_documented() {
        let url = Url::parse("https://oapi.dingtalk.com/robot/send?access_token=t").unwrap();
        let now: Timestamp = "2026-03-02T01:00:00Z".parse().unwrap();
        let signed = signed(&url, "SECabc", now).unwrap();
        let pairs: Vec<(String, String)> = signed.query_pairs().into_owned().collect();
        assert_eq!(pairs[0], ("access_token".to_owned(), "t".to_owned()));
        assert_eq!(pairs[1], ("timestamp".to_owned(), now.millis().to_string()));
        assert_eq!(STANDARD.decode(&pairs[2].1).unwrap().len(), 32);
        assert_eq!(pairs[2].0, "sign");
    }

    #[test]
    fn a_text_message_is_filled_inside_strings_once() {
        let body = sms(r#"{"to":["{phone}"],"msg":"【售后】{text}","n":1}"#, &saying()).unwrap();
        assert_eq!(body["to"][0], "+8613800138000");
        assert_eq!(body["msg"], "【售后】SH-1 {phone} https://a.example.com/tickets/1");
        assert_eq!(sms("{}", &Saying { phone: None, ..saying() }), None);
        assert!(is_sms_template(r#"{"a":"{phone}{text}"}"#));
        for bad in ["", "[]", r#"{"a":"{phone}"}"#, "{phone}{text}"] {
            assert!(!is_sms_template(bad), "{bad}");
        }
    }

    #[test]
    fn long_words_are_cut_where_a_character_ends() {
        let long = Saying { text: "长".repeat(3000), ..saying() };
        let text = markdown(&long);
        assert!(
            text.len() <= MOST_BYTES && text.ends_with("(https://a.example.com/tickets/1)"),
            "{}",
            text.len()
        );
    }

    #[tokio::test]
    async fn nothing_inside_the_network_is_called() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let settings = MessageSettings {
            addresses: AddressPolicy { allow_insecure: true, allow_private: false },
            ..MessageSettings::default()
        };
        let vault = Vault::new(b"0123456789abcdef0123456789abcdef", Purpose::NotificationChannels).unwrap();
        let messages = Messages::with(vault, settings).unwrap();
        for host in ["127.0.0.1", "localhost", "[::1]", "2130706433"] {
            let endpoint = Endpoint { url: format!("http://{host}:{port}/"), secret: None };
            for kind in [
                NotificationChannel::WecomRobot,
                NotificationChannel::DingtalkRobot,
                NotificationChannel::Sms,
            ] {
                let template = Some(r#"{"to":"{phone}","text":"{text}"}"#);
                let judged = messages.say(kind, &endpoint, template, &saying(), Timestamp::EPOCH).await;
                assert_eq!(judged, Judged::Again(Fault::PrivateAddress), "{host} {kind}");
            }
        }
        assert!(listener.accept().is_err(), "nobody has called");
    }
}
