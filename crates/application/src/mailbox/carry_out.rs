//! What was decided is done, in the unit of work of the message.

use contract::tickets::{CreateTicket, TicketCustomer, TicketProduct};
use domain::{
    kernel::{Actor, Line, MailId, Prose, TicketId, Timestamp},
    mailbox::{Envelope, MailStep, ThreadBy, described, reply_of, serials_in},
    sla::{Impact, Severity},
    tickets::{
        Channel, Command, Comment, NoteDelivery, NoticeDelivery, Reopen, RequestType, State, Ticket, TicketNo,
    },
};

use super::{
    look_up::Found,
    read::{Read, Report},
};
use crate::{
    AppError, Caller,
    attachments::{keep_mailed, keep_original},
    tickets::reactions,
    tx::Tx,
};

/// Files of one message that are kept; the rest is in the original.
const MAX_FILES: usize = 50;
/// Under which the files of messages are listed as sent.
const BY: &str = "system:mailbox";

/// A message on its way into a request.
pub(super) struct Mail<'a> {
    pub id: MailId,
    pub sha256: &'a str,
    pub size: i64,
    pub received_at: Timestamp,
    pub read: &'a Read,
}

/// Where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    pub ticket_id: TicketId,
    pub no: TicketNo,
    /// Files that were not kept, each with the reason
    pub refused: Vec<String>,
}

impl Mail<'_> {
    fn envelope(&self) -> Envelope {
        self.read.envelope.clone().unwrap_or_default()
    }

    /// Who speaks at the request.
    fn customer(&self) -> Actor {
        let envelope = self.envelope();
        let address = envelope.sender.map(|sender| sender.to_string());
        Actor::Customer { name: envelope.sender_name.or(address).unwrap_or_else(|| "—".to_owned()) }
    }

    fn description(&self, before: &str) -> Result<String, AppError> {
        let text = format!("{before}{}", self.read.text);
        let described = described(&self.envelope().subject, &text);
        Ok(described.map_or_else(|| "（邮件无主题和正文）".to_owned(), |text| text.to_string()))
    }
}

pub(super) async fn carry_out(
    tx: &mut Tx<'_>,
    mail: &Mail<'_>,
    step: MailStep,
    found: &Found,
) -> Result<Option<Done>, AppError> {
    let of = |by: ThreadBy| match by {
        ThreadBy::Reference => found.by_reference,
        ThreadBy::Number => found.by_number,
    };
    let missing = || AppError::inconsistent("mail_message", mail.id, "decided without a request");
    Ok(match step {
        MailStep::Register => Some(register(tx, mail, found).await?),
        MailStep::Comment(by) => Some(comment(tx, mail, of(by).ok_or_else(missing)?, false).await?),
        MailStep::Reopen(by) => Some(comment(tx, mail, of(by).ok_or_else(missing)?, true).await?),
        MailStep::FollowUp(by) => Some(Box::pin(follow_up(tx, mail, of(by).ok_or_else(missing)?)).await?),
        MailStep::NoteDelivery => {
            Some(note_delivery(tx, mail, found.by_reference.ok_or_else(missing)?, found.notice).await?)
        }
        MailStep::SetAside | MailStep::Hold | MailStep::LookAt => None,
    })
}

async fn register(tx: &mut Tx<'_>, mail: &Mail<'_>, found: &Found) -> Result<Done, AppError> {
    let envelope = mail.envelope();
    let customer_id = found.customers.first().copied();
    let contact_id = match (customer_id, &envelope.sender) {
        (Some(customer), Some(sender)) => {
            crate::assets::contact_of_sender(tx.conn(), customer, sender).await?
        }
        _ => None,
    };
    let customer = TicketCustomer { customer_id, contact_id, ..TicketCustomer::default() };
    let input = new_ticket(mail, mail.description("")?, customer, product(tx, mail).await?);
    register_with(tx, &Caller::system(), mail, input).await
}

/// The one installed unit that the message names; of several, a person chooses.
async fn product(tx: &Tx<'_>, mail: &Mail<'_>) -> Result<TicketProduct, AppError> {
    let serials = serials_in(&format!("{}\n{}", mail.envelope().subject, mail.read.text));
    let units = crate::assets::units_with_serials(tx.conn(), &serials, 2).await?;
    let unit_id = if let [one] = units.as_slice() { Some(*one) } else { None };
    Ok(TicketProduct { unit_id, ..TicketProduct::default() })
}

/// What a message does not say is assumed: a machine that needs repair and still runs. Whoever confirms corrects it.
fn new_ticket(
    mail: &Mail<'_>,
    description: String,
    customer: TicketCustomer,
    product: TicketProduct,
) -> CreateTicket {
    CreateTicket {
        request_type: RequestType::Repair,
        mode: None,
        channel: Channel::Email,
        severity: Severity::ALL[2],
        impact: Impact::Runs,
        description,
        fault_code: None,
        received_at: Some(mail.received_at),
        branch_id: None,
        customer,
        product,
        owner_id: None,
        external_id: None,
    }
}

/// Registers and adds the files.
pub(super) async fn register_with(
    tx: &mut Tx<'_>,
    caller: &Caller,
    mail: &Mail<'_>,
    input: CreateTicket,
) -> Result<Done, AppError> {
    let app = tx.app();
    let ticket = app.register(tx, caller, input).await?.ticket;
    let (commands, refused) = attach(tx, mail, &ticket).await?;
    let loaded = reactions::open(tx, ticket.id).await?;
    let commands = commands.into_iter().chain(refusal_note(&refused)).collect();
    reactions::carry_out(tx, loaded, commands, &Actor::System).await?;
    Ok(Done { ticket_id: ticket.id, no: ticket.no, refused })
}

/// The customer's word at the request, which is reopened first when that was decided.
pub(super) async fn comment(
    tx: &mut Tx<'_>,
    mail: &Mail<'_>,
    id: TicketId,
    reopen: bool,
) -> Result<Done, AppError> {
    let loaded = reactions::open(tx, id).await?;
    let (ticket_id, no) = (loaded.ticket.id, loaded.ticket.no.clone());
    let closed = matches!(loaded.ticket.state, State::Ended(_) | State::Archived { .. }) && !reopen;
    // nothing is added to the archive but words; the files stay with the message
    let (files, refused) =
        if closed { (Vec::new(), Vec::new()) } else { attach(tx, mail, &loaded.ticket).await? };
    let envelope = mail.envelope();
    let mut commands = Vec::new();
    if reopen {
        let reason = prose(&format!("客户来信：{}", envelope.subject))?;
        commands.push(Command::Reopen(Reopen { reason }));
    }
    let said = reply_of(&mail.read.text);
    let said = if said.is_empty() { format!("（邮件无正文）{}", envelope.subject) } else { said };
    commands.push(Command::Comment(Comment { text: prose(&said)? }));
    commands.extend(files);
    commands.extend(refusal_note(&refused));
    reactions::carry_out(tx, loaded, commands, &mail.customer()).await?;
    Ok(Done { ticket_id, no, refused })
}

/// A new request of the same customer for the same product; each names the other.
async fn follow_up(tx: &mut Tx<'_>, mail: &Mail<'_>, over: TicketId) -> Result<Done, AppError> {
    let before = reactions::open(tx, over).await?;
    let Ticket { no, customer, product, .. } = &before.ticket;
    let text = |line: &Line| line.to_string();
    let customer = TicketCustomer {
        customer_id: customer.customer_id,
        name: Some(text(&customer.name)),
        contact_name: Some(text(&customer.contact_name)),
        phone: Some(text(&customer.phone)),
        address: customer.address.as_ref().map(text),
        region: customer.region.as_ref().map(text),
        ..TicketCustomer::default()
    };
    let product = TicketProduct {
        unit_id: product.unit_id,
        product_id: product.product_id.filter(|_| product.unit_id.is_none()),
        ..TicketProduct::default()
    };
    let description = mail.description(&format!("（接原需求 {no}）\n"))?;
    let input = new_ticket(mail, description, customer, product);
    let done = register_with(tx, &Caller::system(), mail, input).await?;
    let note = prose(&format!("客户来信时本需求已结束，已登记新需求 {}", done.no))?;
    let note = Command::Comment(Comment { text: note });
    reactions::carry_out(tx, before, vec![note], &Actor::System).await?;
    Ok(done)
}

async fn note_delivery(
    tx: &mut Tx<'_>,
    mail: &Mail<'_>,
    id: TicketId,
    notice: Option<u32>,
) -> Result<Done, AppError> {
    let loaded = reactions::open(tx, id).await?;
    let (ticket_id, no) = (loaded.ticket.id, loaded.ticket.no.clone());
    let report = mail.read.report.clone().unwrap_or_default();
    let delivery = delivery_of(&report);
    let known = notice.filter(|number| {
        let open = !matches!(loaded.ticket.state, State::Ended(_));
        open && loaded.ticket.promises.notices.iter().any(|notice| notice.number == *number)
    });
    let command = match known {
        Some(number) => {
            let detail = Line::parse(&report.diagnostic).ok();
            Command::NoteDelivery(NoteDelivery { number, delivery, detail })
        }
        None => {
            let text = format!("发给客户的邮件：{}。{}", delivery.zh(), report.diagnostic);
            Command::Comment(Comment { text: prose(&text)? })
        }
    };
    reactions::carry_out(tx, loaded, vec![command], &Actor::System).await?;
    Ok(Done { ticket_id, no, refused: Vec::new() })
}

/// RFC 3464 §2.3.3
fn delivery_of(report: &Report) -> NoticeDelivery {
    match report.action.as_str() {
        "delivered" | "relayed" | "expanded" => NoticeDelivery::Delivered,
        "delayed" => NoticeDelivery::Sent,
        _ => NoticeDelivery::Failed,
    }
}

/// The message itself and its files; says which were not kept.
async fn attach(
    tx: &Tx<'_>,
    mail: &Mail<'_>,
    ticket: &Ticket,
) -> Result<(Vec<Command>, Vec<String>), AppError> {
    let (id, branch) = (ticket.id, ticket.branch.branch_id);
    let broken = |e: domain::kernel::TextError| AppError::inconsistent("mail_message", mail.id, e);
    let name = Line::parse("邮件原文.eml").map_err(broken)?;
    let original = keep_original(tx, mail.id, mail.sha256, mail.size, &name, id, branch, BY).await?;
    let (mut commands, mut refused) = (vec![Command::Attach { id: original, name }], Vec::new());
    for (at, file) in mail.read.files.iter().enumerate() {
        let called = file.name.clone();
        let kept = if at < MAX_FILES {
            keep_mailed(tx, id, branch, BY, file.clone()).await?
        } else {
            Err("too many files".to_owned())
        };
        match kept {
            Ok((id, name)) => commands.push(Command::Attach { id, name }),
            Err(why) => refused.push(format!("{called}: {why}")),
        }
    }
    Ok((commands, refused))
}

fn refusal_note(refused: &[String]) -> Option<Command> {
    let text = prose(&format!("邮件附件未保存：{}", refused.join("；"))).ok()?;
    (!refused.is_empty()).then_some(Command::Comment(Comment { text }))
}

/// Cut to what an entry holds.
fn prose(text: &str) -> Result<Prose, AppError> {
    described("", text).ok_or_else(|| AppError::inconsistent("mail_message", "text", "is empty"))
}
