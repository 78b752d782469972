//! Waking those who follow the feed. The feed itself is the outbox; this only says "look again".

use std::sync::Arc;

use tokio::sync::{Notify, watch};

#[derive(Debug, Clone)]
pub(crate) struct Live {
    changes: watch::Sender<u64>,
    /// This node wrote something that other nodes have not heard of
    unheard: Arc<Notify>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self { changes: watch::Sender::new(0), unheard: Arc::new(Notify::new()) }
    }

    /// There may be something new, wherever it came from.
    pub(crate) fn wake(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// This node committed something new.
    pub(crate) fn wrote(&self) {
        self.wake();
        self.unheard.notify_one();
    }

    /// Waits until this node has written; what was written meanwhile counts as one.
    pub(crate) async fn written(&self) {
        self.unheard.notified().await;
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}
