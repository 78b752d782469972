//! Attachments: content-hashed, checked by content, never in the database.

use domain::kernel::{AttachmentId, Timestamp};

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
