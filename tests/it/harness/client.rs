use std::{
    future::IntoFuture,
    pin::Pin,
    sync::{Arc, Mutex},
};

use application::Caller;
use contract::{access::TokenResponse, problem::Problem};
use domain::kernel::Timestamp;
use reqwest::{Method, header::HeaderMap};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{World, seed::PASSWORD};

/// Somebody who talks to the server.
#[derive(Clone)]
pub(crate) struct Client {
    world: World,
    who: Who,
}

#[derive(Clone)]
enum Who {
    Nobody,
    Bearer(String),
    Person { account: String, token: Arc<Mutex<(Timestamp, String)>> },
}

impl Client {
    pub(super) fn anonymous(world: World) -> Self {
        Self { world, who: Who::Nobody }
    }

    pub(super) fn bearer(world: World, token: &str) -> Self {
        Self { world, who: Who::Bearer(token.to_owned()) }
    }

    pub(super) async fn sign_in(world: World, account: &str) -> Self {
        let token = Arc::new(Mutex::new((world.now(), fresh_token(&world, account).await)));
        Self { world, who: Who::Person { account: account.to_owned(), token } }
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    pub(crate) fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    /// `path` is below `/api/v1`, or absolute with the scheme.
    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}/api/v1{path}", self.world.address())
        };
        Call { client: self.clone(), request: self.world.http().request(method, url) }
    }

    /// The same person, for a call of the application itself.
    pub(crate) async fn caller(&self) -> Caller {
        let token = self.token().await.unwrap();
        self.world.app().authenticate(&token).await.unwrap()
    }

    async fn token(&self) -> Option<String> {
        match &self.who {
            Who::Nobody => None,
            Who::Bearer(token) => Some(token.clone()),
            Who::Person { account, token } => {
                let (since, current) = token.lock().unwrap().clone();
                let age = self.world.now().millis_since(since);
                if (0..14 * 60_000).contains(&age) {
                    return Some(current);
                }
                // the clock was moved: sign in again, as the apps do
                let fresh = fresh_token(&self.world, account).await;
                *token.lock().unwrap() = (self.world.now(), fresh.clone());
                Some(fresh)
            }
        }
    }
}

async fn fresh_token(world: &World, account: &str) -> String {
    let login = json!({ "account": account, "password": PASSWORD });
    let answer = Client::anonymous(world.clone()).post("/auth/login").json(login).await;
    answer.read::<TokenResponse>(200).access_token
}

/// A request to be awaited.
pub(crate) struct Call {
    client: Client,
    request: reqwest::RequestBuilder,
}

impl Call {
    pub(crate) fn json<T: Serialize>(mut self, body: T) -> Self {
        self.request = self.request.json(&body);
        self
    }

    /// Sent as it is, as JSON.
    pub(crate) fn text(mut self, body: &str) -> Self {
        self.request = self.request.header("content-type", "application/json").body(body.to_owned());
        self
    }

    /// A file as it is.
    pub(crate) fn bytes(mut self, media_type: &str, body: &[u8]) -> Self {
        self.request = self.request.header("content-type", media_type).body(body.to_vec());
        self
    }

    /// A file whose length is not known before its end.
    pub(crate) fn stream(mut self, media_type: &str, body: reqwest::Body) -> Self {
        self.request = self.request.header("content-type", media_type).body(body);
        self
    }

    pub(crate) fn query(mut self, query: &[(&str, &str)]) -> Self {
        self.request = self.request.query(query);
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// `Idempotency-Key`
    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// `If-Match`
    pub(crate) fn version(self, version: i64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    /// The answer while it still comes: live streams, downloads.
    pub(crate) async fn open(self) -> reqwest::Response {
        let request = match self.client.token().await {
            Some(token) => self.request.bearer_auth(token),
            None => self.request,
        };
        request.send().await.unwrap()
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let response = self.open().await;
            let (status, headers, url) =
                (response.status().as_u16(), response.headers().clone(), response.url().to_string());
            Answer { status, headers, url, body: response.text().await.unwrap() }
        })
    }
}

/// An answer that has come.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    url: String,
}

impl Answer {
    /// The JSON body of an answer that must have this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.url, self.body);
        if self.body.is_empty() { Value::Null } else { serde_json::from_str(&self.body).unwrap() }
    }

    #[track_caller]
    pub(crate) fn read<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(self.status, status, "{}: {}", self.url, self.body);
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error} in {}", self.url, self.body))
    }

    /// The problem of an answer that must refuse with this status and code.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Problem {
        let problem: Problem = self.read(status);
        assert_eq!(problem.code.as_str(), code, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.url);
        assert_eq!(problem.kind, format!("/problems/{code}"));
        assert_eq!(problem.status, status);
        assert_eq!(problem.instance.as_deref(), Some(self.header("x-request-id").as_str()), "{}", self.url);
        problem
    }

    /// Pointer and code of each field of a 422.
    #[track_caller]
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        self.problem(422, "invalid").errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    /// Asserts a 422 with exactly these pointers and codes.
    #[track_caller]
    pub(crate) fn refuses(&self, fields: &[(&str, &str)]) {
        let found = self.fields();
        let found: Vec<(&str, &str)> = found.iter().map(|(p, c)| (p.as_str(), c.as_str())).collect();
        assert_eq!(found, fields, "{}", self.body);
    }

    /// Codes of the reasons of a 409.
    #[track_caller]
    pub(crate) fn reasons(&self) -> Vec<String> {
        let problem = self.problem(409, "rule_broken");
        problem.reasons.into_iter().map(|reason| reason.code.to_string()).collect()
    }

    /// The version in the `ETag`.
    #[track_caller]
    pub(crate) fn version(&self) -> i64 {
        self.header("etag").trim_matches('"').parse().unwrap()
    }

    /// Empty when there is none.
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }
}
