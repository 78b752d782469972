//! Flow variants: which stages a request type must pass. A consultation needs no repair; a complaint needs a
//! responsible party; only service at the customer's place needs a visit.

use super::{RequestType, ServiceMode};

/// The mandatory stages of one request type in one service mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// Model and serial (or batch) must be known.
    pub product: bool,
    /// 评估: a preliminary diagnosis before the plan.
    pub assessment: bool,
    /// 方案: a plan that was told to the customer.
    pub plan: bool,
    /// 派单: an engineer at the customer's place.
    pub visit: bool,
    /// The final cause before 已解决.
    pub cause: bool,
    /// 责任方 (R-7.3.2, R-10.3.7.2).
    pub responsible_party: bool,
    /// Work lines and completion checks.
    pub work: bool,
    /// A reply with content instead of work.
    pub reply: bool,
    /// Signature on the 客户服务需求表, handed in and reviewed (R-11.2.2.7, R-11.2.3.5).
    pub form: bool,
}

impl Flow {
    #[must_use]
    pub const fn of(request_type: RequestType, mode: ServiceMode) -> Self {
        let at_customer = matches!(mode, ServiceMode::OnSite | ServiceMode::Field);
        let service = Self {
            product: true,
            assessment: true,
            plan: true,
            visit: at_customer,
            cause: true,
            responsible_party: false,
            work: true,
            reply: false,
            form: true,
        };
        match request_type {
            RequestType::Repair => service,
            RequestType::Maintenance | RequestType::Installation | RequestType::Recall => {
                Self { assessment: false, cause: false, ..service }
            }
            RequestType::Training => Self { product: false, assessment: false, cause: false, ..service },
            RequestType::Exchange | RequestType::Return => Self { visit: false, form: false, ..service },
            RequestType::Refund => Self { visit: false, cause: false, form: false, ..service },
            RequestType::Parts => Self { assessment: false, visit: false, cause: false, form: false, ..service },
            RequestType::Complaint => Self {
                product: false,
                responsible_party: true,
                visit: false,
                work: false,
                reply: true,
                form: false,
                ..service
            },
            RequestType::Consultation | RequestType::Suggestion => Self {
                product: false,
                assessment: false,
                plan: false,
                visit: false,
                cause: false,
                responsible_party: false,
                work: false,
                reply: true,
                form: false,
            },
        }
    }
}
