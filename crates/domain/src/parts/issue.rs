//! Whether a part may be issued to a job: fit, origin, and on a charged job the customer's consent (R-5.4.16, K10).

use super::{Part, PartOrigin};
use crate::{
    kernel::{Line, Reason, ReasonCode, Rejection, Timestamp},
    pricing::{Consented, Quantity},
    warranty::ChargeClass,
};

/// The job that a part is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueJob {
    pub charge_class: ChargeClass,
    pub model: Option<Line>,
    /// The customer agreed in writing to parts that are not original
    pub agreed_to_other_origin: bool,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssueRequest<'a> {
    pub part: &'a Part,
    pub quantity: Quantity,
    /// How many of it the job has been given already
    pub issued: Quantity,
    pub at: Timestamp,
}

/// # Errors
/// Every reason against it.
pub fn may_issue(
    request: &IssueRequest<'_>,
    job: &IssueJob,
    consented: Option<&Consented<'_>>,
) -> Result<(), Rejection> {
    let part = request.part;
    let mut reasons = Vec::new();
    let mut no = |code, detail: String| reasons.push(Reason { code, detail: Some(detail) });
    if request.quantity.is_zero() {
        no(ReasonCode::AmountNotPositive, part.number.to_string());
    }
    if let Some(model) = job.model.as_ref().filter(|model| !part.fits(model)) {
        no(ReasonCode::PartUnfit, format!("{} / {model}", part.number));
    }
    let is_charged = job.charge_class == ChargeClass::Paid;
    match part.origin {
        PartOrigin::Original => {}
        PartOrigin::Equivalent => {
            if part.standard_no.is_none() {
                no(ReasonCode::PartStandardMissing, part.number.to_string());
            }
            if !is_charged && !job.agreed_to_other_origin {
                no(ReasonCode::PartAgreementMissing, part.number.to_string());
            }
        }
        PartOrigin::Used if !is_charged => no(ReasonCode::PartOriginRefused, part.number.to_string()),
        PartOrigin::Used if !job.agreed_to_other_origin => {
            no(ReasonCode::PartAgreementMissing, part.number.to_string());
        }
        PartOrigin::Used => {}
    }
    // a free job charges nobody; everything else needs the customer's consent first
    if job.charge_class != ChargeClass::Free {
        match consented.filter(|consented| consented.at() <= request.at) {
            None => no(ReasonCode::ConsentMissing, part.number.to_string()),
            Some(consented) => {
                let (wanted, granted) =
                    (request.issued.plus(request.quantity), consented.parts(&part.number));
                if wanted > granted {
                    no(ReasonCode::ConsentExceeded, format!("{}: {wanted} > {granted}", part.number));
                }
            }
        }
    }
    Rejection::unless_empty(reasons)
}
