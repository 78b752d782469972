//! Rows of messages that came and of ids that went.

pub(crate) mod mail_message {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_message")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The Message-ID, or the hash of a message that has none
        pub dedup_key: String,
        pub message_id: Option<String>,
        pub sender: Option<String>,
        pub sender_name: Option<String>,
        pub subject: String,
        pub preview: String,
        pub kind: Option<String>,
        pub state: String,
        pub rule: String,
        pub ticket_id: Option<Uuid>,
        pub ticket_no: Option<String>,
        pub branch_id: Uuid,
        pub size: i64,
        pub sha256: String,
        /// A JSON list
        pub refused: String,
        pub received_at: i64,
        pub created_at: i64,
        /// An [`domain::kernel::Actor`] as JSON
        pub handled_by: Option<String>,
        pub handled_note: Option<String>,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod mail_sent {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_sent")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub message_id: String,
        pub ticket_id: Uuid,
        pub notice_number: Option<i64>,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A mailbox that is asked for new mail, and how far it was read.
pub(crate) mod mailbox {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mailbox")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub branch_id: Uuid,
        pub name: String,
        pub host: String,
        pub port: i64,
        pub security: String,
        pub username: String,
        /// The password, encrypted
        pub sealed: String,
        pub folder: String,
        pub done_folder: Option<String>,
        pub interval_seconds: i64,
        pub active: bool,
        pub uid_validity: Option<i64>,
        pub last_uid: i64,
        pub polled_at: Option<i64>,
        pub fault: Option<String>,
        pub failures: i64,
        pub taken: i64,
        pub next_poll_at: i64,
        pub leased_until: i64,
        pub version: i64,
        pub created_at: i64,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
