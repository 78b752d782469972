//! Rows of subscriptions and deliveries.

pub(crate) mod webhook {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub url: String,
        /// A JSON list; empty: all
        pub event_types: String,
        pub branch_id: Option<Uuid>,
        pub description: Option<String>,
        pub active: bool,
        pub disabled_reason: Option<String>,
        /// Encrypted
        pub secret: String,
        /// Encrypted
        pub previous_secret: Option<String>,
        pub previous_until: Option<i64>,
        /// Events up to here are deliveries
        pub position: i64,
        /// Which worker makes the first attempts now: they are made in the order of the feed
        pub lease: Option<String>,
        pub leased_until: i64,
        /// The key that made it, with which it ends
        pub api_key_id: Option<Uuid>,
        /// An [`domain::kernel::Actor`] as JSON
        pub created_by: String,
        pub version: i64,
        pub created_at: i64,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod delivery {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_delivery")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub webhook_id: Uuid,
        pub event_id: Uuid,
        /// Position in the feed; 0: a test event, whose payload is here
        pub event_seq: i64,
        pub event_type: String,
        pub payload: Option<String>,
        pub state: String,
        pub attempts: i64,
        pub last_attempt_at: Option<i64>,
        pub status_code: Option<i64>,
        pub duration_ms: Option<i64>,
        pub fault: Option<String>,
        pub response: Option<String>,
        pub next_attempt_at: Option<i64>,
        /// A worker makes a further attempt until then
        pub leased_until: i64,
        /// When it was last put in line
        pub queued_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
