//! A third-party system: answers what it is told to, and remembers what it was sent.

use std::{
    collections::VecDeque,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    http::StatusCode,
    web::{self, Bytes, Data},
};
use contract::events::EventEnvelope;
use standardwebhooks::Webhook;
use tokio::sync::watch;

/// One request that arrived.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) path: String,
    pub(super) id: String,
    pub(super) timestamp: i64,
    pub(super) signature: String,
    pub(super) media_type: String,
    pub(super) body: String,
}

impl Received {
    pub(super) fn event(&self) -> EventEnvelope {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether one of the signatures is that of the secret, by another implementation of the rules.
    pub(super) fn is_signed_by(&self, secret: &str) -> bool {
        let expected = Webhook::new(secret).unwrap().sign(&self.id, self.timestamp, self.body.as_bytes());
        let expected = expected.unwrap();
        self.signature.split(' ').any(|signature| signature == expected)
    }

    /// As a receiver verifies, with the age of the timestamp.
    pub(super) fn verify(&self, secret: &str) {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("webhook-id", self.id.parse().unwrap());
        headers.insert("webhook-timestamp", self.timestamp.to_string().parse().unwrap());
        headers.insert("webhook-signature", self.signature.parse().unwrap());
        Webhook::new(secret).unwrap().verify(self.body.as_bytes(), &headers).unwrap();
    }
}

/// How to answer.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Status(u16),
    With(u16, &'static str, String),
    Body(u16, String),
    /// Not at all
    Never,
}

#[derive(Clone)]
pub(super) struct Receiver {
    url: String,
    state: Arc<State>,
}

struct State {
    received: Mutex<Vec<Received>>,
    /// Then 204
    answers: Mutex<VecDeque<Answer>>,
    count: watch::Sender<usize>,
}

impl Receiver {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let state = Arc::new(State {
            received: Mutex::default(),
            answers: Mutex::default(),
            count: watch::Sender::new(0),
        });
        let data = Data::from(state.clone());
        let server =
            HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::to(receive)))
                .workers(1)
                .disable_signals()
                .listen(listener)
                .unwrap()
                .run();
        tokio::spawn(server);
        Self { url, state }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// What it answers next, one after the other.
    pub(super) fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state.answers.lock().unwrap().extend(answers);
    }

    /// What has arrived since it was last asked.
    pub(super) fn take(&self) -> Vec<Received> {
        std::mem::take(&mut *self.state.received.lock().unwrap())
    }

    /// Waits for the first request of all.
    pub(super) async fn is_called(&self) {
        self.state.count.subscribe().wait_for(|count| *count > 0).await.unwrap();
    }
}

async fn receive(request: HttpRequest, body: Bytes, state: Data<State>) -> HttpResponse {
    let header = |name: &str| {
        request.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    };
    state.received.lock().unwrap().push(Received {
        path: request.path().to_owned(),
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp").parse().unwrap_or_default(),
        signature: header("webhook-signature"),
        media_type: header("content-type"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    state.count.send_modify(|count| *count += 1);
    let answer = state.answers.lock().unwrap().pop_front();
    let build = |status| HttpResponse::build(StatusCode::from_u16(status).unwrap());
    match answer.unwrap_or(Answer::Status(204)) {
        Answer::Status(status) => build(status).finish(),
        Answer::With(status, name, value) => build(status).insert_header((name, value)).finish(),
        Answer::Body(status, text) => build(status).body(text),
        Answer::Never => std::future::pending().await,
    }
}
