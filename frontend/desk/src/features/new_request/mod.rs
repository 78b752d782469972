//! 登记需求: one column, serial or telephone first; what is known fills itself.

mod aside;
mod autofill;
mod customer_part;
mod fault_codes;
mod fields;
mod form;
mod need_part;
mod of_mail;
mod page;
mod preview;
mod product_part;
mod promises;
mod verdict;

pub(crate) use fault_codes::FaultCodeInput;
pub(crate) use page::NewRequestPage;
pub(crate) use product_part::unit_line;
pub(crate) use verdict::VerdictView;
