//! Typed ids, one registry: a `UnitId` where a `CustomerId` belongs does not compile.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
    )+};
}

ids! {
    /// 用户
    UserId;
    /// API key of a third-party system (接口密钥)
    ApiKeyId;
    /// 离岗
    AbsenceId;
    /// 组织单元: head office, branch or team
    BranchId;
    /// 客户
    CustomerId;
    /// 联系人
    ContactId;
    /// 使用地点
    SiteId;
    /// 产品型号
    ProductId;
    /// 装机 (serial-numbered unit or batch)
    UnitId;
    /// 服务需求
    TicketId;
    /// 服务档案事件
    EventId;
    /// 派单/上门
    VisitId;
    /// 部门协查任务
    TaskId;
    /// 附件
    AttachmentId;
    /// 工作日历 (one version)
    CalendarId;
    /// 服务政策 (one version)
    PolicyId;
    /// 导入任务
    ImportId;
    /// 来信
    MailId;
    /// 收信邮箱
    MailboxId;
    /// 通知: one incident on its way to one person
    NotificationId;
    /// 值班班次
    DutyShiftId;
    /// 通知通道: a robot or gateway of a branch
    NotificationChannelId;
    /// 推送订阅
    WebhookId;
    /// 推送记录: one event on its way to one subscription
    DeliveryId;
}
