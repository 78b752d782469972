//! Lists of customers and units: what every row needs to know, and what a row will do.

use std::collections::{HashMap, HashSet};

use contract::imports::ImportKind;
use domain::kernel::{Actor, BranchId, Timestamp};
use sea_orm::ConnectionTrait;

use super::{
    customers,
    finding::Finding,
    rows::{Columns, Fields},
    sheet::{Row, Sheet},
    units,
};
use crate::{
    AppError, Ids,
    assets::{CustomerDraft, StoredCustomer, UnitDraft, Written, store::unit},
    tx::Tx,
};

/// What all rows share.
#[derive(Debug)]
pub(super) struct Lookup<'a> {
    pub ids: &'a Ids,
    pub now: Timestamp,
    /// For rows that name no branch
    pub branch_id: BranchId,
    /// By code and by name
    pub branches: &'a HashMap<String, BranchId>,
}

impl Lookup<'_> {
    pub(super) fn branch(&self, named: &str) -> Option<BranchId> {
        self.branches.get(&named.trim().to_lowercase()).copied()
    }
}

/// What a row will do.
#[derive(Debug)]
pub(super) enum Planned {
    Customer(Box<CustomerDraft>),
    Unit(Box<UnitDraft>),
    Rejected,
}

impl Planned {
    /// What saving would do; none: the row is refused.
    pub(super) fn effect(&self) -> Option<Written> {
        match self {
            Self::Customer(draft) => Some(draft.effect()),
            Self::Unit(draft) => Some(draft.effect()),
            Self::Rejected => None,
        }
    }

    pub(super) async fn save(self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<Written>, AppError> {
        match self {
            Self::Customer(mut draft) => draft.save(tx, actor).await.map(Some),
            Self::Unit(mut draft) => draft.save(tx, actor).await.map(Some),
            Self::Rejected => Ok(None),
        }
    }
}

/// What a dry run must remember of the rows before: only of records that occur more than once.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    repeated: HashSet<String>,
    customers: HashMap<String, StoredCustomer>,
    units: HashMap<String, unit::Model>,
}

impl Earlier {
    /// Looks for the records that occur more than once.
    pub(super) fn of(kind: ImportKind, sheet: &Sheet, columns: &Columns) -> Self {
        let (mut once, mut repeated) = (HashSet::new(), HashSet::new());
        for index in 0..sheet.len() {
            let row = sheet.row(index);
            if let Some(key) = key(kind, Fields { columns, row: &row })
                && !once.insert(key.clone())
            {
                repeated.insert(key);
            }
        }
        Self { repeated, ..Self::default() }
    }

    /// Keeps what the row would have written.
    pub(super) fn remember(&mut self, kind: ImportKind, fields: Fields<'_>, planned: &Planned) {
        let Some(key) = key(kind, fields).filter(|key| self.repeated.contains(key)) else { return };
        match planned {
            Planned::Customer(draft) => {
                let CustomerDraft { row, contacts, sites, .. } = draft.as_ref();
                let stored =
                    StoredCustomer { row: row.clone(), contacts: contacts.clone(), sites: sites.clone() };
                self.customers.insert(key, stored);
            }
            Planned::Unit(draft) => {
                self.units.insert(key, draft.row.clone());
            }
            Planned::Rejected => {}
        }
    }
}

fn key(kind: ImportKind, fields: Fields<'_>) -> Option<String> {
    match kind {
        ImportKind::Customers => customers::key(fields),
        ImportKind::Units => units::key(fields),
        ImportKind::Tickets => None,
    }
}

/// What a row will do, and what there is to say about it.
pub(super) async fn plan<C: ConnectionTrait>(
    conn: &C,
    lookup: &Lookup<'_>,
    kind: ImportKind,
    columns: &Columns,
    row: &Row,
    earlier: &Earlier,
) -> Result<(Planned, Vec<Finding>), AppError> {
    let fields = Fields { columns, row };
    if row.is_swallowed() {
        let finding = Finding::error(
            row.line,
            "open_quote",
            "引号未闭合，后续行无法区分",
            "a quotation mark was left open",
        );
        return Ok((Planned::Rejected, vec![finding]));
    }
    let (planned, mut findings) = match kind {
        ImportKind::Customers => customers::plan(conn, lookup, fields, &earlier.customers).await?,
        ImportKind::Units | ImportKind::Tickets => units::plan(conn, lookup, fields, &earlier.units).await?,
    };
    if let Some(stray) = fields.stray() {
        let finding = Finding::warning(
            row.line,
            "extra_cell",
            "单元格多于表头，未采用",
            "there are more cells than headers; not used",
        );
        findings.push(finding.at("", stray));
    }
    Ok((planned, findings))
}

/// The columns without which a list makes no sense.
pub(super) fn lacks(kind: ImportKind, columns: &Columns) -> Option<&'static str> {
    match kind {
        ImportKind::Customers if !columns.has("name") => Some("客户名称 · name"),
        ImportKind::Units if !(columns.has("model") || columns.has("product_external_id")) => {
            Some("产品型号 · model")
        }
        ImportKind::Units if !(columns.has("serial") || columns.has("batch")) => {
            Some("机号或批次 · serial or batch")
        }
        _ => None,
    }
}
