//! Requests of another system, taken over with their timeline. They were never promised anything by our policy but a
//! solution: only the resolution clock is measured, and nothing fires for the past.

use domain::{
    kernel::{Actor, Line, PolicyId, Prose, TicketId},
    sla::{Circumstances, ClockKind, Fact, FactAt, Impact, Priority, Severity},
    tickets::{
        BranchFacts, Context, CustomerFacts, EndKind, Ending, Event, NewTicket, ProductFacts, Resolution,
        State, StateCode, Step, Ticket, Verification,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::{command::computed, register::next_number, save, store::ticket};
use crate::{
    AppError,
    access::branches::Branch,
    imports::history::{HistoricalTicket, Imported},
    sla::{rules::Pinned, store::service_policy},
    tx::Tx,
};

/// The policy that imported requests are measured by: the standard one with no clock but the resolution.
const HISTORY_POLICY: &str = "SP-HISTORY";

/// Takes over one historical request; a second time it is found by its external number and left alone.
///
/// # Errors
/// When the database fails or a text cannot be kept.
pub(crate) async fn import_historical(
    tx: &mut Tx<'_>,
    branch: &Branch,
    actor: &Actor,
    history: HistoricalTicket,
) -> Result<Imported, AppError> {
    let known = ticket::Entity::find()
        .filter(ticket::Column::ExternalId.eq(&history.external_no))
        .one(tx.conn())
        .await?;
    if known.is_some() {
        return Ok(Imported::Unchanged);
    }
    let now = tx.now();
    let pinned = history_rules(tx).await?;
    let ctx = Context { now, actor: actor.clone(), rules: &pinned.rulebook };
    let number_at = history.received_at.min(now);
    let new = NewTicket {
        id: tx.app().ids.next::<TicketId>(now),
        no: next_number(tx.conn(), branch, number_at).await?,
        branch: BranchFacts { branch_id: branch.id, branch_name: branch.name.clone() },
        request_type: history.request_type,
        mode: None,
        channel: history.channel,
        severity: severity_of(history.priority),
        impact: Impact::None,
        description: text(&history.description, &history.external_no)?,
        fault_code: None,
        received_at: history.received_at,
        customer: customer(&history)?,
        product: no_product(),
        circumstances: Circumstances { branch_code: Some(branch.code.clone()), ..Circumstances::default() },
        ownership: None,
    };
    let (mut ticket, _) = Ticket::register(new, &ctx)?;
    ticket.priority = history.priority;
    ticket.initial_priority = history.priority;
    ticket.registered_at = history.received_at;
    settle(&mut ticket, &history, actor)?;
    let clocks = computed(&pinned, &ticket, now)?;
    let columns =
        save::Columns { external_id: Some(history.external_no.clone()), family: None, created_at: now };
    let imported = Event::Imported {
        source: history.source.clone(),
        external_no: history.external_no.clone(),
        received_at: history.received_at,
    };
    let past = history.events.into_iter().map(|event| {
        (event.at, Event::HistoryImported { what: event.what, at: event.at, details: event.details })
    });
    save::insert_history(tx, &ticket, imported, past.collect(), &clocks, &pinned, &columns, actor).await?;
    Ok(Imported::Created)
}

/// How it stood at the end, and the facts that its resolution clock stops by.
fn settle(ticket: &mut Ticket, history: &HistoricalTicket, actor: &Actor) -> Result<(), AppError> {
    if let Some(at) = history.resolved_at {
        let result = text("（导入的历史记录 / imported history）", &history.external_no)?;
        ticket.cycle.resolution = Some(Resolution {
            result,
            open_questions: None,
            function_test: None,
            accessories_complete: false,
            at,
            by: actor.clone(),
        });
        ticket.clock_facts.push(FactAt { at, fact: Fact::Resolved });
    }
    let last = history.events.last().map_or(history.received_at, |event| event.at);
    let ended_at = history.closed_at.or(history.resolved_at).unwrap_or(last).max(history.received_at);
    ticket.state = match history.state {
        StateCode::Archived => State::Archived { at: ended_at, by: actor.clone() },
        StateCode::Cancelled | StateCode::Withdrawn | StateCode::Duplicate | StateCode::Refused => {
            let how: EndKind = history.state.as_str().parse().unwrap_or(EndKind::Cancelled);
            ticket
                .clock_facts
                .push(FactAt { at: ended_at, fact: Fact::Cancelled { reason: how.as_str().to_owned() } });
            let reason = text("（导入的历史记录 / imported history）", &history.external_no)?;
            State::Ended(Ending { how, reason, duplicate_of: None, at: ended_at, by: actor.clone() })
        }
        open => State::Open { step: open.as_str().parse::<Step>().unwrap_or(Step::InService), hold: None },
    };
    ticket.clock_facts.sort_by_key(|fact| fact.at);
    Ok(())
}

async fn history_rules(tx: &Tx<'_>) -> Result<Pinned, AppError> {
    let now = tx.now();
    let app = tx.app();
    let current = app.current_rules(tx.conn(), None, now).await?;
    let kept = service_policy::Entity::find()
        .filter(service_policy::Column::Code.eq(HISTORY_POLICY))
        .order_by_desc(service_policy::Column::CreatedAt)
        .one(tx.conn())
        .await?;
    let id = match kept {
        Some(row) => row.id,
        None => {
            let mut policy = (*current.policy).clone();
            HISTORY_POLICY.clone_into(&mut policy.policy_id);
            for (kind, rule) in &mut policy.clocks {
                if kind != ClockKind::Resolution.as_str() {
                    rule.targets = std::iter::once(("*".to_owned(), "none".to_owned())).collect();
                }
            }
            let id = app.ids.next::<PolicyId>(now).0;
            let broken = |e: serde_json::Error| AppError::inconsistent("service_policy", HISTORY_POLICY, e);
            let row = service_policy::ActiveModel {
                id: Set(id),
                code: Set(policy.policy_id.clone()),
                version: Set(policy.version.clone()),
                effective_from: Set(0),
                spec: Set(serde_json::to_string(&policy).map_err(broken)?),
                created_at: Set(now.millis()),
                created_by: Set(serde_json::to_string(&Actor::System).map_err(broken)?),
            };
            service_policy::Entity::insert(row).exec_without_returning(tx.conn()).await?;
            id
        }
    };
    app.pinned_rules(tx.conn(), id, &current.calendars_json()).await
}

const fn severity_of(priority: Priority) -> Severity {
    match priority {
        Priority::P1 => Severity::SafetyOrLineDown,
        Priority::P2 => Severity::SevereDegradation,
        Priority::P3 => Severity::OrdinaryFault,
        Priority::P4 => Severity::QuestionOrMinor,
    }
}

fn customer(history: &HistoricalTicket) -> Result<CustomerFacts, AppError> {
    let broken = |e: domain::kernel::TextError| AppError::inconsistent("import", &history.external_no, e);
    let unsaid = Line::parse("—").map_err(broken)?;
    Ok(CustomerFacts {
        customer_id: None,
        name: Line::parse(&history.customer_name).map_err(broken)?,
        contact_name: unsaid.clone(),
        phone: unsaid,
        address: None,
        region: None,
    })
}

fn text(words: &str, row: &str) -> Result<Prose, AppError> {
    Prose::parse(words).map_err(|e| AppError::inconsistent("import", row, e))
}

const fn no_product() -> ProductFacts {
    ProductFacts {
        product_id: None,
        unit_id: None,
        model: None,
        serial: None,
        batch: None,
        quantity: None,
        purchased_on: None,
        immovable: false,
        batch_only: false,
        verification: Verification::NotNeeded,
    }
}
