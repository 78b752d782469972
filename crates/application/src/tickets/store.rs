//! Rows of tickets, their timeline and their clocks.

pub(crate) mod ticket {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    /// The aggregate's document (`body`) and the columns that lists filter and sort by.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub no: String,
        pub external_id: Option<String>,
        pub version: i64,
        pub branch_id: Uuid,
        pub state: String,
        pub is_open: bool,
        pub request_type: String,
        pub queue: String,
        pub mode: String,
        pub priority: String,
        pub charge_class: Option<String>,
        pub customer_id: Option<Uuid>,
        pub customer_name: String,
        pub unit_id: Option<Uuid>,
        pub model: Option<String>,
        pub family: Option<String>,
        pub serial: Option<String>,
        pub description: String,
        pub owner_id: Option<Uuid>,
        pub owner_name: Option<String>,
        pub assignee_id: Option<Uuid>,
        pub assignee_name: Option<String>,
        pub awaiting_review: bool,
        pub received_at: i64,
        pub due_sort: i64,
        pub next_clock: Option<String>,
        pub policy_id: Uuid,
        pub calendars: String,
        pub body: String,
        pub created_at: i64,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod ticket_event {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket_event")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub ticket_id: Uuid,
        pub event_type: String,
        pub data: String,
        pub actor: String,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod clock {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "clock")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cycle: i64,
        pub state: String,
        pub target: String,
        pub started_at: i64,
        pub original_due_at: Option<i64>,
        pub due_at: Option<i64>,
        pub stopped_at: Option<i64>,
        pub provisional: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod threshold {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "threshold")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cycle: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub percent: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub fire_at: i64,
        pub due_at: Option<i64>,
        pub fired_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

use domain::{
    access::Resource,
    kernel::{BranchId, UserId},
    tickets::Ticket,
};

use crate::AppError;

impl ticket::Model {
    /// The aggregate.
    pub(crate) fn aggregate(&self) -> Result<Ticket, AppError> {
        serde_json::from_str(&self.body).map_err(|e| AppError::inconsistent("ticket", self.id, e))
    }

    pub(crate) fn resource(&self) -> Resource {
        Resource {
            branch: Some(BranchId(self.branch_id)),
            owner: self.owner_id.map(UserId),
            assignee: self.assignee_id.map(UserId),
        }
    }
}
