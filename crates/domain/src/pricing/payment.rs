//! Invoice requests (开票申请), payments and credit notes (红冲) of one settled job (R-11.2.2.8, 发票管理办法 18, 21).

use serde::{Deserialize, Serialize};

use super::{Settlement, refused};
use crate::kernel::{Line, Money, Prose, ReasonCode, Rejection, Timestamp, codes};

codes! {
    /// How a payment came in.
    pub enum PaymentMethod {
        Transfer = "transfer", "银行转账", "Bank transfer";
        Cash = "cash", "现金", "Cash";
        Mobile = "mobile", "移动支付", "Mobile payment";
        Card = "card", "银行卡", "Card";
    }
}

codes! {
    /// How far a settled job is paid.
    pub enum PaymentStatus {
        NothingDue = "nothing_due", "无需付款", "Nothing to pay";
        Unpaid = "unpaid", "未付", "Unpaid";
        PartlyPaid = "partly_paid", "部分付款", "Partly paid";
        Paid = "paid", "已付清", "Paid";
    }
}

/// What the customer wants on the invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceRequest {
    /// 抬头
    pub title: Line,
    /// 税号; a company needs one
    pub tax_number: Option<Line>,
    pub buyer_is_company: bool,
    /// 税率 in hundredths of a percent: 1300 is 13 %
    pub tax_rate: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    pub name: Line,
    pub net: Money,
    pub tax: Money,
}

/// An invoice to be issued; prices include the tax, so that net and tax sum to the settlement to the fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    pub request: InvoiceRequest,
    pub lines: Vec<InvoiceLine>,
    pub total: Money,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub amount: Money,
    pub method: PaymentMethod,
    /// 流水号: the same one is never booked twice
    pub reference: Line,
    pub at: Timestamp,
}

/// A credit note: takes back a part of the invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    pub amount: Money,
    pub reason: Prose,
    pub at: Timestamp,
}

/// The account of one settled job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    settlement: Settlement,
    shown_at: Option<Timestamp>,
    invoice: Option<Invoice>,
    payments: Vec<Payment>,
    credits: Vec<Credit>,
}

impl Account {
    #[must_use]
    pub const fn new(settlement: Settlement) -> Self {
        Self { settlement, shown_at: None, invoice: None, payments: Vec::new(), credits: Vec::new() }
    }

    #[must_use]
    pub const fn invoice(&self) -> Option<&Invoice> {
        self.invoice.as_ref()
    }

    /// The customer was given the settlement list.
    pub fn show(&mut self, at: Timestamp) {
        self.shown_at.get_or_insert(at);
    }

    /// # Errors
    /// When nothing is to be invoiced (a free job), there is an invoice, or the tax number or rate is invalid.
    pub fn request_invoice(&mut self, request: InvoiceRequest, at: Timestamp) -> Result<(), Rejection> {
        let total = self.settlement.total;
        if total.minor() == 0 {
            return Err(Rejection::because(ReasonCode::NothingToInvoice));
        }
        if self.invoice.is_some() {
            return Err(Rejection::because(ReasonCode::AlreadyExists));
        }
        let number_fits = match &request.tax_number {
            None => !request.buyer_is_company,
            Some(number) => {
                let number = number.as_str();
                (15..=20).contains(&number.len())
                    && number.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            }
        };
        if !number_fits {
            return Err(Rejection::because(ReasonCode::TaxNumberInvalid));
        }
        if request.tax_rate > 5_000 {
            return Err(Rejection::because(ReasonCode::TaxRateInvalid));
        }
        let charged = self.settlement.lines.iter().filter(|line| line.amount.minor() != 0);
        let lines = charged
            .map(|line| {
                let tax = tax_within(line.amount, request.tax_rate);
                let net = Money::from_minor(line.amount.minor() - tax.minor(), tax.currency());
                InvoiceLine { name: line.name.clone(), net, tax }
            })
            .collect();
        self.invoice = Some(Invoice { request, lines, total, at });
        Ok(())
    }

    /// # Errors
    /// When the settlement list was not shown, the amount is not positive or more than is outstanding, the currency is
    /// another, or the reference was booked before.
    pub fn pay(&mut self, payment: Payment) -> Result<(), Rejection> {
        if self.shown_at.is_none_or(|shown| payment.at < shown) {
            return Err(Rejection::because(ReasonCode::SettlementNotShown));
        }
        if self.payments.iter().any(|earlier| earlier.reference == payment.reference) {
            return Err(Rejection::with(ReasonCode::PaymentReplayed, payment.reference.as_str()));
        }
        let outstanding = self.outstanding()?;
        self.in_limits(payment.amount, outstanding, ReasonCode::PaymentTooMuch)?;
        self.payments.push(payment);
        Ok(())
    }

    /// # Errors
    /// When there is no invoice, the amount is not positive or more than is left of the invoice, or the currency is
    /// another.
    pub fn credit(&mut self, credit: Credit) -> Result<(), Rejection> {
        let Some(invoice) = &self.invoice else {
            return Err(Rejection::because(ReasonCode::NothingToInvoice));
        };
        let left = self.less(invoice.total, self.credits.iter().map(|credit| credit.amount))?;
        self.in_limits(credit.amount, left, ReasonCode::CreditTooMuch)?;
        self.credits.push(credit);
        Ok(())
    }

    /// What the customer still owes; negative when we owe the customer after a credit note.
    ///
    /// # Errors
    /// When the sum is too large.
    pub fn outstanding(&self) -> Result<Money, Rejection> {
        let paid = self.payments.iter().map(|payment| payment.amount);
        self.less(self.settlement.total, paid.chain(self.credits.iter().map(|credit| credit.amount)))
    }

    /// # Errors
    /// When the sum is too large.
    pub fn status(&self) -> Result<PaymentStatus, Rejection> {
        Ok(match (self.settlement.total.minor(), self.outstanding()?.minor()) {
            (0, _) => PaymentStatus::NothingDue,
            (_, ..=0) => PaymentStatus::Paid,
            _ if self.payments.is_empty() => PaymentStatus::Unpaid,
            _ => PaymentStatus::PartlyPaid,
        })
    }

    fn less(&self, from: Money, amounts: impl Iterator<Item = Money>) -> Result<Money, Rejection> {
        let negated = amounts.map(|amount| Money::from_minor(-amount.minor(), amount.currency()));
        let mut rest = from;
        for amount in negated {
            rest = rest.checked_add(amount).map_err(|error| refused(&error))?;
        }
        Ok(rest)
    }

    fn in_limits(&self, amount: Money, limit: Money, above: ReasonCode) -> Result<(), Rejection> {
        if amount.currency() != limit.currency() {
            return Err(Rejection::because(ReasonCode::CurrenciesMixed));
        }
        if amount.minor() <= 0 {
            return Err(Rejection::because(ReasonCode::AmountNotPositive));
        }
        if amount.minor() > limit.minor() {
            return Err(Rejection::with(above, format!("{amount} > {limit}")));
        }
        Ok(())
    }
}

/// The tax that an amount contains, rounded half up to the fen.
fn tax_within(amount: Money, rate: u16) -> Money {
    let (rate, whole) = (i128::from(rate), 10_000 + i128::from(rate));
    let minor = (i128::from(amount.minor()) * rate * 2 + whole).div_euclid(whole * 2);
    Money::from_minor(i64::try_from(minor).unwrap_or(amount.minor()), amount.currency())
}
