//! Server-sent events: the feed as it grows.

use std::{
    collections::HashMap,
    convert::Infallible,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{Bytes, Data},
};
use application::App;
use contract::{
    events::{EventEnvelope, EventQuery, LiveQuery},
    page::MAX_LIMIT,
    problem::{FieldError, Problem, ProblemCode},
};
use domain::access::Permission;
use futures_util::Stream;
use tokio::{sync::watch, time::Instant};

use crate::{
    Failure,
    extract::{Query, Signed, bearer},
};

/// Streams that one caller may hold open; a browser has one for each tab.
const MOST_STREAMS: usize = 5;
/// A line at least this often keeps proxies from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// After a wake-up the feed may still hold events back that a longer transaction will release: look again soon, then
/// less and less often.
const FIRST_LOOK: Duration = Duration::from_millis(250);

/// The open streams of this server.
#[derive(Debug, Clone)]
pub(crate) struct Streams {
    open: Arc<Mutex<HashMap<String, usize>>>,
    stop: watch::Receiver<bool>,
}

impl Streams {
    /// Streams end when `stop` becomes true.
    pub(crate) fn new(stop: watch::Receiver<bool>) -> Self {
        Self { open: Arc::default(), stop }
    }

    fn open(&self, who: String) -> Option<OpenStream> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(who.clone()).or_default();
        if *count >= MOST_STREAMS {
            return None;
        }
        *count += 1;
        Some(OpenStream { open: self.open.clone(), who })
    }
}

/// One open stream; counts until it is dropped.
#[derive(Debug)]
struct OpenStream {
    open: Arc<Mutex<HashMap<String, usize>>>,
    who: String,
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.who);
            }
        }
    }
}

#[utoipa::path(
    tag = "events",
    operation_id = "follow_events",
    summary = "实时事件 · The live feed",
    description = "Server-sent events: `id` is the position, `event` the type, `data` the envelope as JSON. Resumes after \
        `Last-Event-ID`, or after `after`; without both it begins now. A comment line every 15 seconds keeps the \
        connection. A person's stream also has `event: notifications` without an id, whose data is \
        `{\"unread\": n}`, whenever the number of unread notifications changed. The stream ends with the access token and when the server stops: connect again with the last \
        position. At most 5 streams per caller. Permission `events.read`; shows what `GET /events` shows.",
    params(LiveQuery, ("Last-Event-ID" = Option<i64>, Header, description = "Position of the last event that arrived")),
    responses(
        (status = 200, description = "The stream", body = String, content_type = "text/event-stream"),
        (status = 403, description = "Without `events.read`", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
        (status = 429, description = "Five streams are open already", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/live")]
pub(crate) async fn follow_events(
    app: Data<App>,
    streams: Data<Streams>,
    req: HttpRequest,
    signed: Signed,
    query: Query<LiveQuery>,
) -> Result<HttpResponse, Failure> {
    signed.0.require_anywhere(Permission::EventsRead)?;
    let follow = app.follow_events();
    let after = match last_event_id(&req)?.or(query.0.after) {
        Some(after) => after,
        None => app.last_event_seq().await?,
    };
    let ticket = streams.open(signed.0.key()).ok_or(Failure {
        retry_after: Some(KEEP_ALIVE.as_secs().cast_signed()),
        ..Failure::of(ProblemCode::TooMany)
    })?;
    let feed = Feed {
        app: app.get_ref().clone(),
        bearer: bearer(&req)?,
        event_type: query.0.event_type,
        after,
        follow,
        stop: streams.stop.clone(),
        look: FIRST_LOOK,
        spoke: None,
        unread: 0,
        _ticket: ticket,
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // neither a proxy nor our own compression may hold lines back
        .insert_header(("X-Accel-Buffering", "no"))
        .insert_header(header::ContentEncoding::Identity)
        .streaming(feed.into_stream()))
}

fn last_event_id(req: &HttpRequest) -> Result<Option<i64>, Failure> {
    let Some(value) = req.headers().get("Last-Event-ID") else { return Ok(None) };
    let id = value.to_str().ok().and_then(|text| text.trim().parse::<i64>().ok()).filter(|id| *id >= 0);
    id.map(Some).ok_or_else(|| {
        Failure::fields(vec![FieldError::new(
            "Last-Event-ID",
            "format",
            "must be the id of an event of this stream",
        )])
    })
}

struct Feed {
    app: App,
    bearer: String,
    event_type: Option<String>,
    after: i64,
    follow: watch::Receiver<u64>,
    stop: watch::Receiver<bool>,
    look: Duration,
    /// When the last line was written; none: the head of the stream is still to be written
    spoke: Option<Instant>,
    /// Unread notifications as the other side knows them
    unread: u64,
    _ticket: OpenStream,
}

impl Feed {
    fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        futures_util::stream::unfold(self, |mut feed| async move { Some((Ok(feed.next().await?), feed)) })
    }

    /// The next piece of the stream; none ends it.
    async fn next(&mut self) -> Option<Bytes> {
        let Some(spoke) = self.spoke else {
            return self.say(Bytes::from_static(b"retry: 2000\n: connected\n\n"));
        };
        loop {
            if *self.stop.borrow() {
                return None;
            }
            let lines = self.read().await?;
            if !lines.is_empty() {
                self.look = FIRST_LOOK;
                return self.say(Bytes::from(lines));
            }
            let silent = spoke.elapsed();
            if silent >= KEEP_ALIVE {
                return self.say(Bytes::from_static(b": keep-alive\n\n"));
            }
            tokio::select! {
                _ = self.stop.changed() => return None,
                changed = self.follow.changed() => {
                    changed.ok()?;
                    self.look = FIRST_LOOK;
                }
                () = tokio::time::sleep(self.look.min(KEEP_ALIVE.saturating_sub(silent))) => self.look *= 2,
            }
        }
    }

    fn say(&mut self, lines: Bytes) -> Option<Bytes> {
        self.spoke = Some(Instant::now());
        Some(lines)
    }

    /// What is new, as lines. The caller's rights are asked anew: they may have ended since.
    async fn read(&mut self) -> Option<String> {
        let caller = self.app.authenticate(&self.bearer).await.ok()?;
        let query = EventQuery { after: Some(self.after), limit: Some(MAX_LIMIT), event_type: None };
        let page = match self.app.list_events(&caller, &query).await {
            Ok(page) => page,
            Err(error) => {
                tracing::warn!(%error, "a live stream ends: the feed cannot be read");
                return None;
            }
        };
        self.after = page.last_seq;
        let wanted =
            |event: &&EventEnvelope| self.event_type.as_ref().is_none_or(|only| *only == event.event_type);
        let mut lines = String::new();
        for event in page.items.iter().filter(wanted) {
            let data = serde_json::to_string(event).ok()?;
            // writing to a String cannot fail
            let _ = write!(lines, "id: {}\nevent: {}\ndata: {data}\n\n", event.seq, event.event_type);
        }
        if caller.person().is_ok() {
            let count = self.app.count_unread_notifications(&caller).await.ok()?;
            if count.unread != self.unread {
                self.unread = count.unread;
                let data = serde_json::to_string(&count).ok()?;
                let _ = write!(lines, "event: notifications\ndata: {data}\n\n");
            }
        }
        Some(lines)
    }
}
