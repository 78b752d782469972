//! Pricing (价格): published fee tables, quotes with the customer's consent, settlement and payment. Nothing is charged
//! that was not published and consented to before (R-5.4.15, R-5.4.16, 明码标价和禁止价格欺诈规定 7, 8, 15).

mod code;
mod consent;
mod line;
mod payment;
mod quantity;
mod quotation;
mod settlement;
mod split;
mod tariff;

pub use code::{CODE_ATTEMPTS, CODE_MILLIS, CodeChallenge};
pub use consent::{Consent, ConsentChannel, Consented, Evidence};
pub use line::{LineKind, PriceSource, QuoteLine, UnitOfMeasure, Work, price_line};
pub use payment::{
    Account, Credit, Invoice, InvoiceLine, InvoiceRequest, Payment, PaymentMethod, PaymentStatus,
};
pub use quantity::{Quantity, QuantityError};
pub use quotation::{Answer, Content, Quotation, Version};
pub use settlement::{Actual, Settlement, SettlementLine, settle};
pub use split::{Split, SplitError};
pub use tariff::{Tariff, TariffItem, TariffPrice, Tariffs, standard_tariffs};

use sha2::{Digest, Sha256};

use crate::kernel::{MoneyError, ReasonCode, Rejection};

/// A failed sum as a refusal.
pub(crate) fn refused(error: &MoneyError) -> Rejection {
    let code = match error {
        MoneyError::Currencies(..) => ReasonCode::CurrenciesMixed,
        MoneyError::Malformed(_) | MoneyError::Overflow => ReasonCode::AmountTooLarge,
    };
    Rejection::with(code, error.to_string())
}

/// SHA-256 in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
