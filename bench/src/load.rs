//! A fixed number of clients for a fixed time.

use std::{
    net::SocketAddr,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use crate::{Failure, http::Http};

/// How hard and how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub clients: usize,
    pub warm_up: Duration,
    pub measured: Duration,
}

/// Requests that the clients send in turn.
#[derive(Debug, Clone)]
pub(crate) struct Requests {
    pub list: Vec<Vec<u8>>,
    /// Stands where each request has a key of its own
    pub key: Option<&'static str>,
}

/// What a load came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speed {
    pub per_second: f64,
    pub median: Duration,
    pub p99: Duration,
}

/// # Errors
/// When any answer is not a success: a benchmark of refusals measures nothing.
pub(crate) async fn run(
    load: Load,
    address: SocketAddr,
    requests: Requests,
    run: u64,
) -> Result<Speed, Failure> {
    let requests = Arc::new(requests);
    tokio::task::spawn_blocking(move || {
        let begun = Instant::now() + load.warm_up;
        let clients: Vec<_> = (0..load.clients)
            .map(|client| {
                let requests = Arc::clone(&requests);
                thread::spawn(move || one_client(load, address, &requests, client, run, begun))
            })
            .collect();
        let mut all = Vec::new();
        for client in clients {
            all.extend(client.join().map_err(|_| "a client panicked")??);
        }
        Ok(summary(all, load.measured))
    })
    .await?
}

fn one_client(
    load: Load,
    address: SocketAddr,
    requests: &Requests,
    client: usize,
    run: u64,
    begun: Instant,
) -> Result<Vec<Duration>, Failure> {
    let mut http = Http::connect(address)?;
    let mut list = requests.list.clone();
    let places: Vec<Option<usize>> = list
        .iter()
        .map(|request| {
            requests.key.and_then(|key| request.windows(key.len()).position(|part| part == key.as_bytes()))
        })
        .collect();
    let mut latencies = Vec::with_capacity(1 << 16);
    // every client begins somewhere else
    let mut number = client * list.len() / load.clients.max(1);
    loop {
        let turn = number % list.len();
        let request = &mut list[turn];
        if let (Some(place), Some(key)) = (places[turn], requests.key) {
            let fresh = format!("{run:x}-{client}-{number}");
            let width = key.len();
            request[place..place + width].copy_from_slice(format!("{fresh:-<width$}").as_bytes());
        }
        number += 1;
        let sent = Instant::now();
        let answer = http.call(request)?;
        if !answer.is_success() {
            return Err(answer.text().into());
        }
        let now = Instant::now();
        if now >= begun + load.measured {
            return Ok(latencies);
        }
        if sent >= begun {
            latencies.push(now - sent);
        }
    }
}

fn summary(mut latencies: Vec<Duration>, measured: Duration) -> Speed {
    latencies.sort_unstable();
    let at = |share: f64| {
        let place = (latencies.len() as f64 * share) as usize;
        latencies.get(place.min(latencies.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    Speed { per_second: latencies.len() as f64 / measured.as_secs_f64(), median: at(0.5), p99: at(0.99) }
}
