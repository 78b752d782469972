//! The columns of an exported list of requests, in the reader's language.

use contract::tickets::TicketSummary;
use domain::{kernel::Timestamp, sla::standard::ZONE};

/// In which language headers and labels are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

impl Language {
    pub(crate) const fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }
}

/// Times are those of the company's standard calendar, as its people read them.
const HEADERS: &[(&str, &str)] = &[
    ("单号", "No."),
    ("需求类型", "Request type"),
    ("服务方式", "Service mode"),
    ("优先级", "Priority"),
    ("状态", "State"),
    ("服务类别", "Charge class"),
    ("分公司", "Branch"),
    ("客户", "Customer"),
    ("型号", "Model"),
    ("机号", "Serial number"),
    ("问题描述", "Description"),
    ("责任人", "Owner"),
    ("服务工程师", "Engineer"),
    ("受理时间（北京时间）", "Received (Asia/Shanghai)"),
    ("下一时限", "Next deadline"),
    ("到期时间（北京时间）", "Due (Asia/Shanghai)"),
    ("时限状态", "Deadline state"),
    ("更新时间（北京时间）", "Updated (Asia/Shanghai)"),
];

pub(super) fn headers(language: Language) -> Vec<&'static str> {
    HEADERS.iter().map(|(zh, en)| language.pick(zh, en)).collect()
}

/// One cell for each header.
pub(super) fn cells(ticket: &TicketSummary, language: Language) -> Vec<String> {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let next = ticket.next_clock.as_ref();
    vec![
        ticket.no.clone(),
        language.pick(ticket.request_type.zh(), ticket.request_type.en()).to_owned(),
        language.pick(ticket.mode.zh(), ticket.mode.en()).to_owned(),
        ticket.priority.as_str().to_owned(),
        language.pick(ticket.state.zh(), ticket.state.en()).to_owned(),
        ticket.charge_class.map(|class| language.pick(class.zh(), class.en())).unwrap_or_default().to_owned(),
        ticket.branch_name.clone(),
        ticket.customer_name.clone(),
        text(&ticket.model),
        text(&ticket.serial),
        ticket.description.clone(),
        text(&ticket.owner_name),
        text(&ticket.assignee_name),
        local(ticket.received_at),
        next.map(|next| language.pick(next.kind.zh(), next.kind.en())).unwrap_or_default().to_owned(),
        next.map(|next| local(next.due_at)).unwrap_or_default(),
        next.map(|next| language.pick(next.state.zh(), next.state.en())).unwrap_or_default().to_owned(),
        local(ticket.updated_at),
    ]
}

/// `2026-03-02 09:00:00`, which spreadsheets know as an instant.
pub(crate) fn local(at: Timestamp) -> String {
    let utc = chrono::DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    let zone: chrono_tz::Tz = ZONE.parse().unwrap_or(chrono_tz::UTC);
    utc.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string()
}
