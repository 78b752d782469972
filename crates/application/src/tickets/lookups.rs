//! What a ticket needs of other capabilities, looked up once.

use domain::{
    kernel::Timestamp,
    tickets::{RequestType, Ticket, Verification},
    warranty::{Cause, ContractPeriod, FaultReport, Need, Question, Subject, Verdict, evaluate},
};
use sea_orm::ConnectionTrait;

use crate::{AppError, sla::rules::Pinned};

/// What kind of need a request is, as far as the charge depends on it.
pub(super) const fn need_of(request_type: RequestType) -> Need {
    match request_type {
        RequestType::Consultation | RequestType::Suggestion | RequestType::Complaint => Need::Consultation,
        RequestType::Training | RequestType::Parts => Need::ExtraRequest,
        _ => Need::Service,
    }
}

/// The service class of a ticket's unit for the fault as reported (K19); none when there is no unit to ask about.
pub(super) async fn verdict<C: ConnectionTrait>(
    conn: &C,
    ticket: &Ticket,
    pinned: &Pinned,
    cause: Option<Cause>,
    now: Timestamp,
) -> Result<Option<Verdict>, AppError> {
    let Some(unit_id) = ticket.product.unit_id else { return Ok(None) };
    let subject = crate::assets::warranty_subject(conn, unit_id).await?;
    Ok(subject.map(|subject| judged(ticket, subject, None, cause, pinned, now)))
}

/// As [`verdict`], when the unit is at hand; also with a service contract.
pub(crate) fn judged(
    ticket: &Ticket,
    mut subject: Subject,
    contract: Option<ContractPeriod>,
    cause: Option<Cause>,
    pinned: &Pinned,
    now: Timestamp,
) -> Verdict {
    subject.verified &= ticket.product.verification != Verification::Pending;
    let question = Question {
        subject,
        history: Vec::new(),
        fault: Some(FaultReport {
            code: ticket.fault_code.clone(),
            reported_at: ticket.fault_reported_at,
            cause: cause.unwrap_or(Cause::Unknown),
            part_group: None,
        }),
        need: need_of(ticket.request_type),
        contract,
        same_model_in_stock: None,
        substitute_in_stock: None,
        as_of: now.max(ticket.fault_reported_at),
    };
    evaluate(&question, &|date| pinned.is_rest_day(date))
}

/// The year of a number, in the company's zone.
pub(super) fn year_of(at: Timestamp) -> i32 {
    use chrono::Datelike as _;
    domain::sla::date_of(crate::sla::rules::ZONE, at).year()
}

/// What a text field is refused with when the domain does not take it.
pub(super) fn text_error(pointer: &str, error: &domain::kernel::TextError) -> contract::problem::FieldError {
    let code = match error {
        domain::kernel::TextError::Empty => "required",
        domain::kernel::TextError::TooLong { .. } => "length",
        domain::kernel::TextError::Control => "format",
    };
    contract::problem::FieldError::new(pointer, code, error.to_string())
}
