//! Attachments: content-hashed, checked by content, never in the database.

use domain::kernel::{AttachmentId, TicketId, Timestamp};

wire! {
    pub struct AttachmentView {
        pub id: AttachmentId,
        pub name: String,
        pub media_type: String,
        pub size: u64,
        pub sha256: String,
        pub created_at: Timestamp,
    }
}

query! {
    /// Of a file that is sent as the body.
    pub struct AttachmentUpload {
        /// File name; of a path only the last part is kept
        #[validate(length(min = 1, max = 400))]
        pub name: Option<String>,
        /// The request it belongs to; without it, a command must take it over within a day
        pub ticket_id: Option<TicketId>,
    }
}
