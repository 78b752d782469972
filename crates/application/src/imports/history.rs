//! What an import knows of a request that another system kept.

use domain::{
    kernel::Timestamp,
    sla::Priority,
    tickets::{Channel, RequestType, StateCode},
};

/// A request of the past with its timeline, as far as the other system told it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistoricalTicket {
    /// Its number in the other system: importing it again finds it
    pub external_no: String,
    pub received_at: Timestamp,
    pub priority: Priority,
    pub request_type: RequestType,
    pub channel: Channel,
    pub description: String,
    pub customer_name: String,
    /// Where it stood at the end
    pub state: StateCode,
    pub resolved_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// By time; never empty
    pub events: Vec<HistoricalEvent>,
    /// Which data it comes from, with their licence
    pub source: String,
}

/// One change of the past.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistoricalEvent {
    pub at: Timestamp,
    /// The state as the other system calls it
    pub what: String,
    /// The row's line in the file and the values that changed with it, by the other system's names
    pub details: serde_json::Value,
}

/// What importing a historical ticket did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Imported {
    Created,
    /// It is there already, from an earlier import
    Unchanged,
}
