//! 登记 (R-11.2.2.1): what is known by id fills itself, the area finds branch and owner, the number is gapless.

use contract::{
    problem::FieldError,
    tickets::{
        CreateTicket, PossibleDuplicate, RegistrationDraft, RegistrationPreview, TicketCustomer,
        TicketProduct,
    },
};
use domain::{
    access::{Permission, Resource},
    assets::{Region, SerialNo},
    kernel::{Actor, BranchId, Line, Prose, TicketId, Timestamp, UserId},
    sla::{Circumstances, Impact, Severity},
    tickets::{
        BranchFacts, Command, Context, CustomerFacts, NewTicket, Ownership, ProductFacts, RequestType,
        Ticket, TicketNo, Verification,
    },
    warranty::Subject,
};
use sea_orm::{
    ConnectionTrait, EntityTrait, Set,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};
use uuid::Uuid;

use super::{command::computed, list, lookups, save};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    access::branches::Branch,
    sla::rules::Pinned,
    tx::{Begin, Tx},
};

pub(super) mod ticket_sequence {
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait,
    };
    use uuid::Uuid;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket_sequence")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub branch_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i64,
        pub last: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A request that was just registered.
pub(crate) struct Registered {
    pub row: super::store::ticket::Model,
    pub ticket: Ticket,
    pub clocks: Vec<domain::sla::Clock>,
    pub pinned: Pinned,
}

/// Customer, product, branch and owner as far as they are known.
struct Known {
    customer: CustomerDraft,
    product: ProductFacts,
    family: Option<String>,
    subject: Option<Subject>,
    branch: Option<Branch>,
    owner: Option<Ownership>,
    circumstances: Circumstances,
}

struct CustomerDraft {
    facts: Option<CustomerFacts>,
    errors: Vec<FieldError>,
}

impl App {
    /// Registers a 客户服务需求; an unknown serial is accepted as 待核实.
    ///
    /// # Errors
    /// 422 naming every field that is not right, 403 for a branch that is not the caller's, 409 for a broken rule.
    pub async fn create_ticket(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: CreateTicket,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::TicketsRegister)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let made = self.register(&mut tx, caller, input).await?;
        let Registered { row, ticket, clocks, pinned } = made;
        let view = super::view::view(&row, &ticket, clocks, &pinned, caller, tx.now());
        tx.finish(Outcome::created(&view, Some(1), format!("/api/v1/tickets/{}", ticket.id))?).await
    }

    /// Registers inside a unit of work that goes on.
    ///
    /// # Errors
    /// As [`App::create_ticket`].
    pub(crate) async fn register(
        &self,
        tx: &mut Tx<'_>,
        caller: &Caller,
        input: CreateTicket,
    ) -> Result<Registered, AppError> {
        let now = tx.now();
        let received_at = input.received_at.unwrap_or(now);
        let known =
            self.gather(tx.conn(), caller, &input.customer, &input.product, input.branch_id, now).await?;
        let (description, fault_code, customer, mut errors) = texts(&input, known.customer);
        if input.branch_id.is_some() && known.branch.is_none() {
            errors.push(FieldError::new("/branch_id", "unknown_reference", "does not exist"));
        }
        let (Some(description), Some(customer), true) = (description, customer, errors.is_empty()) else {
            return Err(AppError::Invalid(errors));
        };
        let Some(branch) = known.branch else {
            return Err(AppError::invalid(
                "/branch_id",
                "required",
                "no branch serves this place; choose one",
            ));
        };
        caller.require(Permission::TicketsRegister, &Resource::of_branch(branch.id))?;
        let ownership = match input.owner_id {
            Some(owner) => Some(chosen_owner(tx, owner, branch.id).await?),
            None => known.owner,
        };
        let pinned = self.current_rules(tx.conn(), branch.calendar_code.as_deref(), now).await?;
        let new = NewTicket {
            id: self.ids.next::<TicketId>(now),
            no: next_number(tx.conn(), &branch, now).await?,
            branch: BranchFacts { branch_id: branch.id, branch_name: branch.name.clone() },
            request_type: input.request_type,
            mode: input.mode,
            channel: input.channel,
            severity: input.severity,
            impact: input.impact,
            description,
            fault_code,
            received_at,
            customer,
            product: known.product,
            circumstances: known.circumstances,
            ownership,
        };
        let ctx = Context { now, actor: caller.actor().clone(), rules: &pinned.rulebook };
        let (mut ticket, mut events) = Ticket::register(new, &ctx)?;
        if let Some(subject) = known.subject {
            // the class is decided when the fault is reported (K19); without a known unit it stays open until verified
            let verdict = lookups::judged(&ticket, subject, None, None, &pinned, now);
            let system = Context { actor: Actor::System, ..ctx.clone() };
            events.extend(ticket.apply(Command::Decide(Box::new(verdict)), &system)?);
        }
        let clocks = computed(&pinned, &ticket, now)?;
        let columns = save::Columns { external_id: input.external_id, family: known.family, created_at: now };
        let row = save::insert(tx, &ticket, &events, &clocks, &pinned, &columns, caller.actor()).await?;
        Ok(Registered { row, ticket, clocks, pinned })
    }

    /// What registering would do, while it is being typed: duplicates, warranty answer, promises, owner. Writes nothing.
    ///
    /// # Errors
    /// 403 without `tickets.register`.
    pub async fn preview_registration(
        &self,
        caller: &Caller,
        draft: RegistrationDraft,
    ) -> Result<RegistrationPreview, AppError> {
        caller.require_anywhere(Permission::TicketsRegister)?;
        let (conn, now) = (self.db.read(), self.clock.now());
        let received_at = draft.received_at.unwrap_or(now).min(now);
        let known = self.gather(conn, caller, &draft.customer, &draft.product, draft.branch_id, now).await?;
        let calendar = known.branch.as_ref().and_then(|b| b.calendar_code.clone());
        let pinned = self.current_rules(conn, calendar.as_deref(), now).await?;
        let ticket = imagined(&draft, &known, received_at, &pinned, caller, now)?;
        let clocks = computed(&pinned, &ticket, now)?;
        let charge = known.subject.clone().map(|s| lookups::judged(&ticket, s, None, None, &pinned, now));
        let duplicates =
            list::duplicates(conn, caller, &ticket.product, ticket.customer.customer_id, now).await?;
        let recent = list::recent(conn, caller, &ticket.product, ticket.customer.customer_id).await?;
        Ok(RegistrationPreview {
            duplicates: duplicates
                .into_iter()
                .map(|(ticket, why)| PossibleDuplicate { ticket, why })
                .collect(),
            recent,
            clocks,
            priority: ticket.priority,
            mode: ticket.mode,
            branch_id: known.branch.as_ref().map(|b| b.id),
            branch_name: known.branch.map(|b| b.name),
            owner_id: known.owner.as_ref().map(|o| o.owner_id),
            owner_name: known.owner.as_ref().map(|o| o.owner_name.clone()),
            owner_why: known.owner.as_ref().map(|o| o.why.clone()),
            owner_why_en: known.owner.and_then(|o| o.why_en),
            charge,
            customer: known.customer.facts,
            product: ticket.product,
        })
    }

    async fn gather<C: ConnectionTrait>(
        &self,
        conn: &C,
        caller: &Caller,
        customer: &TicketCustomer,
        product: &TicketProduct,
        branch_id: Option<BranchId>,
        now: Timestamp,
    ) -> Result<Known, AppError> {
        let (product, unit) = known_product(conn, product).await?;
        let unit_customer = unit.as_ref().and_then(|u| u.customer_id);
        let wanted = customer.customer_id.or(unit_customer);
        let site = customer.site_id.or_else(|| unit.as_ref().and_then(|u| u.site_id));
        let record = match wanted {
            Some(id) => crate::assets::customer_facts(conn, id, customer.contact_id, site).await?,
            None => None,
        };
        let home = record.as_ref().map(|r| r.branch_id).or_else(|| unit.as_ref().map(|u| u.branch_id));
        let facts = customer_facts(customer, record.as_ref(), customer.customer_id.is_some())?;
        let region =
            facts.facts.as_ref().and_then(|f| f.region.as_ref()).and_then(|r| Region::parse(r.as_str()).ok());
        let area = match region {
            Some(region) => crate::access::area_owner(conn, region, now).await?,
            None => None,
        };
        let branch_id =
            branch_id.or_else(|| area.as_ref().map(|a| a.branch)).or(home).or_else(|| first_branch(caller));
        let branch = match branch_id {
            Some(id) => crate::access::branches::by_id(conn, id).await?,
            None => None,
        };
        let owner =
            area.filter(|a| branch.as_ref().is_some_and(|b| b.id == a.branch)).map(|area| Ownership {
                owner_id: area.owner,
                owner_name: area.owner_name,
                why: area.why,
                why_en: Some(area.why_en),
                at: now,
            });
        let (family, subject) = unit.map(|u| (u.family.to_string(), u.subject)).unzip();
        let circumstances = Circumstances {
            branch_code: branch.as_ref().map(|b| b.code.clone()),
            customer_grade: record.as_ref().and_then(|r| r.grade),
            contract_no: record.and_then(|r| r.contract_no),
        };
        Ok(Known { customer: facts, product, family, subject, branch, owner, circumstances })
    }
}

async fn known_product<C: ConnectionTrait>(
    conn: &C,
    input: &TicketProduct,
) -> Result<(ProductFacts, Option<crate::assets::UnitRecord>), AppError> {
    let serial = input.serial.as_deref().and_then(|s| SerialNo::parse(s).ok());
    let unit = match (input.unit_id, &serial) {
        (Some(id), _) => {
            let unit = crate::assets::known_unit(conn, id).await?;
            Some(unit.ok_or_else(|| {
                AppError::invalid("/product/unit_id", "unknown_reference", "does not exist")
            })?)
        }
        (None, Some(serial)) => {
            // a serial that exists for several products is decided by a person
            let mut found = crate::assets::unit_by_serial(conn, serial).await?;
            if found.len() == 1 { found.pop() } else { None }
        }
        (None, None) => None,
    };
    let product = match (&unit, input.product_id, input.model.as_deref()) {
        (Some(_), ..) => None,
        (None, Some(id), _) => crate::assets::product_by_id(conn, id).await?,
        (None, None, Some(model)) => crate::assets::product_by_model(conn, model).await?,
        (None, None, None) => None,
    };
    let line = |text: Option<&String>| text.and_then(|t| Line::parse(t).ok());
    let (immovable, batch_only) = match (&unit, &product) {
        (Some(unit), _) => (unit.known.immovable, unit.known.batch_only),
        (None, Some(p)) => (p.product.immovable, p.product.batch_only),
        (None, None) => (false, false),
    };
    let verification = match &unit {
        Some(unit) if unit.verification == domain::assets::UnitVerification::Verified => {
            Verification::Verified
        }
        Some(_) => Verification::Pending,
        None if input.serial.is_some() || input.batch.is_some() => Verification::Pending,
        None => Verification::NotNeeded,
    };
    let known = unit.as_ref().map(|u| &u.known);
    let facts = ProductFacts {
        product_id: known.and_then(|k| k.product_id).or_else(|| product.as_ref().map(|p| p.id)),
        unit_id: known.map(|k| k.unit_id),
        model: known
            .and_then(|k| k.model.clone())
            .or_else(|| product.as_ref().map(|p| p.product.model.clone()))
            .or_else(|| line(input.model.as_ref())),
        serial: known
            .and_then(|k| k.serial.clone())
            .or_else(|| serial.and_then(|s| Line::parse(s.as_str()).ok()))
            .or_else(|| line(input.serial.as_ref())),
        batch: known.and_then(|k| k.batch.clone()).or_else(|| line(input.batch.as_ref())),
        quantity: input.quantity.or_else(|| unit.as_ref().and_then(|u| u.quantity)),
        purchased_on: known.and_then(|k| k.purchased_on).or(input.purchased_on),
        immovable,
        batch_only,
        verification,
    };
    Ok((facts, unit))
}

/// and R-9.2.4.2: no request without somebody to call back.
fn customer_facts(
    input: &TicketCustomer,
    record: Option<&crate::assets::CustomerRecord>,
    asked_by_id: bool,
) -> Result<CustomerDraft, AppError> {
    let mut errors = Vec::new();
    if asked_by_id && record.is_none() {
        errors.push(FieldError::new("/customer/customer_id", "unknown_reference", "does not exist"));
    }
    let stored = record.map(crate::assets::CustomerRecord::facts).transpose()?.flatten();
    let mut field =
        |pointer: &str, text: Option<&String>, known: Option<Line>, needed: bool| -> Option<Line> {
            match text.map(|t| t.trim()).filter(|t| !t.is_empty()) {
                Some(text) => {
                    Line::parse(text).map_err(|e| errors.push(lookups::text_error(pointer, &e))).ok()
                }
                None => {
                    if known.is_none() && needed {
                        errors.push(FieldError::new(pointer, "required", "must not be empty"));
                    }
                    known
                }
            }
        };
    let name = field("/customer/name", input.name.as_ref(), record.map(|r| r.name.clone()), true);
    let known = stored.as_ref();
    let contact_name = field(
        "/customer/contact_name",
        input.contact_name.as_ref(),
        known.map(|k| k.contact_name.clone()),
        true,
    );
    let phone = field("/customer/phone", input.phone.as_ref(), known.map(|k| k.phone.clone()), true);
    let site = record.and_then(|r| r.site.as_ref());
    let address = field("/customer/address", input.address.as_ref(), site.map(|s| s.address.clone()), false);
    let stored_region =
        record.and_then(crate::assets::CustomerRecord::region).and_then(|r| Line::parse(&r.to_string()).ok());
    let region = field("/customer/region", input.region.as_ref(), stored_region, false);
    let phone = phone.and_then(|phone| match domain::assets::Phone::parse(phone.as_str()) {
        Ok(parsed) => Line::parse(parsed.as_str()).ok(),
        Err(error) => {
            errors.push(FieldError::new("/customer/phone", "format", error.to_string()));
            None
        }
    });
    if let Some(region) = &region
        && Region::parse(region.as_str()).is_err()
    {
        errors.push(FieldError::new(
            "/customer/region",
            "format",
            "must be a six-digit administrative-division code",
        ));
    }
    let facts = match (name, contact_name, phone) {
        (Some(name), Some(contact_name), Some(phone)) => Some(CustomerFacts {
            customer_id: record.map(|r| r.id),
            name,
            contact_name,
            phone,
            address,
            region,
        }),
        _ => None,
    };
    Ok(CustomerDraft { facts, errors })
}

type Texts = (Option<Prose>, Option<Line>, Option<CustomerFacts>, Vec<FieldError>);

fn texts(input: &CreateTicket, customer: CustomerDraft) -> Texts {
    let mut errors = customer.errors;
    let description = Prose::parse(&input.description)
        .map_err(|e| errors.push(lookups::text_error("/description", &e)))
        .ok();
    let fault_code = input.fault_code.as_deref().map(str::trim).filter(|t| !t.is_empty()).and_then(|text| {
        Line::parse(text).map_err(|e| errors.push(lookups::text_error("/fault_code", &e))).ok()
    });
    (description, fault_code, customer.facts, errors)
}

async fn chosen_owner(tx: &Tx<'_>, owner: UserId, branch: BranchId) -> Result<Ownership, AppError> {
    let refused = |code: &str, message: &str| AppError::invalid("/owner_id", code, message);
    let person = crate::access::active_person(tx.conn(), owner).await?;
    let person = person.ok_or_else(|| refused("unknown_reference", "does not exist"))?;
    if !domain::access::may_own(&person.principal, branch) {
        return Err(refused("unsuitable", "may not see requests of this branch"));
    }
    Ok(Ownership {
        owner_id: owner,
        owner_name: person.name,
        why: "登记时指定".to_owned(),
        why_en: Some("chosen at registration".to_owned()),
        at: tx.now(),
    })
}

fn first_branch(caller: &Caller) -> Option<BranchId> {
    match &caller.principal.authority {
        domain::access::Authority::Roles { grants } => {
            grants.iter().find(|g| g.role.permits(Permission::TicketsRegister)).map(|g| g.branch)
        }
        domain::access::Authority::Key { scope: domain::access::Scope::Branches(branches), .. } => {
            branches.first().copied()
        }
        _ => None,
    }
}

/// The next NO. of branch and year; given back when the transaction rolls back, so that there is no gap.
pub(super) async fn next_number<C: ConnectionTrait>(
    conn: &C,
    branch: &Branch,
    now: Timestamp,
) -> Result<TicketNo, AppError> {
    use ticket_sequence::{ActiveModel, Column, Entity};
    let year = lookups::year_of(now);
    let first = ActiveModel { branch_id: Set(branch.id.0), year: Set(i64::from(year)), last: Set(1) };
    let next = OnConflict::columns([Column::BranchId, Column::Year])
        .value(Column::Last, Expr::col((Entity, Column::Last)).add(1))
        .to_owned();
    let row = Entity::insert(first).on_conflict(next).exec_with_returning(conn).await?;
    TicketNo::new(&branch.code, year, row.last)
        .map_err(|e| AppError::inconsistent("ticket_sequence", branch.id, e))
}

/// The ticket that the draft would become, with stand-ins for what is still missing.
fn imagined(
    draft: &RegistrationDraft,
    known: &Known,
    received_at: Timestamp,
    pinned: &Pinned,
    caller: &Caller,
    now: Timestamp,
) -> Result<Ticket, AppError> {
    let broken = |what: &str| AppError::inconsistent("preview", "draft", what);
    let unsaid = Line::parse("—").map_err(|_| broken("line"))?;
    let customer = known.customer.facts.clone().unwrap_or(CustomerFacts {
        customer_id: draft.customer.customer_id,
        name: unsaid.clone(),
        contact_name: unsaid.clone(),
        phone: unsaid,
        address: None,
        region: None,
    });
    let new = NewTicket {
        id: TicketId(Uuid::nil()),
        no: TicketNo::new("XX", lookups::year_of(now), 1).map_err(|_| broken("number"))?,
        branch: BranchFacts {
            branch_id: known.branch.as_ref().map_or(BranchId(Uuid::nil()), |b| b.id),
            branch_name: String::new(),
        },
        request_type: draft.request_type.unwrap_or(RequestType::Repair),
        mode: draft.mode,
        channel: domain::tickets::Channel::Phone,
        severity: draft.severity.unwrap_or(Severity::ALL[2]),
        impact: draft.impact.unwrap_or(Impact::Runs),
        description: Prose::parse("—").map_err(|_| broken("description"))?,
        fault_code: draft.fault_code.as_deref().and_then(|f| Line::parse(f).ok()),
        received_at,
        customer,
        product: known.product.clone(),
        circumstances: known.circumstances.clone(),
        ownership: known.owner.clone(),
    };
    let ctx = Context { now, actor: caller.actor().clone(), rules: &pinned.rulebook };
    Ok(Ticket::register(new, &ctx)?.0)
}
