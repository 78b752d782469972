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
    /// Work lines.
    pub work: bool,
    /// Function restored and accessories complete (R-9.3.6.3).
    pub checks: bool,
    /// A reply with content instead of work.
    pub reply: bool,
    /// Signature on the 客户服务需求表, handed in and reviewed (R-11.2.2.7, R-11.2.3.5).
    pub form: bool,
}

impl Flow {
    /// Model, serial or need have to be confirmed first (R-2.3.8.2).
    #[must_use]
    pub const fn confirmation(&self) -> bool {
        self.product || self.assessment
    }

    #[must_use]
    pub const fn of(request_type: RequestType, mode: ServiceMode) -> Self {
        let at_customer = mode.at_customer();
        let service = Self {
            product: true,
            assessment: true,
            plan: true,
            visit: at_customer,
            cause: true,
            responsible_party: false,
            work: true,
            checks: true,
            reply: false,
            // who helps by phone meets nobody who could sign: the customer's word is taken by phone, too
            form: !matches!(mode, ServiceMode::Remote),
        };
        let goods = Self { visit: false, checks: false, form: false, ..service };
        match request_type {
            RequestType::Repair => service,
            RequestType::Maintenance | RequestType::Installation | RequestType::Recall => {
                Self { assessment: false, cause: false, ..service }
            }
            RequestType::Training => {
                Self { product: false, assessment: false, cause: false, checks: false, ..service }
            }
            RequestType::Exchange | RequestType::Return => goods,
            RequestType::Refund => Self { cause: false, ..goods },
            RequestType::Parts => Self { assessment: false, cause: false, ..goods },
            RequestType::Complaint => {
                Self { product: false, responsible_party: true, work: false, reply: true, ..goods }
            }
            RequestType::Consultation | RequestType::Suggestion => Self {
                product: false,
                assessment: false,
                plan: false,
                visit: false,
                cause: false,
                responsible_party: false,
                work: false,
                checks: false,
                reply: true,
                form: false,
            },
        }
    }
}
