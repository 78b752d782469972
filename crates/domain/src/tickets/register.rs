use super::{
    BranchFacts, Channel, Context, CustomerFacts, Cycle, Event, Flow, Links, Ownership, ProductFacts,
    Promises, RequestType, ServiceMode, State, Step, Ticket, TicketNo,
};
use crate::{
    kernel::{Line, Prose, Reason, ReasonCode, Rejection, TicketId, Timestamp},
    sla::{Circumstances, Impact, Priority, Severity},
};

/// 登记 (R-11.2.2.1): everything that is known when the customer reaches us.
#[derive(Debug, Clone)]
pub struct NewTicket {
    pub id: TicketId,
    pub no: TicketNo,
    pub branch: BranchFacts,
    pub request_type: RequestType,
    /// None: 上门 for an immovable product (R-2.2.7.1), else on site for service, remote for questions.
    pub mode: Option<ServiceMode>,
    pub channel: Channel,
    pub severity: Severity,
    pub impact: Impact,
    pub description: Prose,
    pub fault_code: Option<Line>,
    pub received_at: Timestamp,
    pub customer: CustomerFacts,
    pub product: ProductFacts,
    pub circumstances: Circumstances,
    pub ownership: Option<Ownership>,
}

impl Ticket {
    /// Registers a request.
    ///
    /// # Errors
    /// When the receipt lies in the future, or the service mode does not suit an immovable product.
    pub fn register(new: NewTicket, ctx: &Context<'_>) -> Result<(Self, Vec<Event>), Rejection> {
        let mode = new.mode.unwrap_or_else(|| default_mode(new.request_type, &new.product));
        let mut reasons: Vec<Reason> = Vec::new();
        if new.received_at > ctx.now {
            reasons.push(ReasonCode::TimeInFuture.into());
        }
        if mode_unsuitable(new.request_type, mode, &new.product) {
            reasons.push(ReasonCode::ModeUnsuitable.into());
        }
        Rejection::unless_empty(reasons)?;
        let priority = Priority::from(new.severity, new.impact);
        let mut events = vec![Event::Registered {
            no: new.no.clone(),
            request_type: new.request_type,
            mode,
            channel: new.channel,
            priority,
            description: new.description.clone(),
            received_at: new.received_at,
            customer: Box::new(new.customer.clone()),
            product: Box::new(new.product.clone()),
        }];
        events.extend(new.ownership.clone().map(Event::Assigned));
        let ticket = Self {
            id: new.id,
            no: new.no,
            branch: new.branch,
            request_type: new.request_type,
            mode,
            channel: new.channel,
            severity: new.severity,
            impact: new.impact,
            priority,
            initial_priority: priority,
            description: new.description,
            fault_code: new.fault_code,
            received_at: new.received_at,
            registered_at: ctx.now,
            registered_by: ctx.actor.clone(),
            fault_reported_at: new.received_at,
            customer: new.customer,
            product: new.product,
            circumstances: new.circumstances,
            confirmed: None,
            ownership: new.ownership,
            charge: None,
            earlier_charges: Vec::new(),
            state: State::Open { step: Step::Registered, hold: None },
            replies: Vec::new(),
            assessments: Vec::new(),
            tasks: Vec::new(),
            plans: Vec::new(),
            cycle: Cycle::default(),
            earlier_cycles: Vec::new(),
            attachments: Vec::new(),
            amendments: Vec::new(),
            promises: Promises::default(),
            links: Links::default(),
            clock_facts: Vec::new(),
        };
        Ok((ticket, events))
    }
}

fn default_mode(request_type: RequestType, product: &ProductFacts) -> ServiceMode {
    if product.immovable || Flow::of(request_type, ServiceMode::OnSite).visit {
        ServiceMode::OnSite
    } else {
        ServiceMode::Remote
    }
}

/// An immovable product cannot be brought in for service (R-2.2.7.1).
pub(super) fn mode_unsuitable(request_type: RequestType, mode: ServiceMode, product: &ProductFacts) -> bool {
    let brought_in = matches!(mode, ServiceMode::Station | ServiceMode::Depot);
    product.immovable && brought_in && Flow::of(request_type, mode).work
}
