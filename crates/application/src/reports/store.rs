//! Rows of the reports. They follow from the requests and are made again with every change.

pub(crate) mod report_change {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_change")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = true)]
        pub seq: i64,
        pub ticket_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report_ticket {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_ticket")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        pub ticket_no: String,
        pub branch_id: Uuid,
        pub owner_id: Option<Uuid>,
        pub owner_name: Option<String>,
        pub assignee_id: Option<Uuid>,
        pub assignee_name: Option<String>,
        pub customer_name: String,
        pub request_type: String,
        pub priority: String,
        pub family: Option<String>,
        pub model: Option<String>,
        pub unit_id: Option<Uuid>,
        pub fault_code: Option<String>,
        pub cause_class: Option<String>,
        pub registered_at: i64,
        pub month: String,
        pub discarded: bool,
        pub on_site: bool,
        pub visits: i64,
        pub first_solved_at: Option<i64>,
        pub solved_at: Option<i64>,
        pub solved_in_time: Option<bool>,
        pub reopened: i64,
        pub repair_millis: Option<i64>,
        pub first_resolve_millis: Option<i64>,
        pub total_resolve_millis: Option<i64>,
        pub deviations: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report_promise {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_promise")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cycle: i64,
        pub ticket_no: String,
        pub branch_id: Uuid,
        pub owner_id: Option<Uuid>,
        pub owner_name: Option<String>,
        pub assignee_id: Option<Uuid>,
        pub assignee_name: Option<String>,
        pub customer_name: String,
        pub priority: String,
        pub family: Option<String>,
        pub model: Option<String>,
        pub state: String,
        pub broken: bool,
        pub target: String,
        pub started_at: i64,
        pub original_due_at: i64,
        pub due_at: i64,
        pub stopped_at: Option<i64>,
        pub provisional: bool,
        pub calendar_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report_urge {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_urge")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub branch_id: Uuid,
        pub kind: String,
        pub level: i64,
        pub asked_at: i64,
        pub answered_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report_month {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_month")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub month: String,
        pub as_of: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report_frozen {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_frozen")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub month: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub branch_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kpi: String,
        pub numerator: i64,
        pub denominator: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
