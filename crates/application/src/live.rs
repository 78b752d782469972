//! Waking those who follow the feed. The feed itself is the outbox; this only says "look again".

use tokio::sync::watch;

#[derive(Debug, Clone)]
pub(crate) struct Live(watch::Sender<u64>);

impl Live {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    pub(crate) fn wake(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
